"""A cloud with CloudFormation alone, and a stack to deploy to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from tests.localcloud.cloudformation.deployer import Deployer


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(services=[CloudFormation]) as made:
        yield made


@pytest.fixture
def hotel(cloud: LocalCloud) -> Deployer:
    return Deployer(cloud)
