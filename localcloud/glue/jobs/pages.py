"""Answers in pages, as Glue gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcloud.glue.jobs.definitions import invalid

PAGE = 100


def page(request: dict[str, Any], member: str, items: Sequence[Any]) -> dict[str, Any]:
    """One page of what a list operation answers.

    Raises:
        ServiceError: InvalidInputException, for a token that none of these gave.
    """
    token = request.get("NextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise invalid(f"NextToken: {token!r} is none of this list")
    begin = int(token)
    end = begin + (request.get("MaxResults") or PAGE)
    answer: dict[str, Any] = {member: list(items[begin:end])}
    if end < len(items):
        answer["NextToken"] = str(end)
    return answer
