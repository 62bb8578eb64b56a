"""A local cloud with what runs on Spark, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.alarms.service import AlarmService
from localcloud.emr.clusters.service import EmrService
from localcloud.emr.service import EmrServerlessService
from localcloud.events import EventBusService, QueueService
from localcloud.functions.parts import functions_of
from localcloud.glue.service import GlueService
from localcloud.lambda_service import LambdaService
from localcloud.states.service import StatesService

BUCKET = "lake"
SERVICES = (
    CloudFormation,
    LogService,
    AlarmService,
    LambdaService,
    QueueService,
    EventBusService,
    GlueService,
    EmrServerlessService,
    EmrService,
    StatesService,
)


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that listens, that writes logs at once, with a bucket."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        yield cloud
