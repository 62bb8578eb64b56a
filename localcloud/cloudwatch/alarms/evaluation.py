"""What the data of a metric alarm's periods make of its state.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from localcloud.cloudwatch.alarms.definition import MetricAlarm
from localcloud.cloudwatch.alarms.gaps import MORE_PERIODS

Point = tuple[datetime, float | None]
"""When a period began, and its value; None where it has no data."""

TREATED = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


@dataclass(frozen=True)
class Verdict:
    """The state that an alarm should have, and why.

    Attributes:
        reason: As people read it.
        data: As programs do, in JSON.
    """

    state: str
    reason: str
    data: str


def range_of(alarm: MetricAlarm, end: datetime) -> tuple[datetime, datetime]:
    """The time that is looked at where an evaluation goes up to ``end``."""
    periods = alarm.periods + MORE_PERIODS
    return end - timedelta(seconds=alarm.period * periods), end


def points(alarm: MetricAlarm, values: Mapping[datetime, float], end: datetime) -> list[Point]:
    """The periods of that time, the first one first."""
    start, _ = range_of(alarm, end)
    times = [
        start + timedelta(seconds=alarm.period * place)
        for place in range(alarm.periods + MORE_PERIODS)
    ]
    return [(time, values.get(time)) for time in times]


def judge(alarm: MetricAlarm, looked_at: Sequence[Point], now: datetime) -> Verdict | None:
    """What the state should be; None where it should stay as it is."""
    known = [(time, value) for time, value in looked_at if value is not None][-alarm.periods :]
    lacking = alarm.periods - len(known)
    high = sum(alarm.breaches(value) for _, value in known)
    filled = alarm.missing if lacking else ""
    if filled in TREATED:
        rings = high + (lacking if filled == "breaching" else 0) >= alarm.needed
        found = "ALARM" if rings else "OK"
    elif high >= alarm.needed:
        found = "ALARM"
    elif high < len(known) or (known and not lacking):
        found = "OK"
    elif filled == "ignore":
        return None
    elif not known:
        found = "INSUFFICIENT_DATA"
    elif _is_old(alarm, looked_at):
        found = "ALARM"
    else:
        return None  # all data is over the threshold, and it is too early to ring
    reason = _reason(alarm, known, lacking if filled in TREATED else 0, found)
    return Verdict(found, reason, _data(alarm, known, now))


def _is_old(alarm: MetricAlarm, looked_at: Sequence[Point]) -> bool:
    """Whether the oldest data is at least as old as the data that an alarm needs to ring."""
    oldest = next(place for place, (_, value) in enumerate(looked_at) if value is not None)
    return len(looked_at) - oldest >= alarm.needed


def _reason(
    alarm: MetricAlarm, known: Sequence[tuple[datetime, float]], filled: int, found: str
) -> str:
    if found == "INSUFFICIENT_DATA":
        return f"Insufficient Data: {_counted(alarm.periods, 'datapoint')} unknown."
    treated = (
        f"{filled} missing datapoint{'s were' if filled > 1 else ' was'} treated as "
        f"[{TREATED.get(alarm.missing)}]"
    )
    if not known:
        periods = f"{alarm.periods} period{'s' if alarm.periods > 1 else ''}"
        return f"Threshold Crossed: no datapoints were received for {periods} and {treated}."
    rings = found == "ALARM"
    meant = [(time, value) for time, value in known if alarm.breaches(value) == rings]
    shown = ", ".join(f"{value} ({time:%d/%m/%y %H:%M:%S})" for time, value in meant)
    said = "was" if len(meant) == 1 else "were"
    least = alarm.needed if rings else alarm.periods - alarm.needed + 1
    least_said = f"minimum {least} datapoint{'s' if least > 1 else ''}"
    moved = "OK -> ALARM" if rings else "ALARM -> OK"
    return (
        f"Threshold Crossed: {len(meant)} out of the last {alarm.periods} datapoints "
        f"[{shown}] {said} {'' if rings else 'not '}{alarm.comparison} the threshold "
        f"({alarm.threshold}){f' and {treated}' if filled else ''} "
        f"({least_said} for {moved} transition)."
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what} was" if number == 1 else f"{number} {what}s were"


def _data(alarm: MetricAlarm, known: Sequence[tuple[datetime, float]], now: datetime) -> str:
    statistic = alarm.request.get("Statistic") or alarm.request.get("ExtendedStatistic")
    data: dict[str, Any] = {
        "version": "1.0",
        "queryDate": _stamp(now),
        **({"startDate": _stamp(known[0][0])} if known else {}),
        **({"statistic": statistic} if statistic else {}),
        "period": alarm.period,
        "recentDatapoints": [value for _, value in known],
        "threshold": alarm.threshold,
        "evaluatedDatapoints": [
            {"timestamp": _stamp(time), "value": value} for time, value in reversed(known)
        ],
    }
    return json.dumps(data)


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}+0000"
