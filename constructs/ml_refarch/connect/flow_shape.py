"""Whether what was read is built like a flow, before it is taken for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def check_shape(document: Mapping[str, Any]) -> None:
    """Refuses a document whose parts are of other types than Connect's flow language has.

    Raises:
        ValueError: A part is none; it is named, with the action that it is in.
    """
    metadata = document.get("Metadata")
    if isinstance(metadata, dict) and not isinstance(metadata.get("ActionMetadata", {}), dict):
        raise ValueError("flow: its Metadata.ActionMetadata is not an object")  # noqa: TRY004 - the person mends a text
    for action in document["Actions"]:
        for problem in _action(action):
            raise ValueError(f"flow: {problem}")


def _action(action: Any) -> Iterator[str]:  # noqa: ANN401 - whatever the text holds
    if not (
        isinstance(action, dict)
        and isinstance(action.get("Identifier"), str)
        and isinstance(action.get("Type"), str)
    ):
        yield f"an action has no Identifier or no Type: {str(action)[:80]}"
        return
    block = f"block {action['Identifier']!r}"
    for name in ("Parameters", "Transitions"):
        if not isinstance(action.get(name) or {}, dict):
            yield f"{block}: its {name} are not an object: {str(action[name])[:80]}"
            return
    transitions = action.get("Transitions") or {}
    if not isinstance(transitions.get("NextAction") or "", str):
        yield f"{block}: its NextAction is not a name: {str(transitions['NextAction'])[:80]}"
    for name, shaped in (("Errors", _error), ("Conditions", _condition)):
        branches = transitions.get(name) or []
        if not isinstance(branches, list):
            yield f"{block}: its {name} are not a list: {str(branches)[:80]}"
            return
        for branch in branches:
            leads = isinstance(branch, dict) and isinstance(branch.get("NextAction"), str)
            if not leads or not shaped(branch):
                yield f"{block}: one of its {name} is not a branch: {str(branch)[:80]}"


def _error(branch: Mapping[str, Any]) -> bool:
    return isinstance(branch.get("ErrorType"), str)


def _condition(branch: Mapping[str, Any]) -> bool:
    compared = branch.get("Condition")
    return (
        isinstance(compared, dict)
        and isinstance(compared.get("Operator"), str)
        and isinstance(compared.get("Operands"), list)
    )
