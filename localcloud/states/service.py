"""The ``stepfunctions`` service of the local cloud."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError
from localcloud.functions.parts import functions_of
from localcloud.service import Call, Service
from localcloud.states.definition import problems_of
from localcloud.states.reporting import COUNTED, count, status_in, write_history
from localcloud.states.resources import HANDLERS

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Shape = dict[str, Any]

INPUT_LIMIT = 262_144
"""Bytes of an execution's input."""
STOP_SECONDS = 5.0
"""How long a stop waits for an execution that has hardly begun, or is just ending."""
_NAME = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}")


class StatesService(Service):
    """State machines. moto keeps and interprets them; see ``interpreter`` for what is added."""

    api = "stepfunctions"
    resource_handlers = HANDLERS

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._running: dict[str, Any] = {}
        self._stopped: dict[str, Shape] = {}
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._ready = False
        self._closed = False

    def close(self) -> None:
        """Stops every execution."""
        self._closed = True
        with self._lock:
            running = list(self._running.values())
        for env in running:
            env.set_stop(stop_date=self.cloud.clock.now(), cause=None, error=None)
        self.cloud.clock.wake()

    def create_state_machine(self, call: Call, request: Shape) -> Shape:
        """Makes a state machine whose definition is one."""
        self._make_ready()
        _check_name(request["name"])
        _check_definition(request["definition"])
        existing = self._existing(call, request["name"])
        if existing is not None and existing["definition"] != request["definition"]:
            arn = existing["stateMachineArn"]
            raise ServiceError(
                "StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'"
            )
        return self._ask(call, "create_state_machine", request)

    def update_state_machine(self, call: Call, request: Shape) -> Shape:
        """Changes a state machine; executions that run go on with what they began with."""
        if request.get("definition") is not None:
            _check_definition(request["definition"])
        return self._ask(call, "update_state_machine", request)

    def validate_state_machine_definition(self, _: Call, request: Shape) -> Shape:
        """Tells all that is wrong with a definition."""
        problems = problems_of(request["definition"])
        diagnostics = [
            {
                "severity": "ERROR",
                "code": problem.code,
                "message": problem.message,
                "location": problem.location,
            }
            for problem in problems
        ]
        return {"result": "FAIL" if problems else "OK", "diagnostics": diagnostics}

    def start_execution(self, call: Call, request: Shape) -> Shape:
        """Begins an execution; without a name it gets one, each time another."""
        name = request.get("name")
        if name is not None:
            _check_name(name)
        given = request.get("input", "{}")
        if len(given.encode()) > INPUT_LIMIT:
            raise ServiceError(
                "ValidationException",
                f"1 validation error detected: Value at 'input' failed to satisfy constraint: "
                f"Member must have length less than or equal to {INPUT_LIMIT}",
            )
        try:
            json.loads(given)
        except ValueError as error:
            raise ServiceError(
                "InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'"
            ) from error
        named = {**request, "name": name or str(uuid.uuid4()), "input": given}
        return self._ask(call, "start_execution", named)

    def stop_execution(self, call: Call, request: Shape) -> Shape:
        """Stops an execution, and the job that it waits for."""
        arn = request["executionArn"]
        described = self.describe_execution(call, {"executionArn": arn})
        if described["status"] != "RUNNING":
            return {"stopDate": described["stopDate"]}
        now = self.cloud.clock.now()
        said = {name: request[name] for name in ("error", "cause") if request.get(name)}
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            with self._lock:
                env = self._running.get(arn)
                if env is not None:
                    self._stopped[arn] = said
            if env is not None:
                env.set_stop(stop_date=now, cause=said.get("cause"), error=said.get("error"))
                break
            time.sleep(0.02)  # moto is still reading the definition
        self.cloud.clock.wake()
        while time.monotonic() < deadline:
            described = self.describe_execution(call, {"executionArn": arn})
            if described["status"] != "RUNNING":
                break
            time.sleep(0.02)
        return {"stopDate": described.get("stopDate", now)}

    def describe_execution(self, call: Call, request: Shape) -> Shape:
        """An execution as it is now."""
        answer = self._ask(call, "describe_execution", request)
        arn = answer["executionArn"]
        if answer["status"] == "ABORTED":
            answer.update(self._stopped.get(arn, {}))
        if answer["status"] == "TIMED_OUT":
            answer.setdefault("error", "States.Timeout")
        if answer["status"] != "RUNNING" and "stopDate" not in answer:
            answer["stopDate"] = self._history(call, arn)[-1]["timestamp"]
        if answer["status"] == "SUCCEEDED":
            # moto answers a text as it is, which is no JSON; its history has it right.
            last = self._history(call, arn)[-1]
            answer["output"] = last["executionSucceededEventDetails"]["output"]
        return answer

    def get_execution_history(self, call: Call, request: Shape) -> Shape:
        """The events of an execution so far, in pages, the newest first if asked for."""
        events = self._history(call, request["executionArn"])
        if request.get("reverseOrder"):
            events = events[::-1]
        begin = int(request.get("nextToken") or 0)
        end = begin + (request.get("maxResults") or 100)
        answer: Shape = {"events": events[begin:end]}
        if end < len(events):
            answer["nextToken"] = str(end)
        return answer

    def wait(self, arn: str, seconds: float) -> bool:
        """Waits until an execution that has begun is over; False where it is not by then."""
        with self._changed:
            return self._changed.wait_for(lambda: arn not in self._running, seconds)

    def _make_ready(self) -> None:
        """Makes moto's interpreter work for this cloud, before there is a state machine."""
        with self._lock:
            if self._ready:
                return
            # Loading it takes as long as loading the rest of the cloud.
            from localcloud.states.interpreter import install

            install(self.cloud, begun=self._begun, ended=self._ended)
            self._ready = True

    def _history(self, call: Call, arn: str) -> list[Shape]:
        answer = self._ask(call, "get_execution_history", {"executionArn": arn})
        events: list[Shape] = answer["events"]
        return events

    def _existing(self, call: Call, name: str) -> Shape | None:
        for page in (
            self.cloud.moto(self.api, call.region).get_paginator("list_state_machines").paginate()
        ):
            for each in page["stateMachines"]:
                if each["name"] == name:
                    return self._ask(
                        call, "describe_state_machine", {"stateMachineArn": each["stateMachineArn"]}
                    )
        return None

    def _ask(self, call: Call, operation: str, request: Shape) -> Shape:
        client = self.cloud.moto(self.api, call.region)
        try:
            answer: Shape = getattr(client, operation)(**request)
        except ClientError as error:
            said = error.response["Error"]
            raise ServiceError(said["Code"], said["Message"]) from error
        answer.pop("ResponseMetadata", None)
        return answer

    def _begun(self, arn: str, env: Any) -> None:
        with self._lock:
            self._running[arn] = env
        if not self._closed:
            count(self.cloud, _machine_of(arn), "ExecutionsStarted")

    def _ended(self, arn: str, env: Any) -> None:
        with self._lock:
            self._running.pop(arn, None)
            self._changed.notify_all()
        if not self._closed:
            self._later(lambda: self._report(arn, env))

    def _later(self, action: Any) -> None:
        functions_of(self.cloud).background.run(action)

    def _report(self, arn: str, env: Any) -> None:
        del env
        call = Call(self.api, "", arn.split(":")[3], str(uuid.uuid4()))
        machine = _machine_of(arn)
        history = self._history(call, arn)
        status = status_in(history)
        if status in COUNTED:
            count(self.cloud, machine, COUNTED[status])
            spent = history[-1]["timestamp"] - history[0]["timestamp"]
            milliseconds = spent.total_seconds() * 1000
            count(self.cloud, machine, "ExecutionTime", milliseconds, "Milliseconds")
        try:
            described = self._ask(call, "describe_state_machine", {"stateMachineArn": machine})
        except ServiceError:
            return  # it was deleted meanwhile
        write_history(self.cloud, arn, described.get("loggingConfiguration") or {}, history)


def _machine_of(execution: str) -> str:
    parts = execution.split(":")
    return ":".join([*parts[:5], "stateMachine", parts[6]])


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ServiceError("InvalidName", f"Invalid Name: '{name}'")


def _check_definition(definition: str) -> None:
    problems = problems_of(definition)
    if problems:
        listed = ", ".join(str(problem) for problem in problems)
        raise ServiceError("InvalidDefinition", f"Invalid State Machine Definition: '{listed}'")
