"""Who runs, and which days are done: a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

_TURN = "turn"
_FIRST = "first"
_DAY = "day#"

# Of one BatchGetItem.
_AT_A_TIME = 100


class Ledger:
    """The table of a workflow.

    Args:
        dynamodb: A client of DynamoDB.
        states: A client of Step Functions, which tells whether who has the turn still runs.
        table: The table's name.
    """

    def __init__(self, dynamodb: Any, states: Any, *, table: str) -> None:  # noqa: ANN401 - clients
        self._dynamodb = dynamodb
        self._states = states
        self._table = table

    def take_turn(self, execution: str) -> str | None:
        """Gives an execution the turn; answers with the one that has it, if it still runs."""
        before = execution
        while not self._put_turn(execution, instead_of=before):
            holder = self._holder()
            if holder is not None and self._runs(holder):
                return holder
            # It was stopped, or timed out, and gave nothing up; of two that see so, one gets the
            # turn. Or it gave it up just now.
            before = holder or execution
        return None

    def give_up_turn(self, execution: str) -> None:
        """Lets another execution run; nothing if another has the turn already."""
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key={"pk": {"S": _TURN}},
                ConditionExpression="execution = :own",
                ExpressionAttributeValues={":own": {"S": execution}},
            )
        except ClientError as error:
            if not _refused(error):
                raise

    def first_day(self, day: str) -> str:
        """The first day that the workflow was ever to do: ``day`` if there was none before."""
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item={"pk": {"S": _FIRST}, "date": {"S": day}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as error:
            if not _refused(error):
                raise
            item = self._dynamodb.get_item(
                TableName=self._table, Key={"pk": {"S": _FIRST}}, ConsistentRead=True
            )["Item"]
            return str(item["date"]["S"])
        return day

    def done(self, days: Sequence[str]) -> Collection[str]:
        """Which of some days are done."""
        found: set[str] = set()
        for start in range(0, len(days), _AT_A_TIME):
            keys = [{"pk": {"S": f"{_DAY}{day}"}} for day in days[start : start + _AT_A_TIME]]
            while keys:
                answer = self._dynamodb.batch_get_item(
                    RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
                )
                items = answer["Responses"].get(self._table, [])
                found |= {item["pk"]["S"].removeprefix(_DAY) for item in items}
                keys = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        return found

    def note_done(self, day: str, execution: str) -> None:
        """Notes that a day is done."""
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                "pk": {"S": f"{_DAY}{day}"},
                "execution": {"S": execution},
                "at": {"S": datetime.now(UTC).isoformat(timespec="seconds")},
            },
        )

    def _put_turn(self, execution: str, *, instead_of: str) -> bool:
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item={"pk": {"S": _TURN}, "execution": {"S": execution}},
                ConditionExpression="attribute_not_exists(pk) OR execution = :before",
                ExpressionAttributeValues={":before": {"S": instead_of}},
            )
        except ClientError as error:
            if not _refused(error):
                raise
            return False
        return True

    def _holder(self) -> str | None:
        item = self._dynamodb.get_item(
            TableName=self._table, Key={"pk": {"S": _TURN}}, ConsistentRead=True
        ).get("Item")
        return str(item["execution"]["S"]) if item else None

    def _runs(self, execution: str) -> bool:
        try:
            status = self._states.describe_execution(executionArn=execution)["status"]
        except self._states.exceptions.ExecutionDoesNotExist:
            return False
        return bool(status == "RUNNING")


def _refused(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"
