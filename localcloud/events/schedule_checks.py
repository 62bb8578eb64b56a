"""What EventBridge Scheduler refuses beyond the limits of its model, in its own words.

Where AWS's words are not known, the sentence names the value and what is allowed.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from localcloud.errors import ServiceError
from localcloud.events.expressions import At, Expression, parse
from localcloud.events.targets import target_kind
from localcloud.events.universal_targets import check_universal, is_universal

TEMPLATED = frozenset({"events", "firehose", "kinesis", "lambda", "sns", "sqs", "states"})
"""The services whose operations a schedule calls here by naming a resource of theirs."""

JSON_INPUT = frozenset({"events", "lambda", "states"})

PARAMETERS = {
    "EcsParameters": "ecs",
    "EventBridgeParameters": "events",
    "KinesisParameters": "kinesis",
    "SageMakerPipelineParameters": "sagemaker",
    "SqsParameters": "sqs",
}

EARLIEST_START = timedelta(minutes=5)


def check_schedule(request: dict[str, Any], *, region: str, now: datetime) -> None:
    """Checks what CreateSchedule and UpdateSchedule take.

    Raises:
        ServiceError: ValidationException.
    """
    expression = _expression(request, now)
    _check_window(request["FlexibleTimeWindow"])
    if not isinstance(expression, At):
        _check_dates(request.get("StartDate"), request.get("EndDate"), now)
    _check_target(request["Target"], region)


def refused(message: str) -> ServiceError:
    """The error of a request that cannot be carried out."""
    return ServiceError("ValidationException", message)


def _expression(request: dict[str, Any], now: datetime) -> Expression:
    zone = request.get("ScheduleExpressionTimezone") or "UTC"
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise refused(f"Invalid ScheduleExpressionTimezone {zone}.") from error
    try:
        return parse(request["ScheduleExpression"], zone=known, start=now)
    except ValueError as error:
        raise refused(f"Invalid Schedule Expression {request['ScheduleExpression']}.") from error


def _check_window(window: dict[str, Any]) -> None:
    flexible, given = window["Mode"] == "FLEXIBLE", "MaximumWindowInMinutes" in window
    if flexible != given:
        verb = "must be" if flexible else "must not be"
        raise refused(
            f"MaximumWindowInMinutes {verb} provided when FlexibleTimeWindowMode is set to "
            f"{window['Mode']}."
        )


def _check_dates(start: datetime | None, end: datetime | None, now: datetime) -> None:
    if start and start < now - EARLIEST_START:
        raise refused("The StartDate you specify cannot be earlier than 5 minutes ago.")
    if start and end and start >= end:
        raise refused("The StartDate you specify must come before the EndDate.")


def _check_target(target: dict[str, Any], region: str) -> None:
    arn = target["Arn"]
    if is_universal(arn):
        check_universal(arn, target.get("Input"))
        return
    kind = target_kind(arn)
    if kind not in TEMPLATED:
        raise refused(
            f"{kind or arn} is not a supported service for a target. This cloud's schedules reach "
            f"{', '.join(sorted(TEMPLATED))}."
        )
    if arn.split(":")[3] != region:
        raise refused(f"The target ARN provided does not match the current region {region}.")
    _check_parameters(target, kind)
    if kind in JSON_INPUT and target.get("Input") is not None:
        try:
            json.loads(target["Input"])
        except ValueError as error:
            raise refused("JSON syntax error in input for the target.") from error


def _check_parameters(target: dict[str, Any], kind: str) -> None:
    for name, service in PARAMETERS.items():
        if name in target and service != kind:
            raise refused(f"Parameters {name} not supported for the target.")
    needed = {"events": "EventBridgeParameters", "kinesis": "KinesisParameters"}.get(kind)
    is_fifo = kind == "sqs" and target["Arn"].endswith(".fifo")
    group = target.get("SqsParameters", {}).get("MessageGroupId")
    if is_fifo and group is None:
        raise refused("Parameters SqsParameters must be specified.")
    if group is not None and not is_fifo:
        raise refused("Parameters MessageGroupId not valid for the target.")
    if needed is not None and needed not in target:
        raise refused(f"Parameters {needed} must be specified.")
