"""A DynamoDB table in memory: string keys ``pk`` and ``sk``, transactions that conflict."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock
from typing import Any

from tests.dynamodb.expressions import Item, between, condition, projected, updated

Key = tuple[str, str]
Answer = dict[str, Any]


class TableError(Exception):
    """An error of DynamoDB: its code, and what else its answer has."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.body = {"message": message, **more}


class MemoryTable:
    """The table.

    A transaction writes in two steps, as DynamoDB's does: it lays hold of its items, and writes
    them. Whoever comes between to write one of them is told of the conflict.

    Args:
        page: The most items in one answer to a query.
        between_steps: Called between the two steps of a transaction, with no lock held.
    """

    def __init__(
        self, *, page: int = 10_000, between_steps: Callable[[], object] = lambda: None
    ) -> None:
        self._items: dict[str, dict[str, Item]] = {}
        self._sorted: dict[str, list[str]] = {}
        self._held: set[Key] = set()
        self._done: dict[str, str] = {}
        self._lock = RLock()
        self._page = page
        self._between_steps = between_steps

    def items(self) -> Iterator[Item]:
        """All items."""
        return (item for partition in self._items.values() for item in partition.values())

    def load(self, items: Sequence[Item]) -> None:
        """Puts many items at once."""
        for item in items:
            self._items.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = item
        self._sorted = {pk: sorted(partition) for pk, partition in self._items.items()}

    def answer(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Answers a request.

        Raises:
            TableError: as DynamoDB does.
            NotImplementedError: the table does not know the operation.
        """
        operations: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "GetItem": self._get,
            "Query": self._query,
            "PutItem": self._put,
            "UpdateItem": self._update,
            "DeleteItem": self._delete,
            "TransactWriteItems": self._transact,
        }
        if operation not in operations:
            raise NotImplementedError(f"{operation}: the table knows {', '.join(operations)}")
        return operations[operation](request)

    def _get(self, request: Mapping[str, Any]) -> Answer:
        item = self._found(_key(request["Key"]))
        return {"Item": projected(item, request)} if item else {}

    def _query(self, request: Mapping[str, Any]) -> Answer:
        pk, first, last = between(request)
        with self._lock:
            keys = self._sorted.get(pk, [])
            if start := request.get("ExclusiveStartKey"):
                begin = bisect_right(keys, start["sk"]["S"])
            else:
                begin = bisect_left(keys, first)
            end = bisect_right(keys, last)
            found = [self._items[pk][sk] for sk in keys[begin : min(end, begin + self._page)]]
        answer: Answer = {
            "Items": [projected(item, request) for item in found],
            "Count": len(found),
            "ScannedCount": len(found),
        }
        if end - begin > self._page:
            answer["LastEvaluatedKey"] = {name: found[-1][name] for name in ("pk", "sk")}
        return answer

    def _put(self, request: Mapping[str, Any]) -> Answer:
        item = request["Item"]
        return self._alone(_key(item), request, lambda _: item)

    def _update(self, request: Mapping[str, Any]) -> Answer:
        key = request["Key"]
        return self._alone(_key(key), request, lambda item: updated(item or key, request))

    def _delete(self, request: Mapping[str, Any]) -> Answer:
        return self._alone(_key(request["Key"]), request, lambda _: {})

    def _alone(
        self, key: Key, request: Mapping[str, Any], change: Callable[[Item], Item]
    ) -> Answer:
        with self._lock:
            if key in self._held:
                raise TableError(
                    "TransactionConflictException", "Transaction is ongoing for the item"
                )
            before = self._found(key)
            if not condition(request)(before):
                raise TableError(
                    "ConditionalCheckFailedException", "The conditional request failed"
                )
            self._write(key, change(before))
        return {}

    def _transact(self, request: Mapping[str, Any]) -> Answer:
        token, said = request["ClientRequestToken"], json.dumps(request, sort_keys=True)
        writes = [_write_of(each) for each in request["TransactItems"]]
        with self._lock:
            if token in self._done:
                return self._again(token, said)
            self._check(writes)
            keys = {key for key, _, _ in writes}
            self._held |= keys
        try:
            self._between_steps()
            with self._lock:
                for key, _, after in writes:
                    self._write(key, after)
                self._done[token] = said
        finally:
            with self._lock:
                self._held -= keys
        return {}

    def _again(self, token: str, said: str) -> Answer:
        """The same transaction under the same token is done already; another one is an error."""
        if self._done[token] != said:
            raise TableError("IdempotentParameterMismatchException", "The request has changed")
        return {}

    def _check(self, writes: Sequence[tuple[Key, Mapping[str, Any], Item]]) -> None:
        reasons = [self._reason(key, request) for key, request, _ in writes]
        if any(reasons):
            codes = [reason or "None" for reason in reasons]
            raise TableError(
                "TransactionCanceledException",
                f"Transaction cancelled, specific reasons [{', '.join(codes)}]",
                CancellationReasons=[{"Code": code} for code in codes],
            )

    def _reason(self, key: Key, request: Mapping[str, Any]) -> str | None:
        if key in self._held:
            return "TransactionConflict"
        return None if condition(request)(self._found(key)) else "ConditionalCheckFailed"

    def _found(self, key: Key) -> Item:
        return self._items.get(key[0], {}).get(key[1], {})

    def _write(self, key: Key, item: Item) -> None:
        """Writes an item; an empty one is none."""
        pk, sk = key
        partition, order = self._items.setdefault(pk, {}), self._sorted.setdefault(pk, [])
        if item and sk not in partition:
            insort(order, sk)
        if item:
            partition[sk] = item
        elif sk in partition:
            del partition[sk]
            order.remove(sk)


def _write_of(change: Mapping[str, Any]) -> tuple[Key, Mapping[str, Any], Item]:
    ((kind, request),) = change.items()
    if kind == "Put":
        return _key(request["Item"]), request, request["Item"]
    if kind == "Delete":
        return _key(request["Key"]), request, {}
    raise NotImplementedError(f"{kind} in a transaction")


def _key(item: Mapping[str, Any]) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
