"""Empties buckets of a stack that goes."""

from __future__ import annotations

from typing import Any

from stack_resources import EMPTIED_BUCKET, answer


def handle(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Empties a bucket when CloudFormation deletes it, and tells it how that went."""
    answer(event, context, EMPTIED_BUCKET)
