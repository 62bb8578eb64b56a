"""What processors do with records before they are buffered."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.firehose.processors import Query, documents
from tests.localcloud.firehose.lake import (
    ERRORS,
    QUERY,
    bucket,
    destination,
    event,
    extraction,
    make,
    plain,
    raw,
    table,
)
from tests.localcloud.functions.deploy import deploy

TRANSFORM = """
import base64
import json

def handle(event, context):
    records = []
    for each in event["records"]:
        data = json.loads(base64.b64decode(each["data"]))
        answer = {"recordId": each["recordId"], "result": data.get("as", "Ok")}
        data["seen"] = True
        answer["data"] = base64.b64encode(json.dumps(data).encode()).decode()
        answer["metadata"] = {"partitionKeys": {"kind": data.get("kind", "none")}}
        records.append(answer)
    return {"records": records}
"""


def processing(*processors: dict[str, Any]) -> dict[str, Any]:
    """A ProcessingConfiguration."""
    return {"ProcessingConfiguration": {"Enabled": True, "Processors": list(processors)}}


def processor(kind: str, **parameters: str) -> dict[str, Any]:
    """A processor."""
    given = [{"ParameterName": name, "ParameterValue": v} for name, v in parameters.items()]
    return {"Type": kind, "Parameters": given}


def test_records_are_taken_apart_before_they_are_partitioned(cloud: LocalCloud) -> None:
    apart = processor("RecordDeAggregation", SubRecordType="JSON")
    lake = make(cloud, **processing(apart, extraction(QUERY)))
    first, second = json.dumps(event(1)), json.dumps(event(2, time="2026-11-28T10:00:00Z"))
    lake.put(f"{first}{second}".encode(), f"[{first}, {second}]".encode(), b"{]")
    lake.wait()
    (error,) = lake.errors()

    assert sorted(row["id"] for row in lake.rows()) == ["event-1"] * 2 + ["event-2"] * 2
    assert len(lake.objects("events/event=BookingConfirmed/date=2026-11-28/")) == 1
    assert raw(error) == b"{]"


def test_records_are_taken_apart_at_a_delimiter(cloud: LocalCloud) -> None:
    delimiter = base64.b64encode(b"##").decode()
    apart = processor("RecordDeAggregation", SubRecordType="DELIMITED", Delimiter=delimiter)
    behind = processor("AppendDelimiterToRecord", Delimiter="\\n")
    lake = make(cloud, shape=plain(bucket(cloud), **processing(apart, behind)))
    lake.put(b"a##b##", b"c")
    lake.wait()
    (key,) = lake.objects()

    assert lake.body(key) == b"a\nb\nc\n"


def test_a_function_changes_drops_and_refuses_records(cloud: LocalCloud) -> None:
    function = deploy(cloud, TRANSFORM)
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{function.name}"
    shape = destination(
        bucket(cloud),
        table(cloud),
        Prefix="kind=!{partitionKeyFromLambda:kind}/",
        **processing(processor("Lambda", LambdaArn=arn)),
    )
    del shape["DataFormatConversionConfiguration"]
    lake = make(cloud, shape=shape)
    lake.put({"kind": "a"}, {"as": "Dropped"}, {"as": "ProcessingFailed"}, {"as": "Odd"})
    lake.wait()
    (key,) = lake.objects("kind=")
    errors = lake.errors("errors/events/processing-failed/")

    assert key.startswith("kind=a/")
    assert json.loads(lake.body(key)) == {"kind": "a", "seen": True}
    assert [error["lambdaArn"] for error in errors] == [arn, arn]
    assert {json.loads(raw(error))["as"] for error in errors} == {"ProcessingFailed", "Odd"}


def test_a_function_that_fails_is_tried_again_and_its_records_kept(cloud: LocalCloud) -> None:
    function = deploy(cloud, "def handle(event, context):\n    raise ValueError('no')\n")
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{function.name}"
    given = processing(processor("Lambda", LambdaArn=arn, NumberOfRetries="1"))
    lake = make(cloud, shape=plain(bucket(cloud), ErrorOutputPrefix=ERRORS, **given))
    lake.put(event(1))
    lake.wait()
    (error,) = lake.errors("errors/events/processing-failed/")

    assert error["attemptsMade"] == 2
    assert error["errorCode"] == "Lambda.FunctionError"
    assert json.loads(raw(error))["id"] == "event-1"


def test_records_are_compressed_together(cloud: LocalCloud) -> None:
    lake = make(cloud, shape=plain(bucket(cloud), CompressionFormat="GZIP"))
    lake.put(b"a\n", b"b\n")
    lake.wait()
    (key,) = lake.objects()

    assert gzip.decompress(lake.body(key)) == b"a\nb\n"


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ('{event: ."detail-type", date: .time[0:10]}', {"event", "date"}),
        ('{"event":."detail-type","date":(.time | split("T") | .[0])}', {"event", "date"}),
        ("{a, b: {c: 1}}", {"a", "b"}),
        ('{a: "x,y: {"}', {"a"}),
        (". | {a: 1}", set()),
    ],
)
def test_the_keys_of_a_query_are_known(query: str, keys: set[str]) -> None:
    assert Query(query).keys == keys


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{k: .n}", {"k": "5"}),
        ("{k: .ok}", {"k": "true"}),
        ('{k: (.at | fromdate | strftime("%Y"))}', {"k": "2026"}),
        ('{k: (if .n > 3 then "much" else "little" end)}', {"k": "much"}),
    ],
)
def test_keys_of_any_kind_are_texts(query: str, expected: dict[str, str]) -> None:
    data = b'{"n": 5, "ok": true, "at": "2026-11-27T05:12:45Z"}'

    assert Query(query).extract(data) == expected


def test_documents_may_have_blanks_between() -> None:
    assert list(documents(b' {"a": 1}\n\n{"a": 2} ')) == [b'{"a": 1}', b'{"a": 2}']
