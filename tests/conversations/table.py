"""The table of a world: made anew for each dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class Table:
    """A table with string keys ``pk`` and ``sk``, as every bot's function has.

    Args:
        client: Where it is.
        name: What it is called.
    """

    def __init__(self, *, client: DynamoDBClient, name: str) -> None:
        self.client = client
        self.name = name
        self._is_there = False

    def renew(self) -> None:
        """Makes it, empty, in place of the one before."""
        if self._is_there:
            self.client.delete_table(TableName=self.name)
        self.client.create_table(
            TableName=self.name,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        self._is_there = True

    def where(self, condition: str, value: str) -> list[dict[str, str]]:
        """Every item for which ``condition``, of ``:value``, holds; its attributes as text."""
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.name,
            FilterExpression=condition,
            ExpressionAttributeValues={":value": {"S": value}},
        )
        return [
            {name: str(next(iter(held.values()))) for name, held in item.items()}
            for page in pages
            for item in page["Items"]
        ]


def differences(
    expected: Sequence[Mapping[str, str]], actual: Sequence[Mapping[str, str]], *, of: str
) -> list[str]:
    """Each way in which a world does not hold just what was expected, as a sentence.

    Args:
        expected: Of each what matters.
        of: What they are, with its article: "a booking".
    """
    found = []
    left = [dict(one) for one in actual]
    for wanted in expected:
        match = next((one for one in left if wanted.items() <= one.items()), None)
        if match is None:
            found.append(f"expected {of} of {dict(wanted)}, there are {[*map(dict, actual)]}")
        else:
            left.remove(match)
    if left and not found:
        kind = of.partition(" ")[2]
        found.append(f"expected no {kind} but {len(expected)}, there is also {left}")
    return found
