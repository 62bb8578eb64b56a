"""The Glue catalog: which partitions a table has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import boto3

from .errors import JobError

_AT_ONCE = {"create": 100, "update": 100, "delete": 25}
"""What Glue takes in one call."""
_THERE = "AlreadyExistsException"


class Catalog:
    """Registers partitions, so that all who know the table see them at once.

    Args:
        database: The Glue database.
        client: Of Glue; made from the environment when left out.
    """

    def __init__(self, database: str, *, client: Any = None) -> None:
        self._database = database
        self._glue = client or boto3.client("glue")

    def has(self, table: str) -> bool:
        """Whether the database has such a table."""
        try:
            self._glue.get_table(DatabaseName=self._database, Name=table)
        except self._glue.exceptions.EntityNotFoundException:
            return False
        return True

    def register(self, table: str, locations: Mapping[tuple[str, ...], str]) -> list[str]:
        """Makes partitions known.

        Args:
            table: The table.
            locations: The folder of each partition, by its values.

        Returns:
            The folders that were not known before.

        Raises:
            JobError: There is no such table, or Glue refuses a partition.
        """
        if not locations:
            return []
        described = self._described(table)
        inputs = [
            {
                "Values": list(values),
                "StorageDescriptor": {**described, "Location": location},
            }
            for values, location in locations.items()
        ]
        known: set[tuple[str, ...]] = set()
        for some in _parts(inputs, _AT_ONCE["create"]):
            answer = self._glue.batch_create_partition(
                DatabaseName=self._database, TableName=table, PartitionInputList=some
            )
            errors = answer.get("Errors", [])
            there = [one for one in errors if one["ErrorDetail"]["ErrorCode"] == _THERE]
            known |= {tuple(one["PartitionValues"]) for one in there}
            others = [one for one in errors if one not in there]
            _refuse(self._database, table, {"Errors": others}, "PartitionValues")
        # A table may have got columns since, and a partition is read by those that it knows itself.
        again = [one for one in inputs if tuple(one["Values"]) in known]
        for some in _parts(again, _AT_ONCE["update"]):
            answer = self._glue.batch_update_partition(
                DatabaseName=self._database,
                TableName=table,
                Entries=[
                    {"PartitionValueList": one["Values"], "PartitionInput": one} for one in some
                ],
            )
            _refuse(self._database, table, answer, "PartitionValueList")
        return [folder for values, folder in locations.items() if values not in known]

    def forget(self, table: str, partitions: Sequence[tuple[str, ...]]) -> None:
        """Removes partitions; one that is not there is no error."""
        for some in _parts(list(partitions), _AT_ONCE["delete"]):
            self._glue.batch_delete_partition(
                DatabaseName=self._database,
                TableName=table,
                PartitionsToDelete=[{"Values": list(values)} for values in some],
            )

    def _described(self, table: str) -> dict[str, Any]:
        try:
            found = self._glue.get_table(DatabaseName=self._database, Name=table)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            raise JobError(
                f"There is no table {table} in the Glue database {self._database}, "
                "so its partitions cannot be registered"
            ) from None
        described: dict[str, Any] = found["StorageDescriptor"]
        return described


def _refuse(database: str, table: str, answer: Mapping[str, Any], values: str) -> None:
    """Raises the first error of a batch."""
    for error in answer.get("Errors", []):
        detail = error["ErrorDetail"]
        raise JobError(
            f"Glue refuses partition {'/'.join(error[values])} of {database}.{table}: "
            f"{detail['ErrorCode']}, {detail.get('ErrorMessage', '')}"
        )


def _parts(whole: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
