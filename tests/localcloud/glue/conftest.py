"""A local cloud with Glue, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.events import EventBusService
from localcloud.glue.service import GlueService
from localcloud.lambda_service import LambdaService

SERVICES = [CloudFormation, LambdaService, EventBusService, GlueService]


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that listens."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        yield cloud
