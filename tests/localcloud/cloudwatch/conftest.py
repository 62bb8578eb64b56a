"""A local cloud with CloudWatch, a log group and a stream, made anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService

GROUP, STREAM = "/app", "one"


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud([LogService, MetricService]) as one:
        logs = one.client("logs")
        logs.create_log_group(logGroupName=GROUP)
        logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)
        yield one


@pytest.fixture
def logs(cloud: LocalCloud) -> Any:
    return cloud.client("logs")


@pytest.fixture
def cloudwatch(cloud: LocalCloud) -> Any:
    return cloud.client("cloudwatch")
