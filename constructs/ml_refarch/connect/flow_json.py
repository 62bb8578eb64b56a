"""Flows in Connect's flow language: read, and written back."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ml_refarch.connect import layout
from ml_refarch.connect.block_set import BlockSet
from ml_refarch.connect.blocks import Block, Case, class_of
from ml_refarch.connect.checks import error_branches
from ml_refarch.connect.flow_shape import check_shape

VERSION = "2019-10-30"

# Any constant does; each condition in the editor has an id of its own.
_NAMESPACE = uuid.UUID("5f4c2f0e-8a40-4b52-9c0b-7d2a6f1f9e11")
_SYMBOLS = {
    "Equals": "=",
    "NumberGreaterThan": ">",
    "NumberGreaterOrEqualTo": ">=",
    "NumberLessThan": "<",
    "NumberLessOrEqualTo": "<=",
    "TextStartsWith": "starts with",
    "TextEndsWith": "ends with",
    "TextContains": "contains",
}

Action = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """A flow as it was read, to write back what nobody changed as it was.

    Attributes:
        document: The whole flow.
        actions: Each action by its identifier.
        understood: The same actions as this library would write them.
    """

    document: Mapping[str, Any] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    understood: Mapping[str, Action] = field(default_factory=dict)


def parse(text: str) -> dict[str, Any]:
    """The flow in the text.

    Raises:
        ValueError: It is not JSON, or not a flow of the version that this library knows.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"flow: the text is not JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("Actions"), list):
        raise ValueError(  # noqa: TRY004 - the person mends a text
            "flow: the text is not in Connect's flow language; an object with Version, StartAction "
            "and Actions is (the editor's older exports have modules instead)"
        )
    if document.get("Version") != VERSION:
        raise ValueError(f"flow: its version is {document.get('Version')!r}, not {VERSION!r}")
    return document


def told(document: Mapping[str, Any]) -> dict[str, str]:
    """What the flow says of itself: name, description, type."""
    metadata = document.get("Metadata")
    if not isinstance(metadata, dict):
        return {}
    return {key: value for key, value in metadata.items() if isinstance(value, str)}


def read(document: Mapping[str, Any], flow: BlockSet) -> Imported:
    """Puts the blocks of a document into an empty flow.

    Raises:
        ValueError: An action has no identifier, the identifier of another, or leads nowhere; or
            a part is of another type than the flow language has.
    """
    check_shape(document)
    actions: dict[str, Action] = {}
    for action in document["Actions"]:
        name = action["Identifier"]
        actions[name] = action
        parameters = action.get("Parameters") or {}
        kind = class_of(action["Type"], parameters)
        block = flow.add(kind(flow, name, action["Type"], copy.deepcopy(parameters)))
        _read_transitions(block, action.get("Transitions") or {})
    start = document.get("StartAction")
    if not isinstance(start, str) or start not in flow.blocks:
        raise ValueError(f"flow: it starts with {start!r}, and has no such action")
    flow.start = start
    for block in flow.blocks.values():
        for target in block.targets():
            if target not in flow.blocks:
                raise ValueError(
                    f"block {block.name!r}: it leads to {target!r}, and the flow has no such action"
                )
    understood = {name: _action(block, block.errors) for name, block in flow.blocks.items()}
    return Imported(document=document, actions=actions, understood=understood)


def _read_transitions(block: Block, transitions: Mapping[str, Any]) -> None:
    rules = block.rules
    for condition in transitions.get("Conditions") or []:
        compared = condition["Condition"]
        operands = tuple(str(one) for one in compared["Operands"])
        block.conditions[Case(compared["Operator"], operands)] = condition["NextAction"]
    for error in transitions.get("Errors") or []:
        block.errors[error["ErrorType"]] = error["NextAction"]
    following = transitions.get("NextAction")
    # Where there is no branch of its own, it repeats another one, and is written so again.
    if following and (rules is None or rules.goes_on):
        block.next = following


def write(flow: BlockSet, imported: Imported, described: Mapping[str, str]) -> str:
    """The flow as text; what was imported and not changed is as it was."""
    wired = error_branches(flow)
    actions = [_kept(_action(block, wired[block.name]), imported) for block in flow.blocks.values()]
    document = {
        **imported.document,
        "Version": VERSION,
        "StartAction": flow.start,
        "Metadata": _metadata(flow, imported, described),
        "Actions": actions,
    }
    if "Metadata" not in imported.document and imported.document and not _added(flow, imported):
        del document["Metadata"]
    return json.dumps(document, ensure_ascii=False)


def _kept(action: Action, imported: Imported) -> Action:
    name = action["Identifier"]
    if name not in imported.actions:
        return action
    before = imported.actions[name]
    if action == imported.understood[name]:
        return copy.deepcopy(before)
    return {**before, **action}


def _action(block: Block, errors: Mapping[str, str]) -> Action:
    transitions: dict[str, Any] = {}
    following = _following(block, errors)
    if following is not None:
        transitions["NextAction"] = following
    if errors:
        transitions["Errors"] = [
            {"NextAction": target, "ErrorType": error} for error, target in errors.items()
        ]
    if block.conditions:
        transitions["Conditions"] = [
            {
                "NextAction": target,
                "Condition": {"Operator": case.operator, "Operands": list(case.operands)},
            }
            for case, target in block.conditions.items()
        ]
    return {
        "Identifier": block.name,
        "Type": block.action,
        "Parameters": copy.deepcopy(block.parameters),
        "Transitions": transitions,
    }


def _following(block: Block, errors: Mapping[str, str]) -> str | None:
    rules = block.rules
    if rules is None or rules.goes_on:
        return block.next
    if rules.copies is None:
        return None
    results = {case.operands[0]: target for case, target in block.conditions.items()}
    return errors.get(rules.copies) or results.get(rules.copies)


def _added(flow: BlockSet, imported: Imported) -> list[str]:
    return [name for name in flow.blocks if name not in imported.actions]


def _metadata(flow: BlockSet, imported: Imported, described: Mapping[str, str]) -> dict[str, Any]:
    before = imported.document.get("Metadata")
    known = copy.deepcopy(before) if isinstance(before, dict) else {}
    if imported.document and not _added(flow, imported):
        return known
    places = layout.positions(flow.blocks, flow.start)
    blocks = known.get("ActionMetadata", {})
    for name, block in flow.blocks.items():
        if name not in imported.actions:
            blocks[name] = _block_metadata(block, places[name])
    return {
        "entryPointPosition": dict(layout.ENTRY),
        **described,
        **known,
        "ActionMetadata": blocks,
    }


def _block_metadata(block: Block, place: layout.Position) -> dict[str, Any]:
    known: dict[str, Any] = {"position": place, "isFriendlyName": True}
    # The editor knows by itself the conditions of a block whose branches are fixed.
    if block.conditions and not (block.rules and block.rules.all_values):
        known["conditionMetadata"] = [
            {
                "id": str(uuid.uuid5(_NAMESPACE, f"{block.name} {case}")),
                "operator": {
                    "name": case.operator,
                    "value": case.operator,
                    "shortDisplay": _SYMBOLS[case.operator],
                },
                "value": " ".join(case.operands),
            }
            for case in block.conditions
        ]
    return known
