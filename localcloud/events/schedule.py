"""A schedule of EventBridge Scheduler, as it is stored, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from localcloud.events.expressions import At, Expression, Recurring, parse
from localcloud.events.marks import Mark


@dataclass(frozen=True)
class Schedule:
    """When a target is to be invoked.

    Attributes:
        since: When the schedule became what it is.
        start: The earliest occurrence of one that recurs.
        end: The latest occurrence of one that recurs.
    """

    arn: str
    target: Mapping[str, Any]
    enabled: bool
    expression: Expression
    since: datetime
    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any], mark: Mark) -> Schedule:
        """The schedule that GetSchedule describes."""
        start, end = _utc(stored.get("StartDate")), _utc(stored.get("EndDate"))
        zone = ZoneInfo(stored.get("ScheduleExpressionTimezone") or "UTC")
        # A rate without a start date begins with the schedule.
        expression = parse(stored["ScheduleExpression"], zone=zone, start=start or mark.since)
        recurs = not isinstance(expression, At)
        return cls(
            arn=stored["Arn"],
            target=stored["Target"],
            enabled=stored["State"] == "ENABLED",
            expression=expression,
            since=mark.since,
            start=start if recurs else None,
            end=end if recurs else None,
        )

    def due(self, *, fired: datetime | None, now: datetime) -> datetime | None:
        """The latest occurrence up to now, if there is one after that which was fired last.

        A one-time schedule whose moment is past already when it is made, or enabled again, is due
        at once.

        Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/troubleshooting.html
        """
        if not self.enabled:
            return None
        last = self.expression.last(now if self.end is None else min(now, self.end))
        if last is None or (fired is not None and last <= fired):
            return None
        if isinstance(self.expression, Recurring) and last < self._begin:
            return None
        return last

    def next(self, after: datetime) -> datetime | None:
        """The first occurrence after a moment."""
        if not self.enabled:
            return None
        # One before the beginning: the beginning itself may be an occurrence.
        begin = self._begin - timedelta(microseconds=1)
        found = self.expression.next(max(after, begin))
        return None if found is None or (self.end is not None and found > self.end) else found

    def is_complete(self, *, fired: datetime) -> bool:
        """Whether no occurrence can come after one; never where it recurs without an end date.

        Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html
        """
        if isinstance(self.expression, At):
            return True
        return self.end is not None and self.next(fired) is None

    @property
    def _begin(self) -> datetime:
        if isinstance(self.expression, At):
            return self.expression.moment
        return max(self.since, self.start) if self.start else self.since


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
