"""Lists of the lexv2-models API: filters, summaries, pages."""

from __future__ import annotations

from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.models.kinds import Kind

Shape = dict[str, Any]


def summaries(of: Kind, documents: list[Shape], request: Shape) -> list[Shape]:
    """The documents that a list's filters let through, sorted by name."""
    for condition in request.get("filters") or ():
        if condition["name"] == of.filter:
            documents = [d for d in documents if _passes(str(d[of.name]), condition)]
    for document in documents:
        if of.noun == "Slot":
            setting = document["valueElicitationSetting"]
            document["slotConstraint"] = setting["slotConstraint"]
            document["valueElicitationPromptSpecification"] = setting.get("promptSpecification")
        if of.noun == "SlotType":
            custom = document.get("parentSlotTypeSignature") is None
            document["slotTypeCategory"] = "Custom" if custom else "Extended"
    ordered = sorted(documents, key=lambda document: str(document[of.name]))
    descending = (request.get("sortBy") or {}).get("order") == "Descending"
    return ordered[::-1] if descending else ordered


def page(entries: list[Shape], request: Shape, *, field: str, default: int) -> Shape:
    """One page of a list; the token is where the next one begins.

    Raises:
        ServiceError: ValidationException, where the token is none of ours.
    """
    token = request.get("nextToken") or "0"
    if not token.isdigit():
        raise ServiceError("ValidationException", f"nextToken: {token!r} is not valid.", 400)
    start = int(token)
    size = request.get("maxResults") or default
    answer: Shape = {field: entries[start : start + size]}
    if start + size < len(entries):
        answer["nextToken"] = str(start + size)
    return answer


def _passes(name: str, condition: Shape) -> bool:
    if condition["operator"] == "EQ":
        return name in condition["values"]
    if condition["operator"] == "NE":
        return name not in condition["values"]
    return any(value in name for value in condition["values"])
