"""Whether Connect would publish a flow, and why not.

The sentences are Connect's, as ``InvalidContactFlowException`` lists them, and name the block.
Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateContactFlow.html
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from localcloud.connect.conditions import OPERATORS
from localcloud.connect.language.checks import missing, wrong_value
from localcloud.connect.language.elsewhere import ELSEWHERE, ENDING, NOT_INBOUND
from localcloud.connect.language.grammar import (
    GRAMMAR,
    KEYS,
    Grammar,
    errors_of,
    parameter_problems,
)

VERSION = "2019-10-30"
MOST_ACTIONS = 250
MOST_CHARACTERS = 256_000
LONGEST_IDENTIFIER = 50
FORBIDDEN_CHARACTERS = frozenset("%:(\\/)=$,;[]{}")
FORBIDDEN_IDENTIFIERS = frozenset(
    {
        "__proto__",
        "constructor",
        "__defineGetter__",
        "__defineSetter__",
        "toString",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "valueOf",
    }
)


def problems(content: str, flow_type: str = "CONTACT_FLOW") -> list[str]:
    """What Connect has against a flow; nothing where it would publish it.

    Args:
        content: The flow's JSON.
        flow_type: The type that it is published with, such as ``CONTACT_FLOW``.
    """
    if len(content) > MOST_CHARACTERS:
        return [f"The flow has {len(content)} characters; at most {MOST_CHARACTERS} are allowed."]
    try:
        document = json.loads(content)
    except ValueError as error:
        return [f"The flow is not valid JSON: {error}"]
    return list(_document(document, flow_type))


def _document(document: Any, flow_type: str) -> Iterator[str]:
    if not isinstance(document, Mapping):
        yield "The flow is not a JSON object."
        return
    if document.get("Version") != VERSION:
        yield f"Invalid Version: {document.get('Version')!r}; the only one is {VERSION}."
    actions = document.get("Actions")
    if not isinstance(actions, list) or not actions:
        yield "The flow has no Actions."
        return
    if len(actions) > MOST_ACTIONS:
        yield f"The flow has {len(actions)} actions; at most {MOST_ACTIONS} are allowed."
    named = [a.get("Identifier") for a in actions if isinstance(a, Mapping)]
    if document.get("StartAction") not in named:
        yield f"Invalid StartAction: there is no action {document.get('StartAction')!r}."
    yield from _duplicates(named)
    for index, action in enumerate(actions):
        path = f"Actions[{index}]"
        if not isinstance(action, Mapping):
            yield wrong_value(path)
            continue
        for problem in _action(action, path, set(map(str, named)), flow_type):
            yield f"{problem} (block {action.get('Identifier')!r})"


def _duplicates(named: Sequence[Any]) -> Iterator[str]:
    for name in dict.fromkeys(map(str, named)):
        if list(map(str, named)).count(name) > 1:
            yield f"Duplicate Action identifier: {name!r}"


def _action(
    action: Mapping[str, Any], path: str, known: Collection[str], flow_type: str
) -> Iterator[str]:
    identifier = action.get("Identifier")
    if (
        not isinstance(identifier, str)
        or not 0 < len(identifier) <= LONGEST_IDENTIFIER
        or FORBIDDEN_CHARACTERS & set(identifier)
        or identifier in FORBIDDEN_IDENTIFIERS
    ):
        yield wrong_value(f"{path}.Identifier")
    type_ = str(action.get("Type"))
    if type_ not in GRAMMAR and type_ not in ELSEWHERE:
        yield f"Invalid Action type. Type: {type_}, Path: {path}"
        return
    if flow_type == "CONTACT_FLOW" and type_ in NOT_INBOUND:
        yield f"Invalid Action type. Type: {type_}, Path: {path}: not supported in {flow_type}"
    parameters = action.get("Parameters", {})
    transitions = action.get("Transitions", {})
    if not isinstance(parameters, Mapping) or not isinstance(transitions, Mapping):
        yield wrong_value(path)
        return
    if type_ in GRAMMAR:
        yield from parameter_problems(type_, parameters, f"{path}.Parameters")
    yield from _transitions(type_, parameters, transitions, path, known)


def _transitions(
    type_: str,
    parameters: Mapping[str, Any],
    transitions: Mapping[str, Any],
    path: str,
    known: Collection[str],
) -> Iterator[str]:
    where = f"{path}.Transitions"
    grammar = GRAMMAR.get(type_)
    if type_ in ENDING or (grammar is not None and grammar.ends):
        if any(transitions.values()):
            yield wrong_value(where)
        return
    if transitions.get("NextAction") is None and grammar is not None:
        yield missing(f"{where}.NextAction")
    errors = _entries(transitions, "Errors", "ErrorType")
    conditions = _entries(transitions, "Conditions", "Condition")
    if errors is None or conditions is None:
        yield wrong_value(where)
        return
    yield from _targets(transitions, where, known)
    if grammar is None:
        return
    yield from _errors(type_, parameters, [str(error["ErrorType"]) for error in errors], path)
    yield from _conditions(type_, grammar, parameters, conditions, where)


def _targets(transitions: Mapping[str, Any], where: str, known: Collection[str]) -> Iterator[str]:
    named = {f"{where}.NextAction": transitions.get("NextAction")}
    for name in ("Errors", "Conditions"):
        for index, entry in enumerate(transitions.get(name) or ()):
            named[f"{where}.{name}[{index}].NextAction"] = str(entry["NextAction"])
    for path, target in named.items():
        if target is not None and str(target) not in known:
            yield wrong_value(path)


def _entries(transitions: Mapping[str, Any], name: str, key: str) -> list[Any] | None:
    entries = transitions.get(name) or []
    if not isinstance(entries, list):
        return None
    shaped = all(isinstance(e, Mapping) and key in e and "NextAction" in e for e in entries)
    return entries if shaped else None


def _errors(
    type_: str, parameters: Mapping[str, Any], given: Sequence[str], path: str
) -> Iterator[str]:
    required, optional = errors_of(type_, parameters)
    for error in sorted(required - set(given)):
        yield f"Action is missing required error. Error: {error}, Path: {path}"
    for error in given:
        if error not in required | optional or given.count(error) > 1:
            yield f"Invalid Action error. Error: {error}, Path: {path}"


def _conditions(
    type_: str,
    grammar: Grammar,
    parameters: Mapping[str, Any],
    conditions: Sequence[Mapping[str, Any]],
    where: str,
) -> Iterator[str]:
    path = f"{where}.Conditions"
    takes = grammar.operators is not None and parameters.get("StoreInput") != "True"
    if not takes:
        if conditions:
            yield wrong_value(path)
        return
    operands: list[str] = []
    for index, entry in enumerate(conditions):
        condition = entry["Condition"]
        if not _shaped(condition) or condition["Operator"] not in (grammar.operators or OPERATORS):
            yield wrong_value(f"{path}[{index}].Condition")
            continue
        operand = str(condition["Operands"][0])
        if type_ == "GetParticipantInput" and operand not in KEYS:
            yield wrong_value(f"{path}[{index}].Condition.Operands")
        operands.append(operand)
    if grammar.results and (
        set(operands) != grammar.results or len(operands) != len(set(operands))
    ):
        needed = " and ".join(sorted(grammar.results))
        yield f"{wrong_value(path)}: one for each of {needed} is needed, and no other"


def _shaped(condition: Any) -> bool:
    return (
        isinstance(condition, Mapping)
        and isinstance(condition.get("Operator"), str)
        and condition["Operator"] in OPERATORS
        and isinstance(condition.get("Operands"), list)
        and len(condition["Operands"]) == 1
    )
