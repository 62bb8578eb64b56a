"""Crawlers and their crawls as the API shows them."""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.glue.crawlers.crawl import Crawl

Shape = dict[str, Any]

LOG_GROUP = "/aws-glue/crawlers"
STATUSES = {"COMPLETED": "SUCCEEDED", "STOPPED": "CANCELLED", "FAILED": "FAILED"}
"""What LastCrawl calls the states of a crawl that is over."""


@dataclass
class PastCrawl:
    """A crawl, at work or over.

    Attributes:
        state: RUNNING, COMPLETED, FAILED or STOPPED.
    """

    started: datetime
    log_stream: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "RUNNING"
    ended: datetime | None = None
    error: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def history(self) -> Shape:
        """As ListCrawls shows it."""
        shown: Shape = {
            "CrawlId": self.id,
            "State": self.state,
            "StartTime": self.started,
            "LogGroup": LOG_GROUP,
            "LogStream": self.log_stream,
            "MessagePrefix": self.id,
            "DPUHour": 0.0,
        }
        optional = {"EndTime": self.ended, "ErrorMessage": self.error}
        return {**shown, **{name: value for name, value in optional.items() if value is not None}}

    def last(self) -> Shape:
        """As LastCrawl."""
        shown: Shape = {
            "Status": STATUSES[self.state],
            "LogGroup": LOG_GROUP,
            "LogStream": self.log_stream,
            "MessagePrefix": self.id,
            "StartTime": self.started,
        }
        return shown if self.error is None else {**shown, "ErrorMessage": self.error}

    @property
    def seconds(self) -> float:
        """How long it took."""
        return 0.0 if self.ended is None else (self.ended - self.started).total_seconds()


@dataclass
class Crawler:
    """A crawler.

    Attributes:
        definition: As it was created or updated.
        running: The crawl that is at work.
        crawls: All of them, the newest last.
    """

    definition: Shape
    region: str
    created: datetime
    updated: datetime
    version: int = 1
    state: str = "READY"
    scheduled: bool = True
    running: Crawl | None = None
    crawls: list[PastCrawl] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.definition["Name"])

    def shown(self, now: datetime) -> Shape:
        """As GetCrawler shows it."""
        shown: Shape = {
            "Classifiers": [],
            "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
            "SchemaChangePolicy": {
                "UpdateBehavior": "UPDATE_IN_DATABASE",
                "DeleteBehavior": "DEPRECATE_IN_DATABASE",
            },
            "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
            **copy.deepcopy(self.definition),
            "State": self.state,
            "CrawlElapsedTime": 0,
            "CreationTime": self.created,
            "LastUpdated": self.updated,
            "Version": self.version,
        }
        if schedule := shown.pop("Schedule", None):
            state = "SCHEDULED" if self.scheduled else "NOT_SCHEDULED"
            shown["Schedule"] = {"ScheduleExpression": schedule, "State": state}
        over = [crawl for crawl in self.crawls if crawl.state != "RUNNING"]
        if over:
            shown["LastCrawl"] = over[-1].last()
        if self.running is not None:
            elapsed = now - self.crawls[-1].started
            shown["CrawlElapsedTime"] = int(elapsed.total_seconds() * 1000)
        return shown
