"""A local cloud with streams, deliveries and the catalog, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.metrics import MetricService
from localcloud.events import EventBusService
from localcloud.firehose import FirehoseService
from localcloud.functions.parts import functions_of
from localcloud.kinesis import KinesisService
from localcloud.lambda_service import LambdaService

SERVICES = [
    CloudFormation,
    LambdaService,
    LogService,
    MetricService,
    EventBusService,
    KinesisService,
    FirehoseService,
]


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that listens, and that retries without waiting."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud
