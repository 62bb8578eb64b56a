"""What executions leave in CloudWatch: counts for alarms, and their history as log events.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.cloudwatch import record

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

NAMESPACE = "AWS/States"
COUNTED = {
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "ABORTED": "ExecutionsAborted",
    "TIMED_OUT": "ExecutionsTimedOut",
}
_ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


def status_in(history: Sequence[Mapping[str, Any]]) -> str | None:
    """The status that a history ends with; None where it goes on."""
    kinds = {event["type"] for event in history}
    ended = next((kind for kind in _ENDS if kind in kinds), None)
    words = {"ExecutionTimedOut": "TIMED_OUT"}
    return ended and words.get(ended, ended.removeprefix("Execution").upper())


def count(cloud: Cloud, machine: str, name: str, value: float = 1.0, unit: str = "Count") -> None:
    """Keeps one figure of a state machine."""
    dimensions = [{"StateMachineArn": machine}]
    record(cloud, _region(machine), NAMESPACE, {name: (value, unit)}, dimensions=dimensions)


def write_history(
    cloud: Cloud,
    execution: str,
    configuration: Mapping[str, Any],
    history: Sequence[Mapping[str, Any]],
) -> None:
    """Writes a history to the log group that a state machine names, if it names one."""
    level = configuration.get("level", "OFF")
    events = [event for event in history if _logs(level, str(event["type"]))]
    destinations = configuration.get("destinations") or ()
    if not events or not destinations:
        return
    with_data = bool(configuration.get("includeExecutionData"))
    lines = [
        {
            "timestamp": int(_moment(event).timestamp() * 1000),
            "message": json.dumps(_logged(event, execution, with_data=with_data), default=str),
        }
        for event in events
    ]
    client = cloud.client("logs", _region(execution))
    machine, name = execution.split(":")[6:8]
    stream = f"states/{machine}/{cloud.clock.now():%Y-%m-%d-%H-%M}/{name}"
    for destination in destinations:
        group = destination["cloudWatchLogsLogGroup"]["logGroupArn"].split(":")[6]
        try:
            client.create_log_stream(logGroupName=group, logStreamName=stream)
            client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=lines)
        except ClientError as error:
            LOG.warning("The history of %s is not logged: %s", execution, error)


def _logs(level: str, kind: str) -> bool:
    """Whether a level has a kind of event in the log.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level
    """
    if level == "ALL":
        return True
    badly = kind in _ENDS and kind != "ExecutionSucceeded"
    return badly if level == "FATAL" else level == "ERROR" and (badly or "Failed" in kind)


def _logged(event: Mapping[str, Any], execution: str, *, with_data: bool) -> dict[str, Any]:
    details = next((dict(v) for k, v in event.items() if k.endswith("EventDetails")), {})
    if not with_data:
        for member in ("input", "inputDetails", "output", "outputDetails", "parameters"):
            details.pop(member, None)
    return {
        "id": str(event["id"]),
        "type": event["type"],
        "details": details,
        "previous_event_id": str(event.get("previousEventId", 0)),
        "event_timestamp": str(int(_moment(event).timestamp() * 1000)),
        "execution_arn": execution,
    }


def _moment(event: Mapping[str, Any]) -> datetime:
    moment: datetime = event["timestamp"]
    return moment


def _region(arn: str) -> str:
    return arn.split(":")[3]
