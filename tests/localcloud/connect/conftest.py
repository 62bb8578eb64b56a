"""A cloud with Connect, its functions and a bot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.cloud import LocalCloud
from localcloud.connect.participant import ConnectParticipantService
from localcloud.connect.service import ConnectService
from localcloud.lambda_service import LambdaService
from tests.localcloud.connect.deployed import Instance, OneBot, instance_in


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    services = [LambdaService, OneBot, ConnectService, ConnectParticipantService]
    with LocalCloud(services) as made:
        made.start()
        yield made


@pytest.fixture(scope="module")
def clinic(cloud: LocalCloud) -> Instance:
    return instance_in(cloud)
