"""The deployed architecture that the end-to-end tests speak to.

By default it is deployed to a local cloud of their own. With ``E2E_TARGET=aws`` it is the stack
that is deployed already in the account and region of the environment's credentials.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from demo.hotel_booking.rooms import add_rooms
from demo.stack_outputs import outputs
from localcloud.cli import running
from localcloud.cli.deploying import deploy
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network

ROOT = Path(__file__).parents[2]
STACK = "HotelBooking"


@dataclass(frozen=True)
class Target:
    """Where the stack is deployed: clients for it, and the local cloud if it is one."""

    client: Callable[[str], Any]
    cloud: RunningCloud | None
    outputs: dict[str, str]

    @property
    def bot(self) -> dict[str, str]:
        """The bot as lexv2-runtime names it."""
        return {"botId": self.outputs["BotId"], "botAliasId": self.outputs["BotAliasId"]}


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """The deployed stack, with rooms in it."""
    if os.environ.get("E2E_TARGET") == "aws":
        yield _target(_on_aws, None)
        return
    assembly: Path = request.getfixturevalue("assembly")
    folder = request.getfixturevalue("tmp_path_factory").mktemp("e2e") / "cloud"
    cloud = running.start(0, folder)
    try:
        deploy(cloud, [STACK], app=str(assembly), region=DEFAULT_REGION)
        yield _target(lambda name: over_network(cloud.endpoint, name, DEFAULT_REGION), cloud)
    finally:
        running.stop(cloud, folder)


def _on_aws(service: str) -> Any:
    session: Any = boto3.Session()
    return session.client(service)


def _target(client: Callable[[str], Any], cloud: RunningCloud | None) -> Target:
    found = outputs(client("cloudformation"), STACK)
    add_rooms(client("dynamodb"), found["RoomsTable"])
    return Target(client, cloud, found)


@pytest.fixture
def local_cloud(target: Target) -> RunningCloud:
    """The local cloud's own API, for what no AWS API tells, such as the texts sent."""
    if target.cloud is None:
        pytest.skip("AWS has no API that shows the text messages a phone received")
    return target.cloud
