"""The table in memory answers as moto does, wherever both can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.dynamodb.answered import client_answered_by, client_of
from tests.dynamodb.direct import direct_client
from tests.dynamodb.memory_table import MemoryTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

PARTITIONS, SORTS = ("A", "B"), ("1", "2", "3", "b", "é")
Request = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def moto() -> Iterator[DynamoDBClient]:
    """Made once, used within ``mock_aws`` only: that would hear the other client's requests too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Made once: making a client takes longer than an example."""
    return Tables()


class Tables:
    """Two tables in memory, one asked through botocore and one without."""

    def __init__(self) -> None:
        self.clear()
        self.answered = client_answered_by(lambda *asked: self._tables[0].answer(*asked))
        self.direct = direct_client(lambda *asked: self._tables[1].answer(*asked))

    def clear(self) -> None:
        """Begins them anew."""
        self._tables = MemoryTable(), MemoryTable()


def key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


keys = st.builds(key, st.sampled_from(PARTITIONS), st.sampled_from(SORTS))
numbers = st.integers(0, 3).map(lambda n: {"N": str(n)})
words = st.sampled_from(("x", "y")).map(lambda word: {"S": word})
kept = st.builds(
    lambda key, rest: {**key, **rest},
    keys,
    st.fixed_dictionaries({}, optional={"n": numbers, "w": words}),
)
conditions = st.sampled_from(
    (
        {},
        {"ConditionExpression": "attribute_not_exists(pk)"},
        {
            "ConditionExpression": "#w = :w AND n < :n",
            "ExpressionAttributeNames": {"#w": "w"},
            "ExpressionAttributeValues": {":w": {"S": "x"}, ":n": {"N": "2"}},
        },
        {
            "ConditionExpression": "attribute_not_exists(n) OR n <= :n",
            "ExpressionAttributeValues": {":n": {"N": "1"}},
        },
    )
)
puts = st.builds(lambda item, condition: {"Item": item, **condition}, kept, conditions)
deletes = st.builds(lambda key, condition: {"Key": key, **condition}, keys, conditions)
updates = st.builds(
    lambda key, change: {
        "Key": key,
        "UpdateExpression": change[0],
        "ConditionExpression": change[1],
        "ExpressionAttributeValues": {":n": {"N": "1"}},
    },
    keys,
    st.sampled_from((("ADD n :n", "n < :n"), ("SET n = :n", "attribute_not_exists(n)"))),
)
queries = st.builds(
    lambda pk, ends, projection: {
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":pk": {"S": pk},
            **dict(zip((":first", ":last"), ({"S": each} for each in sorted(ends)), strict=True)),
        },
        **projection,
    },
    st.sampled_from(PARTITIONS),
    st.tuples(st.sampled_from(SORTS), st.sampled_from(SORTS)),
    st.sampled_from(({}, {"ProjectionExpression": "sk"})),
)
changes = st.one_of(
    st.builds(lambda put: {"Put": put}, puts),
    st.builds(lambda delete: {"Delete": delete}, deletes),
)
transactions = st.lists(
    changes, min_size=1, max_size=3, unique_by=lambda change: str(_key_of(change))
)


def _key_of(change: dict[str, Any]) -> Any:
    ((_, request),) = change.items()
    target = request.get("Key") or request["Item"]
    return target["pk"], target["sk"]


requests: st.SearchStrategy[list[Request]] = st.lists(
    st.one_of(
        st.tuples(st.just("put_item"), puts),
        st.tuples(st.just("delete_item"), deletes),
        st.tuples(st.just("update_item"), updates),
        st.tuples(st.just("get_item"), keys.map(lambda key: {"Key": key})),
        st.tuples(st.just("query"), queries),
        st.tuples(
            st.just("transact_write_items"), transactions.map(lambda it: {"TransactItems": it})
        ),
    ),
    max_size=12,
)


def answer(client: Any, operation: str, request: dict[str, Any]) -> Any:
    """What a client says: items, or the code of an error and why."""
    if operation == "transact_write_items":
        request = {
            "TransactItems": [
                {kind: {**write, "TableName": "t"} for kind, write in change.items()}
                for change in request["TransactItems"]
            ]
        }
    else:
        request = {"TableName": "t", **request}
    try:
        answered = getattr(client, operation)(**request)
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        return error.response["Error"]["Code"], [reason["Code"] for reason in reasons]
    return {name: answered.get(name) for name in ("Item", "Items", "Count")}


@settings(max_examples=40, deadline=None)
@given(requests=requests)
def test_the_same_requests_get_the_same_answers(
    moto: DynamoDBClient, tables: Tables, requests: list[Request]
) -> None:
    tables.clear()
    told = [answer(tables.answered, *request) for request in requests]
    assert told == [answer(tables.direct, *request) for request in requests]
    with mock_aws():
        _create(moto)
        for request, said in zip(requests, told, strict=True):
            assert said == answer(moto, *request), request


@pytest.mark.parametrize("client_of_table", [client_of, lambda table: direct_client(table.answer)])
def test_a_query_of_many_pages_is_read_to_its_end(
    client_of_table: Callable[[MemoryTable], DynamoDBClient],
) -> None:
    client = client_of_table(MemoryTable(page=2))
    for number in range(5):
        client.put_item(TableName="t", Item=key("A", str(number)))
    pages = client.get_paginator("query").paginate(
        TableName="t",
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={":pk": {"S": "A"}, ":first": {"S": "1"}, ":last": {"S": "3"}},
    )
    assert [[item["sk"]["S"] for item in page["Items"]] for page in pages] == [["1", "2"], ["3"]]


def test_who_comes_between_a_transactions_steps_is_told_of_the_conflict() -> None:
    told: list[Any] = []
    put = {"Put": {"Item": key("A", "1")}}

    def rival() -> None:
        if not told:
            told.append(answer(client, "transact_write_items", {"TransactItems": [put]}))
            told.append(answer(client, "put_item", {"Item": key("A", "1")}))

    client = client_of(MemoryTable(between_steps=rival))
    assert answer(client, "transact_write_items", {"TransactItems": [put]})["Item"] is None
    assert told == [
        ("TransactionCanceledException", ["TransactionConflict"]),
        ("TransactionConflictException", []),
    ]
    assert answer(client, "put_item", {"Item": key("A", "1")})["Item"] is None


def test_a_transaction_is_done_once_under_its_token() -> None:
    """Source: API_TransactWriteItems, ClientRequestToken; moto does not do this."""
    client = client_of(MemoryTable())
    items: Any = [
        {
            "Put": {
                "TableName": "t",
                "Item": key("A", "1"),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
    ]
    for _ in range(2):
        client.transact_write_items(TransactItems=items, ClientRequestToken="one")
    with pytest.raises(ClientError, match="TransactionCanceled"):
        client.transact_write_items(TransactItems=items, ClientRequestToken="another")


def test_what_the_table_does_not_know_is_named() -> None:
    client = client_of(MemoryTable())
    with pytest.raises(NotImplementedError, match="Scan: the table knows GetItem, Query"):
        client.scan(TableName="t")
    with pytest.raises(NotImplementedError, match="begins_with"):
        client.put_item(
            TableName="t", Item=key("A", "1"), ConditionExpression="begins_with(sk, :a)"
        )


def _create(client: DynamoDBClient) -> None:
    client.create_table(
        TableName="t",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
