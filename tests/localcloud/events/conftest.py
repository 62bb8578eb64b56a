"""A local cloud where events are delivered, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import (
    EventBusService,
    PipeService,
    QueueService,
    SchedulerService,
    TopicService,
)
from localcloud.functions.parts import functions_of
from localcloud.lambda_service import LambdaService

SERVICES = [
    LambdaService,
    QueueService,
    TopicService,
    EventBusService,
    PipeService,
    SchedulerService,
]


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that listens, and that retries without waiting."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud


@pytest.fixture
def patient(cloud: LocalCloud) -> Iterator[LocalCloud]:
    """The cloud, while it waits before retries as long as AWS does: by its clock."""
    background = functions_of(cloud).background
    background.longest_wait = timedelta.max
    yield cloud
    background.longest_wait = timedelta()
