"""Evaluates alarms: when a minute is over, when data comes, when others change."""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from localcloud.cloudwatch.alarms.book import AlarmBook, Change
from localcloud.cloudwatch.alarms.definition import Alarm, AlarmName, CompositeAlarm, MetricAlarm
from localcloud.cloudwatch.alarms.evaluation import judge, points, range_of
from localcloud.cloudwatch.alarms.gaps import FORCED, SHARE, TOGETHER
from localcloud.cloudwatch.datapoints import Datapoints, MetricId
from localcloud.cloudwatch.metric_queries import metric_data
from localcloud.errors import ServiceError
from localcloud.events.timetable import Timetable
from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


class AlarmRunner:
    """Keeps the states of alarms.

    Args:
        changed: Called with each change of a state, one after the other.
    """

    def __init__(
        self,
        cloud: Cloud,
        book: AlarmBook,
        datapoints: Datapoints,
        changed: Callable[[Change], None],
    ) -> None:
        self._cloud = cloud
        self._book = book
        self._datapoints = datapoints
        self._tell = changed
        self._timetable: Timetable[int] = Timetable(cloud, self._over)
        self._planned: set[int] = set()
        self._due: set[AlarmName] = set()
        self._wait = TOGETHER
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        """Held from what is read of states until all is told that follows from it."""
        datapoints.watch(self._came)

    def follow(self) -> None:
        """Goes by the alarms that there are now."""
        with self._book.lock:
            steps = self._book.steps()
            for step in steps ^ self._planned:
                self._timetable.put(step, self._next(step) if step in steps else None)
            self._planned = steps

    def close(self) -> None:
        """Evaluates nothing more."""
        self._timetable.close()

    def force(self, alarm: Alarm, value: str, reason: str, data: str) -> None:
        """Gives an alarm a state, whatever its data say, for a while."""
        until = self._cloud.clock.now() + FORCED
        with self._turn:
            self._pass_on(self._book.change(alarm, value, reason, data, until), frozenset())

    def evaluate_composite(self, alarm: CompositeAlarm) -> None:
        """Evaluates one that was just put."""
        said = f"{alarm.name.arn} was created and its alarm rule evaluates to"
        with self._turn:
            self._pass_on(self._composed(alarm, said, None), frozenset())

    def _over(self, step: int) -> None:
        """A step's time is over."""
        end = self._next(step) - timedelta(seconds=step)
        with self._book.lock:
            if step in self._planned:
                self._timetable.put(step, end + timedelta(seconds=step))
        for alarm in self._book.every(step):
            with self._turn:
                self._evaluate(alarm, end)

    def _came(self, region: str, metric: MetricId) -> None:
        """Data has come, in the middle of somebody's work: only noted here."""
        names = self._book.watching(region, metric)
        if not names:
            return
        with self._lock:
            waiting = bool(self._due)
            self._due.update(names)
        if not waiting:
            functions_of(self._cloud).background.later(self._wait, self._look)

    def _look(self) -> None:
        """Rings those that the data of the minute that has begun is enough for."""
        begun = time.perf_counter()
        with self._lock:
            due, self._due = self._due, set()
        for name in sorted(due):
            entry = self._book.find(name)
            if entry is not None and isinstance(entry.alarm, MetricAlarm):
                with self._turn:
                    self._evaluate(entry.alarm, self._next(entry.alarm.step), begun=True)
        self._wait = max(TOGETHER, timedelta(seconds=time.perf_counter() - begun) * SHARE)

    def _evaluate(self, alarm: MetricAlarm, end: datetime, *, begun: bool = False) -> None:
        """Evaluates an alarm over its periods up to ``end``.

        Args:
            begun: The last of them is not over: it can ring the alarm and do nothing else.
        """
        now = self._cloud.clock.now()
        entry = self._book.find(alarm.name)
        if entry is None or (begun and entry.state.value == "ALARM"):
            return
        if entry.state.held_until is not None and now < entry.state.held_until:
            return
        try:
            results = metric_data(
                self._datapoints, alarm.name.region, alarm.queries, *range_of(alarm, end)
            )
        except ServiceError as error:
            LOG.debug("%s is not evaluated: %s", alarm.name.arn, error)
            return
        values = dict(zip(results[0]["Timestamps"], results[0]["Values"], strict=True))
        verdict = judge(alarm, points(alarm, values, end), now)
        if verdict is None or (begun and verdict.state != "ALARM"):
            return
        change = self._book.change(alarm, verdict.state, verdict.reason, verdict.data)
        self._pass_on(change, frozenset())

    def _pass_on(self, change: Change | None, path: frozenset[AlarmName]) -> None:
        if change is None:
            return
        self._tell(change)
        name, state = change.entry.alarm.name, change.entry.state
        when = f"{state.transitioned:%A %d %B, %Y %H:%M:%S} UTC"
        said = f"{name.arn} transitioned to {state.value} at {when}"
        for parent in self._book.parents(name):
            if parent.name not in path:
                composed = self._composed(parent, said, change)
                self._pass_on(composed, path | {name})

    def _composed(self, alarm: CompositeAlarm, said: str, change: Change | None) -> Change | None:
        def state_of(name: str) -> str | None:
            child = self._book.find(AlarmName(alarm.name.region, name))
            return child.state.value if child else None

        value = "ALARM" if alarm.rule.holds(state_of) else "OK"
        if change is None:
            return self._book.change(alarm, value, f"{said} {value}", "{}")
        state = change.entry.state
        child = {
            "arn": change.entry.alarm.name.arn,
            "state": {"value": state.value, "timestamp": state.transitioned.isoformat()},
        }
        return self._book.change(alarm, value, said, json.dumps({"triggeringAlarms": [child]}))

    def _next(self, step: int) -> datetime:
        """The next moment that is a multiple of the step."""
        stamp = self._cloud.clock.now().timestamp()
        return datetime.fromtimestamp((math.floor(stamp / step) + 1) * step, UTC)
