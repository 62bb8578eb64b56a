"""EventBridge rules that run on a schedule.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from localcloud.errors import ServiceError
from localcloud.events.expressions import Expression, Rate, parse
from localcloud.events.marks import Mark, Marks
from localcloud.events.schedule import Schedule
from localcloud.events.timetable import Timetable
from localcloud.functions.moto_call import ask_moto
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_RATE = re.compile(r"rate\((?:1 (?:minute|hour|day)|(?!1 )\d+ (?:minutes|hours|days))\)")
_CRON = re.compile(r"cron\(\S+(?: +\S+){5}\)")


@dataclass(frozen=True)
class RuleName:
    """By what a rule is known; scheduled ones are on the default bus."""

    region: str
    name: str

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:events:{self.region}:{ACCOUNT}:rule/{self.name}"


Fire = Callable[[RuleName, dict[str, Any]], None]


class ScheduledRules:
    """Fires rules when their schedule expression says so, by the cloud's clock.

    One event stands for all that became due while the clock was moved, as with schedules. A rate
    counts from when its rule is put or enabled: the rule first fires one interval later.

    Args:
        fire: Gives a rule's event to its targets.
    """

    def __init__(self, cloud: Cloud, fire: Fire) -> None:
        self._cloud = cloud
        self._fire = fire
        self._marks = Marks(cloud)
        self._lock = threading.RLock()
        self._timetable = Timetable(cloud, self._due)

    def take_up(self) -> None:
        """Goes on with the rules that are stored."""
        for region in self._marks.regions():
            pages = self._cloud.moto("events", region).get_paginator("list_rules").paginate()
            for page in pages:
                for rule in page["Rules"]:
                    self._follow(RuleName(region, rule["Name"]))

    def begin(self, name: RuleName) -> None:
        """Goes by a rule from now on, as it is now."""
        with self._lock:
            mark = Mark(version=uuid.uuid4().hex, since=self._cloud.clock.now())
            self._marks.write(name.arn, mark)
            self._follow(name)

    def end(self, name: RuleName) -> None:
        """Fires a rule no more that is gone or disabled."""
        with self._lock:
            if self._timetable.holds(name):
                self._timetable.put(name, None)
                self._marks.forget(name.arn)

    def close(self) -> None:
        """Fires nothing more."""
        self._timetable.close()

    def _follow(self, name: RuleName) -> None:
        with self._lock:
            found = self._find(name)
            moment = None
            if found is not None:
                rule, mark = found
                now = self._cloud.clock.now()
                moment = rule.due(fired=mark.fired, now=now) or rule.next(now)
            self._timetable.put(name, moment)

    def _due(self, name: RuleName) -> None:
        with self._lock:
            found = self._find(name)
            if found is None:
                return
            rule, mark = found
            scheduled = rule.due(fired=mark.fired, now=self._cloud.clock.now())
            if scheduled is not None:
                self._marks.write(name.arn, replace(mark, fired=scheduled))
            self._follow(name)
        if scheduled is not None:
            self._fire(name, _event(name, scheduled))

    def _find(self, name: RuleName) -> tuple[Schedule, Mark] | None:
        mark = self._marks.read(name.arn)
        if mark is None:
            return None
        try:
            stored = ask_moto(
                self._cloud, "events", name.region, "DescribeRule", {"Name": name.name}
            )
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return None
        if not stored.get("ScheduleExpression"):
            return None
        rule = Schedule(
            arn=name.arn,
            target={},
            enabled=stored["State"] != "DISABLED",
            expression=_expression(stored["ScheduleExpression"], mark.since),
            since=mark.since,
        )
        return rule, mark


def check_rule(request: dict[str, Any], bus: str) -> None:
    """Checks the schedule expression of PutRule.

    Raises:
        ServiceError: ValidationException.
    """
    text = request["ScheduleExpression"]
    if bus != "default":
        raise ServiceError(
            "ValidationException", "ScheduleExpression is supported only on the default event bus."
        )
    if not _is_expression(text):
        raise ServiceError("ValidationException", "Parameter ScheduleExpression is not valid.")


def _is_expression(text: str) -> bool:
    if not (_RATE.fullmatch(text) or _CRON.fullmatch(text)):
        return False
    try:
        _expression(text, datetime.now(UTC))
    except ValueError:
        return False
    return True


def _expression(text: str, since: datetime) -> Expression:
    expression = parse(text, zone=ZoneInfo("UTC"), start=since)
    if isinstance(expression, Rate):
        return Rate(since + expression.interval, expression.interval)
    return expression


def _event(name: RuleName, scheduled: datetime) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": scheduled.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": name.region,
        "resources": [name.arn],
        "detail": {},
    }
