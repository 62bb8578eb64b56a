"""Records of JSON become rows by the schema of the catalog, or say why they do not."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from pyarrow import parquet

from localcloud.cloud import LocalCloud
from tests.localcloud.firehose.lake import Lake, bucket, destination, make, plain, raw, table

EVERYTHING = {
    "text": "string",
    "n": "int",
    "big": "bigint",
    "share": "double",
    "ok": "boolean",
    "at": "timestamp",
    "day": "date",
    "price": "decimal(6,2)",
    "tags": "array<string>",
    "more": "map<string,string>",
    "place": "struct<city:string,room:int>",
}


def converting(cloud: LocalCloud, deserializer: dict[str, Any], **columns: str) -> Lake:
    """A delivery stream that converts and does not partition."""
    schema = table(cloud, **columns)
    shape = destination(
        "", schema, Prefix="rows/", ErrorOutputPrefix="errors/!{firehose:error-output-type}/"
    )
    for name in ("DynamicPartitioningConfiguration", "ProcessingConfiguration"):
        del shape[name]
    conversion = shape["DataFormatConversionConfiguration"]
    conversion["InputFormatConfiguration"]["Deserializer"] = deserializer
    shape["BucketARN"] = f"arn:aws:s3:::{bucket(cloud)}"
    return make(cloud, shape=shape)


def test_values_have_the_types_of_their_columns(cloud: LocalCloud) -> None:
    lake = converting(cloud, {"OpenXJsonSerDe": {}}, **EVERYTHING)
    lake.put(
        {
            "text": "Jeju",
            "n": 7,
            "big": 5_000_000_000,
            "share": 0.25,
            "ok": True,
            "at": "2026-11-27T05:12:45Z",
            "day": "2026-11-27",
            "price": 12.5,
            "tags": ["a", None],
            "more": {"key": "value"},
            "place": {"City": "Jeju", "room": 3},
            "unknown": "is dropped",
        }
    )
    lake.wait()
    (row,) = lake.rows("rows/")

    assert row == {
        "text": "Jeju",
        "n": 7,
        "big": 5_000_000_000,
        "share": 0.25,
        "ok": True,
        "at": datetime.datetime(2026, 11, 27, 5, 12, 45),  # noqa: DTZ001 - Hive's have no zone
        "day": datetime.date(2026, 11, 27),
        "price": Decimal("12.50"),
        "tags": ["a", None],
        "more": [("key", "value")],
        "place": {"city": "Jeju", "room": 3},
    }


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    [
        ("string", {"b": 1, "a": [1.5, "é"]}, '{"b":1,"a":[1.5,"é"]}'),
        ("string", [1, 2], "[1,2]"),
        ("string", True, "true"),
        ("string", 7, "7"),
        ("int", "7", 7),
        ("int", 7.0, 7),
        ("double", "0.5", 0.5),
        ("boolean", "TRUE", True),
        ("timestamp", 1764220365000, datetime.datetime(2025, 11, 27, 5, 12, 45)),  # noqa: DTZ001
        ("timestamp", "2026-11-27 05:12:45", datetime.datetime(2026, 11, 27, 5, 12, 45)),  # noqa: DTZ001
        ("varchar(10)", None, None),
    ],
)
def test_openx_takes_what_can_be_understood(
    cloud: LocalCloud, column: str, given: Any, expected: Any
) -> None:
    lake = converting(cloud, {"OpenXJsonSerDe": {}}, value=column)
    lake.put({"value": given})
    lake.wait()

    assert lake.rows("rows/") == [{"value": expected}]


@pytest.mark.parametrize(
    ("column", "given"),
    [
        ("int", "seven"),
        ("int", 1.5),
        ("int", 2**31),
        ("int", True),
        ("bigint", 2**63),
        ("double", "much"),
        ("boolean", 1),
        ("timestamp", "yesterday"),
        ("timestamp", "0001-01-01T00:00:00+23:00"),
        ("timestamp", 1e300),
        ("date", 5),
        ("decimal(4,2)", 100),
        ("array<int>", "1,2"),
        ("array<int>", ["one"]),
        ("map<string,int>", [1]),
        ("struct<a:int>", "a"),
        ("string", "\ud800"),
        ("binary", "not base64!"),
    ],
)
def test_what_does_not_fit_its_column_is_kept_apart(
    cloud: LocalCloud, column: str, given: Any
) -> None:
    lake = converting(cloud, {"OpenXJsonSerDe": {}}, id="string", value=column)
    lake.put({"id": "bad", "value": given}, {"id": "good"})
    lake.wait()
    (error,) = lake.errors("errors/format-conversion-failed/")

    assert lake.rows("rows/") == [{"id": "good", "value": None}]
    assert error["lastErrorCode"] == "DataFormatConversion.MalformedData"
    assert "value: " in error["lastErrorMessage"]
    assert json.loads(raw(error))["id"] == "bad"


@pytest.mark.parametrize("record", [b"no json", b"[1]", b"", b" ", b"{}{", b"[" * 50_000])
def test_what_is_no_object_is_kept_apart(cloud: LocalCloud, record: bytes) -> None:
    lake = converting(cloud, {"OpenXJsonSerDe": {}}, id="string")
    lake.put(record)
    lake.wait()
    (error,) = lake.errors("errors/format-conversion-failed/")

    assert error["lastErrorCode"] == "DataFormatConversion.ParseError"
    assert raw(error) == record
    assert error["attemptsMade"] == 1
    assert error["dataCatalogTable"]["tableName"] == "events"


def test_documents_that_follow_each_other_are_rows_each(cloud: LocalCloud) -> None:
    lake = converting(cloud, {"OpenXJsonSerDe": {}}, id="string")
    lake.put(b'{"id": "a"}{"id": "b"}\n{"id": "c"}\n')
    lake.wait()

    assert lake.rows("rows/") == [{"id": "a"}, {"id": "b"}, {"id": "c"}]


def test_keys_are_found_as_the_serde_is_told(cloud: LocalCloud) -> None:
    openx = {
        "ColumnToJsonKeyMappings": {"kind": "detail-type"},
        "CaseInsensitive": False,
        "ConvertDotsInJsonKeysToUnderscores": True,
    }
    columns = {"kind": "string", "a_b": "string", "c": "string"}
    lake = converting(cloud, {"OpenXJsonSerDe": openx}, **columns)
    lake.put({"detail-type": "Booked", "a.b": "dotted", "C": "other case"})
    lake.wait()

    assert lake.rows("rows/") == [{"kind": "Booked", "a_b": "dotted", "c": None}]


@pytest.mark.parametrize(("column", "given"), [("int", "7"), ("string", {"a": 1})])
def test_hives_serde_takes_less(cloud: LocalCloud, column: str, given: Any) -> None:
    lake = converting(cloud, {"HiveJsonSerDe": {}}, value=column)
    lake.put({"value": given})
    lake.wait()

    assert not lake.rows("rows/")
    assert lake.errors("errors/format-conversion-failed/")


def test_a_table_that_is_gone_keeps_records_apart(cloud: LocalCloud) -> None:
    schema = table(cloud)
    lake = make(cloud, schema=schema)
    cloud.client("glue").delete_table(DatabaseName=schema["DatabaseName"], Name=schema["TableName"])
    lake.put({"detail-type": "Booked", "time": "2026-11-27T10:00:00Z"})
    lake.wait()
    (error,) = lake.errors("errors/events/format-conversion-failed/")

    assert error["lastErrorCode"] == "DataFormatConversion.EntityNotFound"


def test_a_table_that_changes_gives_files_its_new_columns(cloud: LocalCloud) -> None:
    schema = table(cloud, id="string")
    lake = make(cloud, schema=schema)
    record = {"id": "a", "city": "Jeju", "detail-type": "Booked", "time": "2026-11-27T10:00:00Z"}
    lake.put(record)
    lake.wait()
    names = [{"Name": name, "Type": "string"} for name in ("id", "city")]
    cloud.client("glue").update_table(
        DatabaseName=schema["DatabaseName"],
        TableInput={"Name": "events", "StorageDescriptor": {"Columns": names}},
    )
    lake.put(record)
    lake.wait()

    assert sorted(lake.rows(), key=len) == [{"id": "a"}, {"id": "a", "city": "Jeju"}]


def test_the_file_is_compressed_as_the_serializer_says(cloud: LocalCloud) -> None:
    schema = table(cloud, id="string")
    shape = destination(bucket(cloud), schema)
    output = shape["DataFormatConversionConfiguration"]["OutputFormatConfiguration"]
    output["Serializer"]["ParquetSerDe"] = {"Compression": "GZIP"}
    lake = make(cloud, shape=shape)
    lake.put({"id": "a", "detail-type": "Booked", "time": "2026-11-27T10:00:00Z"})
    lake.wait()
    (key,) = lake.objects()
    group = parquet.ParquetFile(io.BytesIO(lake.body(key))).metadata.row_group(0)

    assert group.column(0).compression == "GZIP"


def test_a_conversion_that_is_off_delivers_records_as_they_came(cloud: LocalCloud) -> None:
    shape = destination(bucket(cloud), table(cloud))["DataFormatConversionConfiguration"]
    off = {**shape, "Enabled": False}
    lake = make(cloud, shape=plain(bucket(cloud), DataFormatConversionConfiguration=off))
    lake.put(b"a", b"b")
    lake.wait()

    assert [lake.body(key) for key in lake.objects()] == [b"ab"]
