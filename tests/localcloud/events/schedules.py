"""Schedules of a local cloud, for tests."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import Queue

ROLE = "arn:aws:iam::123456789012:role/scheduler"
ONCE = {"Mode": "OFF"}


def at(cloud: LocalCloud, later: timedelta) -> str:
    """An expression for a moment on the cloud's clock."""
    return (cloud.clock.now() + later).strftime("at(%Y-%m-%dT%H:%M:%S)")


def exists(cloud: LocalCloud, name: str) -> bool:
    """Whether there is a schedule in the region where most tests are."""
    found = cloud.client("scheduler").list_schedules(NamePrefix=name)["Schedules"]
    return [each["Name"] for each in found] == [name]


def schedule(
    cloud: LocalCloud,
    target: Queue | dict[str, Any],
    expression: str,
    *,
    region: str = "us-east-1",
    **request: Any,
) -> str:
    """Creates a schedule and returns its name.

    Args:
        target: What is invoked; a queue gets ``due``.
        request: Further members of CreateSchedule.
    """
    name = request.pop("Name", None) or f"schedule-{uuid.uuid4().hex[:12]}"
    aim = {"Arn": target.arn, "Input": "due"} if isinstance(target, Queue) else target
    cloud.client("scheduler", region).create_schedule(
        **{
            "Name": name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": ONCE,
            "Target": {"RoleArn": ROLE, **aim},
            **request,
        }
    )
    return str(name)


def refusal(call: Any, **request: Any) -> tuple[str, str, int]:
    """The code, words and status with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call(**request)
    said = refused.value.response
    status = said["ResponseMetadata"]["HTTPStatusCode"]
    return said["Error"]["Code"], said["Error"]["Message"], status
