"""How alarms and their history are shown, and which of them are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from localcloud.cloudwatch.alarms.book import Entry, Happening
from localcloud.cloudwatch.alarms.definition import ACTIONS, Alarm, CompositeAlarm
from localcloud.errors import ServiceError

PAGE = 50
"""How many are shown at once, where the request does not say."""

Shape = dict[str, Any]
Shown = TypeVar("Shown")


def kind_of(alarm: Alarm) -> str:
    """What AWS calls the alarm's kind."""
    return "CompositeAlarm" if isinstance(alarm, CompositeAlarm) else "MetricAlarm"


def is_wanted(entry: Entry, request: Mapping[str, Any]) -> bool:
    """Whether DescribeAlarms asks for an alarm."""
    name, names = entry.alarm.name.name, request.get("AlarmNames")
    action = request.get("ActionPrefix")
    return (
        (not names or name in names)
        and name.startswith(request.get("AlarmNamePrefix") or "")
        and request.get("StateValue") in (None, entry.state.value)
        and (
            not action
            or any(
                arn.startswith(action) for state in ACTIONS for arn in entry.alarm.actions(state)
            )
        )
    )


def described(entry: Entry) -> Shape:
    """An alarm, as DescribeAlarms shows it."""
    request = {name: held for name, held in entry.alarm.request.items() if name != "Tags"}
    return {
        **request,
        "AlarmArn": entry.alarm.name.arn,
        "ActionsEnabled": entry.actions_enabled,
        **{member: entry.alarm.actions(state) for state, member in ACTIONS.items()},
        "AlarmConfigurationUpdatedTimestamp": entry.alarm.updated,
        "StateValue": entry.state.value,
        "StateReason": entry.state.reason,
        **({"StateReasonData": entry.state.data} if entry.state.data != "{}" else {}),
        "StateUpdatedTimestamp": entry.state.updated,
        "StateTransitionedTimestamp": entry.state.transitioned,
    }


def happened(each: Happening) -> Shape:
    """An entry of the history, as DescribeAlarmHistory shows it."""
    return {
        "AlarmName": each.alarm.name.name,
        "AlarmType": kind_of(each.alarm),
        "Timestamp": each.time,
        "HistoryItemType": each.kind,
        "HistorySummary": each.summary,
        "HistoryData": each.data,
    }


def page(found: Sequence[Shown], request: Mapping[str, Any]) -> tuple[Sequence[Shown], Shape]:
    """The part of what was found that a request wants, and the token of the next one."""
    token = request.get("NextToken") or "0"
    if not token.isdecimal():
        raise ServiceError("InvalidNextToken", f"{token!r} is no token of an earlier answer.")
    start = int(token)
    end = start + (request.get("MaxRecords") or PAGE)
    return found[start:end], {"NextToken": str(end)} if end < len(found) else {}
