"""Crawlers make tables of what lies in S3, as Glue's built-in classifiers see it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from localcloud.cloud import LocalCloud
from tests.localcloud.glue.lake import FLIGHTS, columns, lake, lines, packed, parquet_file


def test_a_csv_with_a_header_is_a_table_with_its_types(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("flights/2013.csv", FLIGHTS)
    name = here.crawled("flights/")
    table = here.table("flights")

    assert here.columns("flights") == {
        "tailnum": "string",
        "dep_delay": "bigint",
        "distance": "double",
        "origin": "string",
    }
    assert table["StorageDescriptor"]["Location"] == f"s3://{here.bucket}/flights/"
    assert table["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "Parameters": {"field.delim": ","},
    }
    assert table["Parameters"]["skip.header.line.count"] == "1"
    assert table["Parameters"]["classification"] == "csv"
    assert table["Parameters"]["UPDATED_BY_CRAWLER"] == name


def test_hive_folders_are_partitions(cloud: LocalCloud) -> None:
    here = lake(cloud)
    for month in ("2013-01", "2013-02"):
        here.put(f"flights/flown={month}/part.csv.gz", packed(FLIGHTS))
    here.crawled("flights/")
    found = here.partitions("flights")

    assert here.tables() == ["flights"]
    assert here.keys("flights") == {"flown": "string"}
    assert set(found) == {("2013-01",), ("2013-02",)}
    assert here.table("flights")["Parameters"]["compressionType"] == "gzip"
    assert found["2013-01",]["StorageDescriptor"]["Location"] == (
        f"s3://{here.bucket}/flights/flown=2013-01/"
    )


def test_other_folders_are_partitions_by_number(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("logs/2013/01/a.json", lines({"a": 1}))
    here.put("logs/2013/02/a.json", lines({"a": 2}))
    here.crawled("logs/")

    assert here.keys("logs") == {"partition_0": "string", "partition_1": "string"}
    assert set(here.partitions("logs")) == {("2013", "01"), ("2013", "02")}


def test_a_value_of_a_partition_is_read_as_it_was_meant(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("logs/place=Seoul%2FJeju/a.json", lines({"a": 1}))
    here.crawled("logs/")

    assert set(here.partitions("logs")) == {("Seoul/Jeju",)}


def test_json_has_the_types_of_its_values(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put(
        "events/a.json",
        lines(
            {"Id": "a", "n": 1, "price": 1.5, "ok": True, "tags": ["x"], "at": {"City": "Jeju"}},
            {"id": "b", "n": 5_000_000_000, "price": 2, "at": {"city": "Seoul", "room": 3}},
            {"id": "c", "n": None, "more": {}, "mixed": 1},
            {"id": "d", "mixed": "one"},
        ),
    )
    here.crawled("events/")
    storage = here.table("events")["StorageDescriptor"]

    assert here.columns("events") == {
        "id": "string",
        "n": "bigint",
        "price": "double",
        "ok": "boolean",
        "tags": "array<string>",
        "at": "struct<city:string,room:int>",
        "more": "string",
        "mixed": "string",
    }
    assert storage["SerdeInfo"]["SerializationLibrary"] == "org.openx.data.jsonserde.JsonSerDe"


def test_parquet_has_the_types_of_its_file(cloud: LocalCloud) -> None:
    here = lake(cloud)
    body = parquet_file(
        Id=["a"],
        number=[1],
        share=[0.5],
        day=[datetime.date(2026, 11, 27)],
        at=[datetime.datetime(2026, 11, 27, 5, 12, tzinfo=datetime.UTC)],
        price=[Decimal("12.50")],
        more=[{"key": "value"}],
    )
    here.put("curated/date=2026-11-27/a.parquet", body)
    here.crawled("curated/")

    assert here.columns("curated") == {
        "id": "string",
        "number": "bigint",
        "share": "double",
        "day": "date",
        "at": "timestamp",
        "price": "decimal(4,2)",
        "more": "struct<key:string>",
    }
    assert here.table("curated")["Parameters"]["classification"] == "parquet"


def test_folders_that_are_not_alike_are_tables_of_their_own(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("raw/flights/a.csv", FLIGHTS)
    here.put("raw/planes/a.csv", "plane,seats\nN1,180\n")
    here.put("raw/events/a.json", lines({"id": "a"}))
    here.crawled("raw/", TablePrefix="raw_")

    assert here.tables() == ["raw_events", "raw_flights", "raw_planes"]


def test_each_target_has_its_own_table(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("flights/a.csv", FLIGHTS)
    here.put("airports/airports.csv", "faa,lat\nEWR,40.7\nJFK,40.6\n")
    here.crawled("flights/", "airports/")

    assert here.tables() == ["airports", "flights"]
    assert here.columns("airports") == {"faa": "string", "lat": "double"}


def test_files_of_one_folder_that_are_not_alike_are_tables_each(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("mixed/one.csv", FLIGHTS)
    here.put("mixed/two.json", lines({"id": "a"}))
    here.crawled("mixed/")

    assert here.tables() == ["one_csv", "two_json"]


def test_folders_that_one_table_can_read_are_combined_where_that_is_wished(
    cloud: LocalCloud,
) -> None:
    here = lake(cloud)
    here.put("table1/year=2017/data.json", lines({"A": 1, "B": 2}))
    here.put("table1/year=2018/data.json", lines({"C": 3, "D": 4}))
    here.crawled("table1/")
    apart = here.tables()
    there = lake(cloud)
    there.put("table1/year=2017/data.json", lines({"A": 1, "B": 2}))
    there.put("table1/year=2018/data.json", lines({"C": 3, "D": 4}))
    grouping = '{"Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}}'
    there.crawled("table1/", Configuration=grouping)

    assert apart == ["year_2017", "year_2018"]
    assert there.columns("table1") == {"a": "int", "b": "int", "c": "int", "d": "int"}
    assert there.keys("table1") == {"year": "string"}


def test_quotes_in_some_files_make_no_other_table(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("cities/day=1/a.csv", "n,name\n1,Jeju\n")
    here.put("cities/day=2/a.csv", 'n,name\n2,"Seoul, Korea"\n')
    here.crawled("cities/")

    assert here.tables() == ["cities"]
    assert here.table("cities")["Parameters"]["areColumnsQuoted"] == "true"


def test_a_csv_of_texts_only_has_no_header(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("codes/a.csv", "code,name\nAA,American\nDL,Delta\n")
    here.crawled("codes/")

    assert here.columns("codes") == {"col0": "string", "col1": "string"}
    assert "skip.header.line.count" not in here.table("codes")["Parameters"]


def test_columns_that_only_some_partitions_have_are_of_the_table(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a", "n": 1}))
    here.put("events/date=2/a.json", lines({"id": "b", "n": 1.5, "city": "Jeju"}))
    here.crawled("events/")
    found = here.partitions("events")

    assert here.columns("events") == {"id": "string", "n": "double", "city": "string"}
    assert columns(found["1",]) == {"id": "string", "n": "int"}
    assert columns(found["2",]) == {"id": "string", "n": "double", "city": "string"}


def test_what_nobody_reads_is_no_table_of_columns(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("pictures/a.png", b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    here.crawled("pictures/")

    assert here.table("a_png")["Parameters"]["classification"] == "UNKNOWN"
    assert here.columns("a_png") == {}


def test_markers_and_excluded_files_are_passed_over(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/_SUCCESS", "done")
    here.put("events/.hidden/a.csv", FLIGHTS)
    here.put("events/a.json", lines({"id": "a"}))
    here.put("events/notes/a.txt", "to whom it may concern")
    path = {"Path": f"s3://{here.bucket}/events", "Exclusions": ["notes/**"]}
    name = here.crawler(Targets={"S3Targets": [path]})
    here.crawl(name)

    assert here.tables() == ["events"]


def test_a_large_file_is_judged_by_its_beginning(cloud: LocalCloud) -> None:
    here = lake(cloud)
    row = '{"id": "a", "text": "' + "x" * 1000 + '"}\n'
    here.put("events/a.json", row * 3000)
    here.put("packed/a.csv.gz", packed("n,word\n" + "1,one\n" * 300_000))
    here.crawled("events/", "packed/")

    assert here.columns("events") == {"id": "string", "text": "string"}
    assert here.columns("packed") == {"n": "bigint", "word": "string"}
