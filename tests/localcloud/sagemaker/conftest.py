"""A local cloud with SageMaker, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.alarms.service import AlarmService
from localcloud.functions.parts import functions_of
from localcloud.lambda_service import LambdaService
from localcloud.sagemaker.runtime import SageMakerRuntimeService
from localcloud.sagemaker.service import SageMakerService
from localcloud.states.service import StatesService

BUCKET = "data-and-models"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that listens, that writes logs at once, with a bucket."""
    services = [
        LogService,
        AlarmService,
        LambdaService,
        StatesService,
        SageMakerService,
        SageMakerRuntimeService,
    ]
    with LocalCloud(services) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        yield cloud
