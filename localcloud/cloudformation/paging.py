"""Long answers in pages, as NextToken goes through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.errors import ServiceError

PAGE = 100


def page(member: str, items: Sequence[Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """The page of ``items`` that a request's NextToken asks for.

    Raises:
        ServiceError: ValidationError for a token that no answer gave.
    """
    token = request.get("NextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise ServiceError("ValidationError", f"NextToken {token} is not one of an answer's")
    start = int(token)
    answer: dict[str, Any] = {member: list(items[start : start + PAGE])}
    if start + PAGE < len(items):
        answer["NextToken"] = str(start + PAGE)
    return answer
