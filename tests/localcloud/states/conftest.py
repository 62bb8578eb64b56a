"""A local cloud with state machines, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from localcloud.events import EventBusService
from localcloud.functions.parts import functions_of
from localcloud.lambda_service import LambdaService
from localcloud.states.service import StatesService


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that tries again without waiting."""
    services = [LogService, MetricService, LambdaService, EventBusService, StatesService]
    with LocalCloud(services) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud
