"""The deployed architectures that the end-to-end tests speak to.

By default each is deployed to a local cloud. With ``E2E_TARGET=aws`` it is the stack that is
deployed already in the account and region of the environment's credentials.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from demo.call_center.clinic import open_clinic
from demo.call_center.phone_call import wait_for_opening
from demo.hotel_booking.rooms import add_rooms
from demo.patient_scheduling import clinic as practice
from demo.stack_outputs import outputs
from localcloud.cli import running
from localcloud.cli.deploying import deploy
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network


@dataclass(frozen=True)
class Target:
    """Where a stack is deployed: clients for it, and the local cloud if it is one."""

    client: Callable[[str], Any]
    cloud: RunningCloud | None
    outputs: dict[str, str]

    @property
    def bot(self) -> dict[str, str]:
        """The bot as lexv2-runtime names it."""
        return {"botId": self.outputs["BotId"], "botAliasId": self.outputs["BotAliasId"]}


@pytest.fixture(scope="module")
def target(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The deployed HotelBooking stack, with rooms in it."""
    with deployed("HotelBooking", assembly, tmp_path_factory) as found:
        add_rooms(found.client("dynamodb"), found.outputs["RoomsTable"])
        yield found


@pytest.fixture(scope="module")
def clinic(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The deployed CallCenter stack in its opening hours, with people and appointments."""
    with deployed("CallCenter", assembly, tmp_path_factory) as found:
        now = wait_for_opening(found.cloud) if found.cloud else datetime.now(UTC)
        open_clinic(found.client("dynamodb"), found.outputs["AppointmentsTable"], now=now)
        yield found


@pytest.fixture(scope="module")
def patients(answered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The deployed PatientScheduling stack, which reads answers to texts, with its patients."""
    with deployed(practice.STACK, answered, tmp_path_factory) as found:
        practice.open_clinic(
            found.client("dynamodb"), found.outputs["AppointmentsTable"], now=datetime.now(UTC)
        )
        yield found


@contextmanager
def deployed(
    stack: str, assembly: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A stack on a local cloud of its own, or the one on AWS."""
    if os.environ.get("E2E_TARGET") == "aws":
        yield Target(_on_aws, None, outputs(_on_aws("cloudformation"), stack))
        return
    with deployed_here(stack, assembly, tmp_path_factory) as target:
        yield target


@contextmanager
def deployed_here(
    stack: str, assembly: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A stack on a local cloud of its own, never on AWS."""
    folder = tmp_path_factory.mktemp("e2e") / "cloud"
    cloud = running.start(0, folder)

    def client(service: str) -> Any:
        return over_network(cloud.endpoint, service, DEFAULT_REGION)

    try:
        deploy(cloud, [stack], app=str(assembly), region=DEFAULT_REGION)
        yield Target(client, cloud, outputs(client("cloudformation"), stack))
    finally:
        running.stop(cloud, folder)


def _on_aws(service: str) -> Any:
    session: Any = boto3.Session()
    return session.client(service)


def control_of(target: Target) -> RunningCloud:
    """The local cloud's own API, for what no AWS API tells: texts sent, calls by phone."""
    if target.cloud is None:
        pytest.skip("AWS has no API that is a telephone: it shows no texts and places no calls")
    return target.cloud
