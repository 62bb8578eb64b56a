"""Writes several items of a table, all or none, however many others write at the time."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .errors import BookBusyError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_CONFLICTS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_FIRST_DELAY = 0.05
_ATTEMPTS = 4
"""Waits of 0.05, 0.1 and 0.2 s at most: a caller hears a pause, not a silence."""


def write(
    client: DynamoDBClient,
    items: Sequence[TransactWriteItemTypeDef],
    *,
    wait: Callable[[float], None],
) -> Sequence[bool]:
    """Writes all the items or none; says of each whether its condition failed.

    Args:
        wait: Waits for so many seconds before another attempt.

    Raises:
        BookBusyError: others wrote the same items at each attempt.
    """
    for attempt in range(_ATTEMPTS):
        try:
            client.transact_write_items(TransactItems=items)
        except ClientError as error:
            # By its code: a client makes its classes of errors when first asked, each thread anew.
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            reasons = [
                reason.get("Code", "None")
                for reason in error.response.get("CancellationReasons", [])
            ]
            # A failed condition is an answer, whoever else was writing at the time.
            if "ConditionalCheckFailed" in reasons:
                return [reason == "ConditionalCheckFailed" for reason in reasons]
            if not _CONFLICTS.intersection(reasons):
                raise
        else:
            return [False] * len(items)
        if attempt < _ATTEMPTS - 1:
            jitter = random.uniform(0.5, 1)  # noqa: S311 - it parts rivals, it hides nothing
            wait(jitter * _FIRST_DELAY * 2**attempt)
    raise BookBusyError(f"a transaction was refused {_ATTEMPTS} times: others wrote its items")
