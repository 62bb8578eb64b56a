"""Statements that make, fill, change and describe tables and views."""

from __future__ import annotations

import json

import pytest

from localcloud.athena.relations import encoded_view
from tests.localcloud.athena.lake import BUCKET, DATABASE, PER_DAY, Lake, trips


def done(lake: Lake, statement: str, **request: str) -> list[list[str | None]]:
    answer = lake.ask(statement, **request)
    assert answer.state == "SUCCEEDED", answer.reason
    return answer.rows


def test_a_table_made_from_a_query_is_read_back_by_partition(lake: Lake) -> None:
    answer = lake.ask(
        "CREATE TABLE quick WITH (format = 'PARQUET', partitioned_by = ARRAY['date']) AS "
        "SELECT trip, minutes, date FROM trips WHERE minutes < 9"
    )
    assert (answer.state, answer.reason) == ("SUCCEEDED", "")
    assert answer.execution["SubstatementType"] == "CREATE_TABLE_AS_SELECT"
    assert done(lake, "SHOW PARTITIONS quick") == [
        ["date=2024-01-01"],
        ["date=2024-01-02"],
        ["date=2024-01-03"],
    ]
    expected = lake.value("SELECT count(*) FROM trips WHERE minutes < 9")
    assert lake.value("SELECT count(*) FROM quick") == expected
    assert "already exists" in lake.refusal("CREATE TABLE quick AS SELECT 1 AS a")
    assert done(lake, "CREATE TABLE IF NOT EXISTS quick AS SELECT 1 AS a") == []


def test_rows_of_every_type_survive_json_parquet_orc_and_text(lake: Lake) -> None:
    plain = (
        "SELECT 'a,\"b\"' AS s, 7 AS i, DECIMAL '1.50' AS d, 0.5e0 AS f, true AS b, "
        "DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 01:02:03.004' AS t, "
        "CAST(NULL AS varchar) AS n"
    )
    nested = (
        ", MAP(ARRAY['k'], ARRAY[1]) AS m, ARRAY[1, 2] AS l, CAST(ROW(1) AS ROW(x integer)) AS r"
    )
    rows = done(lake, plain)
    for kind in ("PARQUET", "ORC", "JSON", "TEXTFILE"):
        more = "" if kind == "TEXTFILE" else nested
        done(lake, f"CREATE TABLE types_{kind} WITH (format = '{kind}') AS {plain}{more}")
        answer = done(lake, f"SELECT * FROM types_{kind}")  # noqa: S608 - the four formats above
        assert [row[:8] for row in answer] == rows, kind
        assert [row[8:] for row in answer] == ([["{k=1}", "[1, 2]", "{x=1}"]] if more else [[]])


def test_insert_adds_rows_and_registers_their_partitions(lake: Lake) -> None:
    done(
        lake,
        "CREATE EXTERNAL TABLE visits (id string, times int) PARTITIONED BY (day string) "
        f"STORED AS PARQUET LOCATION 's3://{BUCKET}/visits/'",
    )
    done(lake, "INSERT INTO visits VALUES ('a', 1, '2024-01-01'), ('b', 2, '2024-01-02')")
    done(lake, "INSERT INTO visits (id, day) SELECT 'c', '2024-01-02'")
    assert done(lake, "SELECT * FROM visits ORDER BY id") == [
        ["a", "1", "2024-01-01"],
        ["b", "2", "2024-01-02"],
        ["c", None, "2024-01-02"],
    ]
    assert "mismatched column types" in lake.refusal("INSERT INTO visits SELECT 1, 'x', 'y'")
    assert "does not exist in target table" in lake.refusal("INSERT INTO visits (no) SELECT 1")
    assert "100 open writers" in lake.refusal(
        "INSERT INTO visits SELECT 'x', 1, CAST(n AS varchar) FROM UNNEST(sequence(1, 101)) AS t(n)"
    )


def test_unload_writes_files_of_a_query_into_an_empty_place(lake: Lake) -> None:
    unload = (
        f"UNLOAD (SELECT carrier FROM carriers) TO 's3://{BUCKET}/out/' "  # noqa: S608 - a constant
        "WITH (format = 'JSON', compression = 'NONE')"
    )
    assert lake.ask(unload).state == "SUCCEEDED"
    (key,) = lake.keys("out/")
    assert [json.loads(line) for line in lake.object(key).splitlines()] == [
        {"carrier": "AA"},
        {"carrier": "UA"},
    ]
    assert "HIVE_PATH_ALREADY_EXISTS" in lake.refusal(unload)
    assert "line 1:16" in lake.refusal(
        unload.replace("carrier FROM", "no FROM").replace("out", "in")
    )


def test_a_view_stands_for_its_query_and_prunes_as_its_query_does(lake: Lake) -> None:
    done(lake, "CREATE VIEW slow AS SELECT trip, minutes, date FROM trips WHERE minutes > 80")
    direct = lake.ask("SELECT count(minutes) FROM trips WHERE minutes > 80 AND date = '2024-01-02'")
    viewed = lake.ask("SELECT count(minutes) FROM slow WHERE date = '2024-01-02'")
    assert viewed.value == direct.value
    assert viewed.scanned == direct.scanned
    assert "View already exists" in lake.refusal("CREATE VIEW slow AS SELECT 1 AS a")
    done(lake, "CREATE OR REPLACE VIEW slow AS SELECT max(minutes) AS most FROM trips")
    assert done(lake, "SELECT * FROM slow") == [["89"]]
    assert done(lake, "SHOW VIEWS") == [["slow"]]
    assert "line 1:25" in lake.refusal("CREATE VIEW x AS SELECT nope FROM trips")
    done(lake, "DROP VIEW slow")
    assert "not found" in lake.refusal("DROP VIEW slow")


def test_a_view_whose_query_gives_other_columns_than_it_says_is_stale(lake: Lake) -> None:
    glue = lake.cloud.client("glue")
    text = encoded_view("SELECT trip, minutes FROM trips", DATABASE, {"trip": "varchar"})
    glue.create_table(
        DatabaseName=DATABASE,
        TableInput={"Name": "stale", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": text},
    )
    refusal = lake.refusal("SELECT * FROM stale")
    assert "is stale or in invalid state: its columns are trip, and its query gives trip" in refusal
    done(lake, "DROP VIEW stale")


def test_partitions_are_added_moved_dropped_and_found(lake: Lake) -> None:
    lake.put(f"apart/{DATABASE}/x.parquet", trips("2024-05-01"))
    lake.put("trips/date=2024-06-01/x.parquet", trips("2024-06-01"))
    add = f"ALTER TABLE trips ADD {{}} PARTITION (date = '2024-05-01') LOCATION 's3://{BUCKET}/apart/'"
    done(lake, add.format(""))
    assert "Partition already exists" in lake.refusal(add.format(""))
    done(lake, add.format("IF NOT EXISTS"))
    may = "SELECT count(*) FROM trips WHERE date = '2024-05-01'"
    assert lake.value(may) == str(PER_DAY)
    repaired = lake.ask("MSCK REPAIR TABLE trips").rows
    assert ["Repair: Added partition to metastore trips:date=2024-06-01"] in repaired
    assert lake.value("SELECT count(*) FROM trips WHERE date = '2024-06-01'") == str(PER_DAY)
    for day in ("2024-05-01", "2024-06-01"):
        done(lake, f"ALTER TABLE trips DROP PARTITION (date = '{day}')")
    assert lake.value(may) == "0"
    assert "does not name the keys" in lake.refusal("ALTER TABLE trips ADD PARTITION (day = '1')")


def test_partition_projection_needs_no_registration(lake: Lake) -> None:
    lake.table(
        "projected",
        {"trip": "string", "minutes": "int"},
        keys={"date": "string"},
        location=f"s3://{BUCKET}/trips/",
        parameters={
            "projection.enabled": "true",
            "projection.date.type": "date",
            "projection.date.format": "yyyy-MM-dd",
            "projection.date.range": "2024-01-01,NOW",
        },
    )
    assert lake.value("SELECT count(*) FROM projected WHERE date < '2024-01-03'") == str(
        2 * PER_DAY
    )


def test_a_prepared_statement_is_kept_by_its_workgroup(lake: Lake) -> None:
    done(
        lake, "PREPARE by_carrier FROM SELECT name FROM carriers WHERE carrier = ? AND founded < ?"
    )
    assert done(lake, "EXECUTE by_carrier USING 'AA', 2000") == [["American"]]
    parameters = {"ExecutionParameters": ["'UA'", "2000"]}
    assert lake.ask("EXECUTE by_carrier", **parameters).rows == [["United"]]
    assert "expected 2 but found 1" in lake.refusal("EXECUTE by_carrier USING 'AA'")
    done(lake, "DEALLOCATE PREPARE by_carrier")
    assert "not found" in lake.refusal("EXECUTE by_carrier")


def test_tables_are_described(lake: Lake) -> None:
    assert done(lake, "SHOW TABLES 'car*'") == [["carriers"]]
    assert [DATABASE] in done(lake, "SHOW DATABASES")
    described = done(lake, "DESCRIBE trips")
    assert described[0] == ["trip                \tstring              \t                    "]
    assert ["# Partition Information\t                    \t                    "] in described
    created = "\n".join(row[0] or "" for row in done(lake, "SHOW CREATE TABLE carriers"))
    assert "'field.delim'=','" in created
    columns = done(
        lake,
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = 'carriers' ORDER BY ordinal_position",
    )
    assert columns == [["carrier"], ["name"], ["founded"]]


def test_databases_come_and_go(lake: Lake) -> None:
    done(lake, "CREATE DATABASE IF NOT EXISTS spare COMMENT 'for a moment'")
    done(lake, "CREATE TABLE spare.t AS SELECT 1 AS a")
    assert "is not empty" in lake.refusal("DROP DATABASE spare")
    done(lake, "DROP DATABASE spare CASCADE")
    assert "Database does not exist: spare" in lake.refusal("DROP DATABASE spare")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE TABLE t WITH (table_type = 'ICEBERG') AS SELECT 1 AS a", "property table_type"),
        ("CREATE EXTERNAL TABLE t (a text) LOCATION 's3://lake/t/'", "'text' in 'text' is not one"),
        ("CREATE EXTERNAL TABLE t (a int)", "needs a LOCATION"),
        ("ALTER TABLE trips RENAME TO x", "Expecting: 'ADD', 'DROP'"),
        ("MERGE INTO trips USING x ON a = b", "for Iceberg tables"),
        ("SHOW TABLES IN nowhere", "Database does not exist: nowhere"),
    ],
)
def test_what_cannot_be_is_refused_by_name(lake: Lake, statement: str, message: str) -> None:
    assert message in lake.refusal(statement)


def test_an_iceberg_table_is_refused_by_name(lake: Lake) -> None:
    lake.table("icy", {"a": "int"}, parameters={"table_type": "ICEBERG"})
    assert "does not have Iceberg tables, such as trips_curated.icy" in lake.refusal(
        "SELECT * FROM icy"
    )
