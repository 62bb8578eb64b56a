"""Traces with X-Ray the invocations that Lambda has chosen to trace."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from aws_lambda_powertools import Tracer

Answer = TypeVar("Answer")
Handle = Callable[[dict[str, Any], Any], Answer]


def traced(handle: Handle[Answer]) -> Handle[Answer]:
    """Traces the handler and its calls to AWS; answers are left out, they carry guests' numbers.

    Loading X-Ray takes as long as loading all the rest, so the first invocation that is sampled
    loads it: a cold start that is not traced does without.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    """

    @wraps(handle)
    def handle_traced(event: dict[str, Any], context: Any) -> Answer:  # noqa: ANN401 - passed on
        if "Sampled=1" not in os.environ.get("_X_AMZN_TRACE_ID", ""):
            return handle(event, context)
        with_trace: Handle[Answer] = _tracer().capture_lambda_handler(
            handle, capture_response=False
        )
        return with_trace(event, context)

    return handle_traced


@cache
def _tracer() -> Tracer:
    from aws_lambda_powertools import Tracer

    return Tracer(patch_modules=["botocore"])
