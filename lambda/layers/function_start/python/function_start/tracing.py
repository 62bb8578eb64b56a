"""Traces the handler with X-Ray, where there is an X-Ray to send to."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")
Handle = Callable[[dict[str, Any], Any], Answer]


def traced(handle: Handle[Answer]) -> Handle[Answer]:
    """Traces the handler and its calls to AWS; answers are left out, they are private.

    Outside Lambda Powertools traces nothing, but would load X-Ray's SDK all the same, which there
    makes a client of its own for sampling rules: more than half as much again as all the rest.
    Source: https://docs.aws.amazon.com/powertools/python/latest/core/tracer/
    """
    if "LAMBDA_TASK_ROOT" not in os.environ:
        return handle
    from aws_lambda_powertools import Tracer

    tracer = Tracer(patch_modules=["botocore"])
    with_trace: Handle[Answer] = tracer.capture_lambda_handler(handle, capture_response=False)
    return with_trace
