"""The operations on Glue's crawlers.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-crawling.html
"""

from __future__ import annotations

import logging
import statistics
import threading
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.timetable import Timetable
from localcloud.functions.parts import functions_of
from localcloud.glue.crawlers.checks import check_crawler, expression_of, invalid
from localcloud.glue.crawlers.crawl import Crawl, CrawlStopped
from localcloud.glue.crawlers.notices import log, tell
from localcloud.glue.crawlers.objects import TargetError
from localcloud.glue.crawlers.records import Crawler, PastCrawl
from localcloud.glue.jobs.pages import page
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Shape = dict[str, Any]
Key = tuple[str, str]


class CrawlerOperations(Service):
    """Crawlers crawl; moto's only pretend to."""

    api = "glue"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._crawlers: dict[Key, Crawler] = {}
        self._crawling = threading.RLock()
        self._schedule = Timetable[Key](cloud, self._due)

    def close(self) -> None:
        """Ends every crawl."""
        self._schedule.close()
        for crawler in tuple(self._crawlers.values()):
            if crawler.running is not None:
                crawler.running.stop()
        super().close()

    def create_crawler(self, call: Call, request: Shape) -> Shape:
        """Keeps a crawler."""
        definition = {name: value for name, value in request.items() if name != "Tags"}
        now = self.cloud.clock.now()
        check_crawler(definition, now)
        key = (call.region, request["Name"])
        with self._crawling:
            if key in self._crawlers:
                raise ServiceError(
                    "AlreadyExistsException", f"Crawler with name {request['Name']} already exists"
                )
            self._crawlers[key] = Crawler(definition, call.region, now, now)
        if request.get("Tags"):
            arn = f"arn:aws:glue:{call.region}:{call.account}:crawler/{request['Name']}"
            glue = self.cloud.moto("glue", call.region)
            glue.tag_resource(ResourceArn=arn, TagsToAdd=request["Tags"])
        self._plan(key)
        return {}

    def update_crawler(self, call: Call, request: Shape) -> Shape:
        """Changes what the request names."""
        crawler = self._crawler(call, request["Name"])
        now = self.cloud.clock.now()
        with self._crawling:
            self._check_ready(crawler)
            changed = {**crawler.definition, **request}
            check_crawler(changed, now)
            crawler.definition = changed
            crawler.version += 1
            crawler.updated = now
        self._plan((call.region, crawler.name))
        return {}

    def delete_crawler(self, call: Call, request: Shape) -> Shape:
        """Forgets a crawler; its tables stay."""
        crawler = self._crawler(call, request["Name"])
        with self._crawling:
            self._check_ready(crawler)
            del self._crawlers[call.region, crawler.name]
        self._schedule.put((call.region, crawler.name), None)
        return {}

    def get_crawler(self, call: Call, request: Shape) -> Shape:
        """A crawler, its state and its last crawl."""
        return {"Crawler": self._crawler(call, request["Name"]).shown(self.cloud.clock.now())}

    def get_crawlers(self, call: Call, request: Shape) -> Shape:
        """The region's crawlers."""
        now = self.cloud.clock.now()
        return page(request, "Crawlers", [each.shown(now) for each in self._of(call.region)])

    def batch_get_crawlers(self, call: Call, request: Shape) -> Shape:
        """Crawlers by their names."""
        now = self.cloud.clock.now()
        found = {each.name: each for each in self._of(call.region)}
        names = request["CrawlerNames"]
        return {
            "Crawlers": [found[name].shown(now) for name in names if name in found],
            "CrawlersNotFound": [name for name in names if name not in found],
        }

    def list_crawlers(self, call: Call, request: Shape) -> Shape:
        """The names of the region's crawlers."""
        return page(request, "CrawlerNames", [each.name for each in self._of(call.region)])

    def list_crawls(self, call: Call, request: Shape) -> Shape:
        """A crawler's crawls, the newest first."""
        if request.get("Filters"):
            raise invalid("Filters: crawls are not filtered in this cloud")
        crawler = self._crawler(call, request["CrawlerName"])
        return page(request, "Crawls", [each.history() for each in reversed(crawler.crawls)])

    def get_crawler_metrics(self, call: Call, request: Shape) -> Shape:
        """How long crawls took and what the last ones wrote."""
        names = request.get("CrawlerNameList") or [each.name for each in self._of(call.region)]
        shown = [_metrics(self._crawler(call, name)) for name in names]
        return page(request, "CrawlerMetricsList", shown)

    def start_crawler(self, call: Call, request: Shape) -> Shape:
        """Begins a crawl."""
        self._start(self._crawler(call, request["Name"]))
        return {}

    def stop_crawler(self, call: Call, request: Shape) -> Shape:
        """Ends the crawl that is at work."""
        crawler = self._crawler(call, request["Name"])
        with self._crawling:
            if crawler.state == "STOPPING":
                raise ServiceError(
                    "CrawlerStoppingException", f"Crawler with name {crawler.name} is stopping"
                )
            if crawler.running is None:
                raise ServiceError(
                    "CrawlerNotRunningException", f"Crawler with name {crawler.name} isn't running"
                )
            crawler.state = "STOPPING"
            crawler.running.stop()
        return {}

    def start_crawler_schedule(self, call: Call, request: Shape) -> Shape:
        """Has a crawler go by its schedule again."""
        return self._scheduled(call, request, on=True)

    def stop_crawler_schedule(self, call: Call, request: Shape) -> Shape:
        """Has a crawler not go by its schedule."""
        return self._scheduled(call, request, on=False)

    def update_crawler_schedule(self, call: Call, request: Shape) -> Shape:
        """Gives a crawler another schedule."""
        named = {"Name": request["CrawlerName"], "Schedule": request.get("Schedule")}
        return self.update_crawler(call, named)

    def _scheduled(self, call: Call, request: Shape, *, on: bool) -> Shape:
        crawler = self._crawler(call, request["CrawlerName"])
        if not crawler.definition.get("Schedule"):
            raise ServiceError("NoScheduleException", f"Crawler {crawler.name} has no schedule")
        crawler.scheduled = on
        self._plan((call.region, crawler.name))
        return {}

    def _plan(self, key: Key) -> None:
        crawler = self._crawlers[key]
        now = self.cloud.clock.now()
        schedule = crawler.definition.get("Schedule") if crawler.scheduled else None
        self._schedule.put(key, expression_of(schedule, now).next(now) if schedule else None)

    def _due(self, key: Key) -> None:
        crawler = self._crawlers.get(key)
        if crawler is None:
            return
        self._plan(key)
        if crawler.state == "READY":  # as on AWS, a crawl that is at work is the one that was due
            self._start(crawler)

    def _start(self, crawler: Crawler) -> None:
        with self._crawling:
            self._check_ready(crawler)
            now = self.cloud.clock.now()
            past = PastCrawl(now, crawler.name)
            crawl = Crawl(self.cloud, crawler.region, crawler.shown(now))
            crawler.state, crawler.running = "RUNNING", crawl
            crawler.crawls.append(past)
        tell(self.cloud, crawler, past)
        functions_of(self.cloud).background.run(lambda: self._crawl(crawler, crawl, past))

    def _crawl(self, crawler: Crawler, crawl: Crawl, past: PastCrawl) -> None:
        state, error = "COMPLETED", None
        try:
            crawl.run()
        except CrawlStopped:
            state = "STOPPED"
        except TargetError as reason:
            state, error = "FAILED", str(reason)
        except Exception as reason:
            LOG.exception("The crawler %s failed", crawler.name)
            state, error = "FAILED", f"Internal Service Exception: {reason}"
        lines = [*crawl.lines, *([f"ERROR: {error}"] if error else []), f"INFO: {state}"]
        with self._crawling:
            crawler.state = "STOPPING"
        log(self.cloud, crawler, past, lines)
        with self._crawling:
            past.state, past.error = state, error
            past.counts, past.ended = dict(crawl.counts), self.cloud.clock.now()
            crawler.state, crawler.running = "READY", None
        tell(self.cloud, crawler, past)

    def _check_ready(self, crawler: Crawler) -> None:
        if crawler.state != "READY":
            raise ServiceError(
                "CrawlerRunningException",
                f"Crawler with name {crawler.name} has already started",
            )

    def _crawler(self, call: Call, name: str) -> Crawler:
        crawler = self._crawlers.get((call.region, name))
        if crawler is None:
            raise ServiceError("EntityNotFoundException", f"Crawler {name} not found.")
        return crawler

    def _of(self, region: str) -> list[Crawler]:
        with self._crawling:
            return [each for (where, _), each in sorted(self._crawlers.items()) if where == region]


def _metrics(crawler: Crawler) -> Shape:
    over = [crawl for crawl in crawler.crawls if crawl.ended is not None]
    took = [crawl.seconds for crawl in over]
    counts = over[-1].counts if over else {}
    names = ("TablesCreated", "TablesUpdated", "TablesDeleted")
    return {
        "CrawlerName": crawler.name,
        "TimeLeftSeconds": 0.0,
        "StillEstimating": False,
        "LastRuntimeSeconds": took[-1] if took else 0.0,
        "MedianRuntimeSeconds": statistics.median(took) if took else 0.0,
        **{name: counts.get(name, 0) for name in names},
    }
