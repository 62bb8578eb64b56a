"""Batches of records, and how a function tells which of them failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from localcloud.errors import ServiceError
from localcloud.functions.invocation import Invocation
from localcloud.functions.invoker import Invoker
from localcloud.functions.reference import FunctionReference

Record = dict[str, Any]

Handler = Callable[[list[Record]], frozenset[str]]
"""Takes a batch and returns the identifiers of the records that failed; raises BatchError."""


class BatchError(Exception):
    """No record of a batch counts as handled.

    Attributes:
        request_id: The invocation that failed, where there was one.
    """

    def __init__(self, reason: str, *, request_id: str = "") -> None:
        super().__init__(reason)
        self.request_id = request_id


class FunctionHandler:
    """Gives batches to a function.

    Args:
        reports: Whether its answer may name records that failed (``batchItemFailures``).
        identifier: The identifier of a record, by which the function names it.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """

    def __init__(
        self,
        invoker: Invoker,
        function: FunctionReference,
        *,
        reports: bool,
        identifier: Callable[[Record], str],
    ) -> None:
        self._invoker = invoker
        self._function = function
        self._reports = reports
        self._identifier = identifier

    def __call__(self, records: list[Record]) -> frozenset[str]:
        try:
            deployed = self._invoker.find(self._function)
            payload = json.dumps({"Records": records}, ensure_ascii=False).encode()
            outcome = self._invoker.invoke(deployed, Invocation(payload, deployed.arn))
        except ServiceError as error:
            raise BatchError(str(error)) from error
        if outcome.failed:
            raise BatchError(outcome.payload.decode(), request_id=outcome.request_id)
        if not self._reports:
            return frozenset()
        known = {self._identifier(record) for record in records}
        failed = _reported(outcome.payload)
        if failed is None or not failed <= known:
            raise BatchError(
                f"The answer names no failures that Lambda understands: {outcome.payload[:200]!r}",
                request_id=outcome.request_id,
            )
        return failed


def _reported(payload: bytes) -> frozenset[str] | None:
    """The identifiers in an answer; None where it is not of the form that Lambda takes."""
    try:
        answer = json.loads(payload or b"null")
    except ValueError:
        return None
    if answer is None:
        return frozenset()
    if not isinstance(answer, dict):
        return None
    failures = answer.get("batchItemFailures")
    if failures is None:
        return frozenset()
    if not isinstance(failures, list):
        return None
    identifiers: set[str] = set()
    for failure in failures:
        identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
        if not isinstance(identifier, str) or not identifier:
            return None
        identifiers.add(identifier)
    return frozenset(identifiers)
