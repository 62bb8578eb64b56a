"""State machines for tests, and what came of their executions."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any, cast

from localcloud.cloud import LocalCloud
from localcloud.states.service import StatesService

ROLE = "arn:aws:iam::123456789012:role/states"
PATIENCE = 30.0
PAUSE = threading.Event()
"""Never set: gives way between two looks at something that has no event of its own."""


@dataclass(frozen=True)
class Execution:
    """An execution of a state machine."""

    cloud: LocalCloud
    arn: str

    def describe(self) -> dict[str, Any]:
        """As the API tells of it."""
        described: dict[str, Any] = self.cloud.client("stepfunctions").describe_execution(
            executionArn=self.arn
        )
        return described

    def end(self) -> dict[str, Any]:
        """The execution once it is over."""
        self.reach("ExecutionStarted")
        states = cast("StatesService", self.cloud.services["stepfunctions"])
        assert states.wait(self.arn, PATIENCE), self.events()
        while (described := self.describe())["status"] == "RUNNING":
            PAUSE.wait(0.01)  # its last event is written; the status is about to be
        return described

    def output(self) -> Any:
        """What it answered, once it has succeeded."""
        ended = self.end()
        assert ended["status"] == "SUCCEEDED", ended
        return json.loads(ended["output"])

    def events(self) -> list[str]:
        """The kinds of its events so far."""
        return [event["type"] for event in self.history()]

    def history(self) -> list[dict[str, Any]]:
        """Its events so far."""
        client = self.cloud.client("stepfunctions")
        pages = client.get_paginator("get_execution_history").paginate(executionArn=self.arn)
        return [event for page in pages for event in page["events"]]

    def reach(self, kind: str) -> None:
        """Waits until an event of a kind is in its history."""
        deadline = time.monotonic() + PATIENCE
        while kind not in self.events():
            assert time.monotonic() < deadline, self.events()
            PAUSE.wait(0.02)


@dataclass(frozen=True)
class Machine:
    """A state machine."""

    cloud: LocalCloud
    arn: str

    def start(self, given: Any = None, **request: Any) -> Execution:
        """Begins an execution."""
        started = self.cloud.client("stepfunctions").start_execution(
            stateMachineArn=self.arn, input=json.dumps({} if given is None else given), **request
        )
        return Execution(self.cloud, started["executionArn"])


def machine(cloud: LocalCloud, states: dict[str, Any], **settings: Any) -> Machine:
    """Makes a state machine that starts at the first of its states."""
    definition = {"StartAt": next(iter(states)), "States": states}
    definition |= settings.pop("definition", {})
    made = cloud.client("stepfunctions").create_state_machine(
        name=f"machine-{uuid.uuid4().hex[:8]}",
        definition=json.dumps(definition),
        roleArn=ROLE,
        **settings,
    )
    return Machine(cloud, made["stateMachineArn"])


def task(resource: str, **state: Any) -> dict[str, Any]:
    """A Task that ends the machine, unless it says where to go on."""
    ending = {} if "Next" in state else {"End": True}
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", **ending, **state}
