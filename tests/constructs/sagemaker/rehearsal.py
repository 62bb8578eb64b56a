"""A state machine played through with answers from a script: which way it goes, what it asks.

moto interprets it, with AWS's rules for paths, choices and intrinsic functions. The tasks are not
carried out: each gets the next of its scripted answers, as in AWS's Step Functions Local. Waits
take no time, and nothing is tried again.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.mocking.mock_config import (
    MockedResponse,
    MockedResponseReturn,
    MockedResponseThrow,
)

_UNIQUE_IDS: Final = (
    "moto.stepfunctions.parser.asl.component.intrinsic.function.statesfunction"
    ".unique_id_generation.uuid.long_uid"
)
# Parsing takes seconds, and what is parsed keeps nothing of a run.
_parse = cache(AmazonStateLanguageParser.parse)

ID: Final = "0123456789ab"
"""Ends every name that a run makes up."""


@dataclass(frozen=True)
class Fails:
    """A task that fails."""

    error: str
    cause: str


Answer = Mapping[str, Any] | Fails


@dataclass
class Rehearsal:
    """What came of a run.

    Args:
        status: How it ended.
        error: Its error, if it failed.
        cause: And the cause.
        visited: The states, in order.
        asked: The parameters of each task, in order.
    """

    status: str
    error: str = ""
    cause: str = ""
    visited: list[str] = field(default_factory=list)
    asked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        """The one message that was sent."""
        ((message,),) = [asked for state, asked in self.asked.items() if state.startswith("Tell")]
        said: dict[str, Any] = message["Message"]
        return said


def rehearse(
    definition: Mapping[str, Any],
    answers: Mapping[str, Answer | Sequence[Answer]],
    *,
    given: Mapping[str, Any] | None = None,
    name: str = "run-1",
) -> Rehearsal:
    """Plays a state machine through.

    Args:
        definition: The state machine.
        answers: What each task gets: one answer for every time, or one after another. A task
            that is not named gets an empty one.
        given: What the run is started with.
        name: The run's name.
    """
    playable = _playable(definition)
    script = _Script(playable, answers)
    with pytest.MonkeyPatch.context() as patch, _stepfunctions(patch, script) as client:
        machine = client.create_state_machine(
            name="rehearsed",
            definition=json.dumps(playable),
            roleArn="arn:aws:iam::123456789012:role/states",
        )["stateMachineArn"]
        run = client.start_execution(
            stateMachineArn=machine, name=name, input=json.dumps(given or {})
        )["executionArn"]
        return _seen(client, run)


class _Script:
    """The answers that are left for each task."""

    def __init__(
        self,
        definition: Mapping[str, Any],
        answers: Mapping[str, Answer | Sequence[Answer]],
    ) -> None:
        tasks = {name for name, one in _states(definition) if one["Type"] == "Task"}
        assert set(answers) <= tasks, f"no such tasks: {sorted(set(answers) - tasks)}"
        self.tasks = tasks
        self._left = {
            name: list(answer) if isinstance(answer, Sequence) else answer
            for name, answer in answers.items()
        }

    def next(self, state: str) -> MockedResponse:
        """The next answer to a task."""
        left = self._left.get(state, {})
        if isinstance(left, list):
            assert left, f"{state} is asked more often than there are answers"
            answer = left.pop(0)
        else:
            answer = left
        if isinstance(answer, Fails):
            return MockedResponseThrow(0, 0, answer.error, answer.cause)
        return MockedResponseReturn(0, 0, dict(answer))


def _states(machine: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The states of a machine by name, with those that a Map does for each of its items."""
    for name, state in machine["States"].items():
        yield name, state
        if "ItemProcessor" in state:
            yield from _states(state["ItemProcessor"])


def _playable(definition: Mapping[str, Any]) -> dict[str, Any]:
    playable = copy.deepcopy(dict(definition))
    for _, state in _states(playable):
        state.pop("Retry", None)
        if state["Type"] == "Wait":
            state["Seconds"] = 0
        if "Resource" in state:
            # moto refuses to wait for SageMaker even when it is not asked to.
            state["Resource"] = state["Resource"].removesuffix(".sync")
    return playable


@contextmanager
def _stepfunctions(patch: pytest.MonkeyPatch, script: _Script) -> Iterator[Any]:
    patch.setattr(_UNIQUE_IDS, lambda: f"01234567-89ab-4cde-8f01-{ID}")
    patch.setattr(AmazonStateLanguageParser, "parse", staticmethod(_parse))
    patch.setattr(Environment, "is_mocked_mode", lambda env: env.next_state_name in script.tasks)
    patch.setattr(
        Environment,
        "get_current_mocked_response",
        lambda env: script.next(env.next_state_name),
    )
    # Where it is started, not in a thread: a run is over when its start is.
    patch.setattr(ExecutionWorker, "start", ExecutionWorker._execution_logic)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield boto3.client(
            "stepfunctions",
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


def _seen(client: Any, run: str) -> Rehearsal:
    ended = client.describe_execution(executionArn=run)
    seen = Rehearsal(
        status=ended["status"], error=ended.get("error", ""), cause=ended.get("cause", "")
    )
    pages = client.get_paginator("get_execution_history").paginate(executionArn=run)
    for event in (event for page in pages for event in page["events"]):
        if "stateEnteredEventDetails" in event:
            seen.visited.append(event["stateEnteredEventDetails"]["name"])
        if "taskScheduledEventDetails" in event:
            parameters = json.loads(event["taskScheduledEventDetails"]["parameters"])
            seen.asked.setdefault(seen.visited[-1], []).append(parameters)
    return seen
