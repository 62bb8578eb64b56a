"""The alarms that there are, their states, and what has happened to them."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from localcloud.cloudwatch.alarms.definition import Alarm, AlarmName, CompositeAlarm, MetricAlarm
from localcloud.cloudwatch.datapoints import MetricId

HISTORY_LIMIT = 10_000
"""Entries that are kept."""

INITIAL_REASON = "Unchecked: Initial alarm creation"


@dataclass(frozen=True)
class State:
    """The state of an alarm.

    Attributes:
        data: The reason for programs, in JSON.
        updated: When the state or its reason changed.
        transitioned: When the state changed.
        held_until: Until when no data changes it, where it was set by hand.
    """

    value: str
    reason: str
    data: str
    updated: datetime
    transitioned: datetime
    held_until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """An alarm, with all that changes about it."""

    alarm: Alarm
    state: State
    actions_enabled: bool
    tags: dict[str, str]


@dataclass(frozen=True)
class Change:
    """An alarm that goes from one state to another."""

    entry: Entry
    previous: State


@dataclass(frozen=True)
class Happening:
    """An entry of an alarm's history."""

    alarm: Alarm
    time: datetime
    kind: str
    summary: str
    data: str


class AlarmBook:
    """Every alarm of every region.

    Args:
        now: The cloud's time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: dict[AlarmName, Entry] = {}
        self._history: deque[Happening] = deque(maxlen=HISTORY_LIMIT)
        self._watchers: dict[tuple[str, MetricId], tuple[AlarmName, ...]] = {}
        self.lock = threading.RLock()

    def put(self, alarm: Alarm, tags: dict[str, str]) -> None:
        """Keeps an alarm. One that was there keeps its state and its tags."""
        now = self._now()
        with self.lock:
            old = self._entries.get(alarm.name)
            state = State("INSUFFICIENT_DATA", INITIAL_REASON, "{}", now, now)
            unevaluated = isinstance(alarm, MetricAlarm) and alarm.unevaluated
            if unevaluated:
                state = replace(state, reason=f"Not evaluated in the local cloud: {unevaluated}")
            enabled = bool(alarm.request.get("ActionsEnabled", True))
            self._entries[alarm.name] = Entry(
                alarm,
                old.state if old and not unevaluated else state,
                enabled,
                old.tags if old else tags,
            )
            done = "updated" if old else "created"
            self.note(alarm, "ConfigurationUpdate", f'Alarm "{alarm.name.name}" {done}', {})
            self._index()

    def forget(self, names: list[AlarmName]) -> None:
        """Deletes alarms."""
        with self.lock:
            for name in names:
                alarm = self._entries.pop(name).alarm
                self.note(alarm, "ConfigurationUpdate", f'Alarm "{name.name}" deleted', {})
            self._index()

    def find(self, name: AlarmName) -> Entry | None:
        """One alarm; None where there is none."""
        return self._entries.get(name)

    def of(self, region: str) -> list[Entry]:
        """Those of a region, by name."""
        with self.lock:
            found = [entry for name, entry in self._entries.items() if name.region == region]
        return sorted(found, key=lambda entry: entry.alarm.name)

    def steps(self) -> set[int]:
        """Seconds between evaluations, of all that are evaluated."""
        with self.lock:
            return {alarm.step for alarm in self._evaluated()}

    def every(self, step: int) -> list[MetricAlarm]:
        """Those that are evaluated every so many seconds."""
        with self.lock:
            return [alarm for alarm in self._evaluated() if alarm.step == step]

    def watching(self, region: str, metric: MetricId) -> tuple[AlarmName, ...]:
        """The alarms that may ring as soon as a metric has data."""
        return self._watchers.get((region, metric), ())

    def parents(self, name: AlarmName) -> list[CompositeAlarm]:
        """The composite alarms that speak of an alarm."""
        return [
            entry.alarm
            for entry in self.of(name.region)
            if isinstance(entry.alarm, CompositeAlarm) and name.name in entry.alarm.rule.alarms
        ]

    def enable(self, names: list[AlarmName], *, enabled: bool) -> None:
        """Has alarms tell of their states, or not."""
        with self.lock:
            for name in names:
                if name in self._entries:
                    entry = self._entries[name]
                    self._entries[name] = replace(entry, actions_enabled=enabled)

    def change(
        self,
        alarm: Alarm,
        value: str,
        reason: str,
        data: str,
        held_until: datetime | None = None,
    ) -> Change | None:
        """Gives an alarm a state; None where it is no change, or the alarm is no more."""
        with self.lock:
            entry = self._entries.get(alarm.name)
            if entry is None or entry.alarm is not alarm:
                return None
            old, now = entry.state, self._now()
            if value == old.value and held_until is None and old.reason != INITIAL_REASON:
                if old.held_until is not None:
                    state = replace(old, held_until=None)
                    self._entries[alarm.name] = replace(entry, state=state)
                return None
            since = old.transitioned if value == old.value else now
            new = State(value, reason, data, now, since, held_until)
            self._entries[alarm.name] = changed = replace(entry, state=new)
            if value == old.value:
                return None
            summary = f"Alarm updated from {old.value} to {value}"
            states = {"oldState": _shown(old), "newState": _shown(new)}
            self.note(alarm, "StateUpdate", summary, states)
            return Change(changed, old)

    def note(self, alarm: Alarm, kind: str, summary: str, data: dict[str, Any]) -> None:
        """Writes something down in the history."""
        shown = json.dumps({"version": "1.0", **data})
        with self.lock:
            self._history.append(Happening(alarm, self._now(), kind, summary, shown))

    def history(self, region: str) -> list[Happening]:
        """What has happened in a region, the first thing first."""
        with self.lock:
            return [each for each in self._history if each.alarm.name.region == region]

    def _evaluated(self) -> list[MetricAlarm]:
        alarms = (entry.alarm for entry in self._entries.values())
        return [
            alarm
            for alarm in alarms
            if isinstance(alarm, MetricAlarm) and alarm.unevaluated is None
        ]

    def _index(self) -> None:
        """Made anew with each change, so that it is read without waiting."""
        watchers: dict[tuple[str, MetricId], tuple[AlarmName, ...]] = {}
        for alarm in self._evaluated():
            for metric in alarm.metrics if alarm.rings_above else ():
                key = (alarm.name.region, metric)
                watchers[key] = (*watchers.get(key, ()), alarm.name)
        self._watchers = watchers


def _shown(state: State) -> dict[str, Any]:
    return {
        "stateValue": state.value,
        "stateReason": state.reason,
        "stateReasonData": json.loads(state.data or "{}"),
    }
