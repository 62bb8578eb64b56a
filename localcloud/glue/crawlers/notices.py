"""What others hear of a crawl: its log, and an event on the default bus.

Source: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.events.buses import EventBusService
from localcloud.glue.crawlers.records import LOG_GROUP, Crawler, PastCrawl
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud

STATES = {"RUNNING": "Started", "COMPLETED": "Succeeded", "FAILED": "Failed", "STOPPED": "Stopped"}
_COUNTS = ("tables", "partitions")


def tell(cloud: Cloud, crawler: Crawler, crawl: PastCrawl) -> None:
    """Puts an event on the bus of the crawler's region."""
    match cloud.services.get(EventBusService.api):
        case EventBusService() as bus:
            bus.announce(crawler.region, _event(cloud, crawler, crawl))


def log(cloud: Cloud, crawler: Crawler, crawl: PastCrawl, lines: list[str]) -> None:
    """Writes what a crawl has to tell."""
    client = cloud.client("logs", crawler.region)
    where = {"logGroupName": LOG_GROUP, "logStreamName": crawl.log_stream}
    for create, named in (
        (client.create_log_group, {"logGroupName": LOG_GROUP}),
        (client.create_log_stream, where),
    ):
        try:
            create(**named)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise
    now = int(cloud.clock.now().timestamp() * 1000)
    events = [{"timestamp": now, "message": f"[{crawl.id}] {line}"} for line in lines]
    client.put_log_events(**where, logEvents=events)


def _event(cloud: Cloud, crawler: Crawler, crawl: PastCrawl) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "accountId": ACCOUNT,
        "crawlerName": crawler.name,
        "state": STATES[crawl.state],
        "message": crawl.error or f"Crawler {STATES[crawl.state]}",
    }
    if crawl.ended is not None:
        detail["completionDate"] = f"{crawl.ended:%Y-%m-%dT%H:%M:%SZ}"
        detail["runningTime (sec)"] = str(int(crawl.seconds))
        for thing in _COUNTS:
            for done in ("Created", "Updated", "Deleted"):
                number = crawl.counts.get(f"{thing.capitalize()}{done}", 0)
                detail[f"{thing}{done}"] = str(number)
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Glue Crawler State Change",
        "source": "aws.glue",
        "account": ACCOUNT,
        "time": f"{cloud.clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "region": crawler.region,
        "resources": [],
        "detail": detail,
    }
