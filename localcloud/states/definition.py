"""What Step Functions refuses of a definition when a state machine is made.

Source: https://states-language.net/spec.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.states.apis import UnknownApiError, operation_of, unknown_parameters
from localcloud.states.jobs import JOBS, requests_of, services
from localcloud.states.wrapped import Wrapped, wrapped

SIZE_LIMIT = 1_048_576
TYPES = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
ENDS = ("Succeed", "Fail", "Choice")
"""The types whose states have neither Next nor End."""
_RESOURCE = re.compile(
    r"arn:[\w-]+:states:[^:]*:[^:]*:(?P<sdk>aws-sdk:)?(?P<service>[\w-]+):(?P<action>\w+)"
    r"(?:\.(?P<pattern>.+))?"
)
_WAITS = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")


@dataclass(frozen=True)
class Problem:
    """Something that is wrong, where, and under which of AWS's codes."""

    code: str
    message: str
    location: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message} at {self.location}"


def problems_of(text: str) -> list[Problem]:
    """All that is wrong with a definition, as far as it can be told without running it."""
    if len(text.encode()) > SIZE_LIMIT:
        return [
            Problem("SCHEMA_VALIDATION_FAILED", f"The definition is over {SIZE_LIMIT} bytes", "/")
        ]
    try:
        definition = json.loads(text)
    except ValueError as error:
        return [Problem("INVALID_JSON_DESCRIPTION", str(error), "/")]
    if not isinstance(definition, dict):
        return [Problem("INVALID_JSON_DESCRIPTION", "The definition must be a JSON object", "/")]
    return list(_machine(definition, ""))


def _machine(machine: Mapping[str, Any], path: str) -> Iterator[Problem]:
    yield from _language(machine, path)
    states = machine.get("States")
    if not isinstance(states, dict) or not states:
        yield Problem("SCHEMA_VALIDATION_FAILED", "States is required", path or "/")
        return
    start = machine.get("StartAt")
    if start not in states:
        message = f"Missing 'StartAt' target: {start}"
        yield Problem("MISSING_TRANSITION_TARGET", message, f"{path}/StartAt")
    for name, state in states.items():
        where = f"{path}/States/{name}"
        if not isinstance(state, dict):
            yield Problem("SCHEMA_VALIDATION_FAILED", "A state must be a JSON object", where)
            continue
        if len(name) > 80:
            yield Problem("SCHEMA_VALIDATION_FAILED", "A name has 80 characters at most", where)
        yield from _state(state, where, states)
    yield from _unreachable(states, start, path)


def _language(part: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if part.get("QueryLanguage", "JSONPath") != "JSONPath":
        yield Problem(
            "SCHEMA_VALIDATION_FAILED",
            f"The local cloud does not run {part['QueryLanguage']}: write JSONPath",
            f"{path}/QueryLanguage",
        )


def _state(state: Mapping[str, Any], where: str, states: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _language(state, where)
    kind = state.get("Type")
    if kind not in TYPES:
        message = f"The value of 'Type' must be one of {', '.join(TYPES)}, not {kind}"
        yield Problem("SCHEMA_VALIDATION_FAILED", message, f"{where}/Type")
        return
    for location, target in _targets(state, where):
        if target not in states:
            field = location.rsplit("/", 1)[-1]
            message = f"Missing '{field}' target: {target}"
            yield Problem("MISSING_TRANSITION_TARGET", message, location)
    if kind not in ENDS and ("Next" in state) == bool(state.get("End")):
        message = "Exactly one of 'Next' and 'End' is required"
        yield Problem("SCHEMA_VALIDATION_FAILED", message, where)
    yield from _fields(state, kind, where)
    for field in ("Parameters", "ResultSelector", "ItemSelector"):
        yield from _paths(state.get(field), f"{where}/{field}")
    yield from _catchers(state, where)
    for location, machine in _inner(state, where):
        yield from _machine(machine, location)


def _fields(state: Mapping[str, Any], kind: str, where: str) -> Iterator[Problem]:
    if kind == "Task":
        yield from _task(state, where)
    elif kind == "Choice" and not state.get("Choices"):
        yield Problem("SCHEMA_VALIDATION_FAILED", "A Choice has Choices", where)
    elif kind == "Wait" and sum(field in state for field in _WAITS) != 1:
        message = f"A Wait has exactly one of {', '.join(_WAITS)}"
        yield Problem("SCHEMA_VALIDATION_FAILED", message, where)
    elif kind == "Parallel" and not state.get("Branches"):
        yield Problem("SCHEMA_VALIDATION_FAILED", "A Parallel has Branches", where)
    elif kind == "Map" and not (state.get("ItemProcessor") or state.get("Iterator")):
        yield Problem("SCHEMA_VALIDATION_FAILED", "A Map has an ItemProcessor", where)
    if "TimeoutSeconds" in state and "TimeoutSecondsPath" in state:
        message = "Only one of TimeoutSeconds and TimeoutSecondsPath is allowed"
        yield Problem("SCHEMA_VALIDATION_FAILED", message, where)


def _task(state: Mapping[str, Any], where: str) -> Iterator[Problem]:
    resource = state.get("Resource")
    if not isinstance(resource, str) or not resource.startswith("arn:"):
        yield Problem("SCHEMA_VALIDATION_FAILED", "A Task has the ARN of a Resource", where)
        return
    found = _RESOURCE.fullmatch(resource)
    if found is None or not (found["sdk"] or found["service"] in services()):
        return  # a function, an activity, or an integration that moto knows
    try:
        called = Wrapped(operation=found["action"])
        if not found["sdk"]:
            called = wrapped(found["service"], found["action"])
        operation = operation_of(found["service"], called.operation)
        _check_pattern(found, found["action"][:1].upper() + found["action"][1:])
    except UnknownApiError as error:
        message = f"The resource provided {resource} is not recognized: {error}"
        yield Problem("INVALID_RESOURCE", message, f"{where}/Resource")
        return
    parameters = called.written(state.get("Parameters") or {})
    for name in unknown_parameters(operation, parameters):
        message = f'The field "{name}" is not supported by Step Functions'
        yield Problem("SCHEMA_VALIDATION_FAILED", message, f"{where}/Parameters")


def _check_pattern(found: re.Match[str], operation: str) -> None:
    """Whether an operation can be called, and waited for, as a resource says."""
    service, pattern = found["service"], found["pattern"]
    if found["sdk"]:
        if pattern not in (None, "waitForTaskToken"):
            raise UnknownApiError(f"aws-sdk tasks are not waited for with .{pattern}")
        return
    if operation not in requests_of(service):
        known = ", ".join(sorted(requests_of(service)))
        raise UnknownApiError(f"{service} has an integration for {known}")
    job = (service, operation.lower()) in JOBS
    if pattern is not None and not (job and pattern in ("sync", "sync:2")):
        raise UnknownApiError(f"{operation} cannot be waited for with .{pattern}")


def _targets(state: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    if "Next" in state:
        yield f"{where}/Next", state["Next"]
    if "Default" in state:
        yield f"{where}/Default", state["Default"]
    for field in ("Choices", "Catch"):
        listed = state.get(field)
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            yield f"{where}/{field}[{index}]/Next", each.get("Next")


def _catchers(state: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for field in ("Retry", "Catch"):
        listed = state.get(field)
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            errors, location = each.get("ErrorEquals"), f"{where}/{field}[{index}]"
            if not errors:
                message = "ErrorEquals must be a non-empty array"
                yield Problem("SCHEMA_VALIDATION_FAILED", message, location)
            elif "States.ALL" in errors and (len(errors) > 1 or index < len(listed or ()) - 1):
                message = "States.ALL must appear alone, in the last of them"
                yield Problem("SCHEMA_VALIDATION_FAILED", message, location)


def _paths(value: Any, where: str) -> Iterator[Problem]:
    """Fields whose names end with ``.$`` hold a path or a function."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, where)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if name.endswith(".$"):
            good = isinstance(item, str) and item.startswith(("$", "States."))
            if not good:
                message = (
                    f"The value for the field '{name}' must be a valid JSONPath or a valid "
                    "intrinsic function call"
                )
                yield Problem("SCHEMA_VALIDATION_FAILED", message, where)
        else:
            yield from _paths(item, where)


def _inner(state: Mapping[str, Any], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, branch in enumerate(state.get("Branches") or ()):
        yield f"{where}/Branches[{index}]", branch
    for field in ("ItemProcessor", "Iterator"):
        if isinstance(state.get(field), dict):
            yield f"{where}/{field}", state[field]


def _unreachable(states: Mapping[str, Any], start: Any, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    ahead = [start] if start in states else []
    while ahead:
        name = ahead.pop()
        if name in seen or not isinstance(states.get(name), dict):
            continue
        seen.add(name)
        ahead += [target for _, target in _targets(states[name], "")]
    if start in states:
        for name in states:
            if name not in seen:
                message = f"State '{name}' is not reachable"
                yield Problem("SCHEMA_VALIDATION_FAILED", message, f"{path}/States/{name}")
