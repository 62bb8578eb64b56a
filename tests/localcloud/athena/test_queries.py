"""Queries over the lake: what they answer, what they read, where it is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.athena.lake import BUCKET, DATABASE, DAYS, GROUP, PER_DAY, Lake, trips


def test_the_first_row_names_the_columns_and_each_has_its_type(lake: Lake) -> None:
    answer = lake.ask(
        "SELECT date, count(*) AS trips, max(fare), min(left_at) FROM trips GROUP BY 1 ORDER BY 1"
    )
    assert answer.header == ["date", "trips", "_col2", "_col3"]
    assert answer.rows[0] == ["2024-01-01", "1000", "124.875", "2024-01-01 00:00:00.000"]
    told = answer.results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert [each["Type"] for each in told] == ["varchar", "bigint", "double", "timestamp"]
    assert answer.execution["StatementType"] == "DML"


def test_the_result_is_written_as_csv_with_its_metadata_where_the_workgroup_says(
    lake: Lake,
) -> None:
    answer = lake.ask("SELECT name, founded, NULL AS nothing FROM carriers ORDER BY 1")
    url = answer.execution["ResultConfiguration"]["OutputLocation"]
    identity = answer.execution["QueryExecutionId"]
    assert url == f"s3://{BUCKET}/results/{identity}.csv"
    key = url.removeprefix(f"s3://{BUCKET}/")
    expected = b'"name","founded","nothing"\n"American","1926",\n"United","1931",\n'
    assert lake.object(key) == expected
    assert lake.object(f"{key}.metadata")
    head = lake.cloud.client("s3").head_object(Bucket=BUCKET, Key=key)
    assert head["ServerSideEncryption"] == "AES256"


def test_only_the_columns_and_partitions_that_a_query_names_are_read(lake: Lake) -> None:
    everything = lake.ask("SELECT * FROM trips").scanned
    one_column = lake.ask("SELECT sum(minutes) FROM trips").scanned
    one_day = lake.ask("SELECT sum(minutes) FROM trips WHERE date = '2024-01-02'").scanned
    no_day = lake.ask("SELECT sum(minutes) FROM trips WHERE date > '2025'").scanned
    assert everything > 3 * one_column
    assert one_column == 3 * one_day
    assert no_day == 0


def test_a_text_table_is_read_as_a_whole(lake: Lake) -> None:
    body = lake.object("carriers/carriers.csv")
    assert lake.ask("SELECT max(founded) FROM carriers").scanned == len(body)


def test_a_partition_that_is_not_registered_is_not_read(lake: Lake) -> None:
    lake.put("trips/date=2024-02-01/part-0.parquet", trips("2024-02-01"))
    assert lake.value("SELECT count(*) FROM trips WHERE date = '2024-02-01'") == "0"
    assert lake.value("SELECT count(*) FROM trips") == str(3 * PER_DAY)


def test_a_join_of_parquet_with_csv(lake: Lake) -> None:
    answer = lake.ask(
        """
        SELECT c.name, count(*) AS trips, round(avg(t.minutes), 1) AS minutes
        FROM trips t JOIN carriers c ON t.carrier = c.carrier
        WHERE t.date BETWEEN '2024-01-01' AND '2024-01-02'
        GROUP BY c.name ORDER BY c.name
        """
    )
    minutes = [
        minute
        for day in DAYS[:2]
        for carrier, minute in zip(*trips(day).select(["carrier", "minutes"]).columns, strict=True)
        if carrier.as_py() == "AA"
    ]
    average = round(sum(each.as_py() for each in minutes) / len(minutes), 1)
    assert answer.rows[0] == ["American", str(len(minutes)), str(average)]
    assert [row[0] for row in answer.rows] == ["American", "United"]


def test_results_come_in_pages(lake: Lake) -> None:
    identity = lake.start("SELECT trip FROM trips ORDER BY trip")
    lake.end(identity)
    client = lake.cloud.client("athena")
    first = client.get_query_results(QueryExecutionId=identity, MaxResults=10)
    second = client.get_query_results(
        QueryExecutionId=identity, MaxResults=10, NextToken=first["NextToken"]
    )
    rows = first["ResultSet"]["Rows"] + second["ResultSet"]["Rows"]
    assert rows[0]["Data"] == [{"VarCharValue": "trip"}]
    assert len({row["Data"][0]["VarCharValue"] for row in rows}) == 20
    with pytest.raises(ClientError, match="Invalid token"):
        client.get_query_results(QueryExecutionId=identity, NextToken="elsewhere")


def test_two_queries_at_once_do_not_meet(lake: Lake) -> None:
    days, query = [*DAYS] * 4, "SELECT max(trip) FROM trips WHERE date = ?"

    def latest(day: str) -> str | None:
        return lake.value(query, ExecutionParameters=[f"'{day}'"])

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(latest, days))
    assert found == [f"{day}/999" for day in days]


def test_a_query_that_would_read_more_than_its_workgroup_allows_is_cancelled(
    cloud: LocalCloud, lake: Lake
) -> None:
    cloud.client("athena").create_work_group(
        Name="careful",
        Configuration={
            "ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/results/"},
            "BytesScannedCutoffPerQuery": 10_000_000,
        },
    )
    assert lake.ask("SELECT * FROM trips", WorkGroup="careful").state == "SUCCEEDED"
    lake.table("heavy", {"a": "string"}, format="TEXTFILE")
    lake.put("heavy/a.txt", b"x" * 6_000_000 + b"\n")
    lake.put("heavy/b.txt", b"x" * 6_000_000 + b"\n")
    answer = lake.ask("SELECT max(length(a)) FROM heavy", WorkGroup="careful")
    assert (answer.state, answer.reason) == ("CANCELLED", "Bytes scanned limit was exceeded")


def test_a_query_can_be_stopped_while_it_runs(lake: Lake) -> None:
    identity = lake.start(
        "SELECT count(*) FROM trips a CROSS JOIN trips b CROSS JOIN trips c "
        "WHERE a.fare + b.fare > c.fare"
    )
    lake.cloud.client("athena").stop_query_execution(QueryExecutionId=identity)
    assert lake.end(identity)["Status"]["State"] == "CANCELLED"
    with pytest.raises(ClientError, match="Final query state: CANCELLED"):
        lake.cloud.client("athena").get_query_results(QueryExecutionId=identity)


def test_parameters_stand_for_values_and_for_nothing_else(lake: Lake) -> None:
    query = "SELECT count(*) FROM trips WHERE carrier = ? AND minutes < ?"
    assert lake.value(query, ExecutionParameters=["'AA'", "3"]) == "36"
    assert "expected 2 but found 1" in lake.refusal(query, ExecutionParameters=["'AA'"])
    sly = "'AA' OR true"
    assert "is no value" in lake.refusal(query, ExecutionParameters=[sly, "3"])


def test_a_token_starts_a_query_once(lake: Lake) -> None:
    token = "t" * 32
    first = lake.start("SELECT 1", ClientRequestToken=token)
    assert lake.start("SELECT 1", ClientRequestToken=token) == first
    with pytest.raises(ClientError, match="Idempotent parameters do not match"):
        lake.start("SELECT 2", ClientRequestToken=token)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT\n  nope FROM trips",
            "COLUMN_NOT_FOUND: line 2:3: Column 'nope' cannot be resolved",
        ),
        (
            "SELECT 1 FROM nope",
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.trips_curated.nope' does not exist",
        ),
        ("SELECT 1 FROM no.trips", "SCHEMA_NOT_FOUND: line 1:15: Schema 'no' does not exist"),
        ("SELECT nvl(1, 2)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nvl' not registered"),
        ("SELECT ngrams(a, 2) FROM trips", "NOT_SUPPORTED: line 1:8: The local cloud does not"),
        ("SELECT a b c", "line 1:12: mismatched input 'c'"),
        ("SELECT 1; SELECT 2", "Only one sql statement is allowed"),
        ("SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero"),
        (
            "SELECT 1 FROM trips WHERE date = 20240101",
            "TYPE_MISMATCH: line 1:27: Cannot apply operator: varchar = integer",
        ),
        (
            "SELECT upper(carrier) AS c FROM trips GROUP BY c",
            "COLUMN_NOT_FOUND: line 1:48: Column 'c' cannot be resolved",
        ),
        ("SELECT carrier, count(*) FROM trips", "EXPRESSION_NOT_AGGREGATE"),
        ("DELETE FROM trips", "NOT_SUPPORTED: The local cloud does not have DELETE"),
        ("SELECT * FROM read_csv('/etc/passwd')", "FUNCTION_NOT_FOUND"),
        ("SELECT * FROM '/etc/passwd'", "does not exist"),
        ('SELECT * FROM "x"" AS y; DROP TABLE trips; --"', "TABLE_NOT_FOUND"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(lake: Lake, query: str, message: str) -> None:
    assert message in lake.refusal(query)


def test_a_query_needs_a_database_a_workgroup_and_a_place_for_its_result(lake: Lake) -> None:
    assert "MISSING_SCHEMA_NAME" in lake.refusal("SELECT 1 FROM trips", QueryExecutionContext={})
    with pytest.raises(ClientError, match="WorkGroup nobody is not found"):
        lake.start("SELECT 1", WorkGroup="nobody")
    with pytest.raises(ClientError, match="No output location provided"):
        lake.start("SELECT 1", WorkGroup="primary")
    request = {"ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/mine/"}}
    answer = lake.ask("SELECT 1", WorkGroup="primary", **request)
    assert answer.execution["ResultConfiguration"]["OutputLocation"].startswith("s3://lake/mine/")
    enforced = lake.ask("SELECT 1", WorkGroup=GROUP, **request)
    assert "/results/" in enforced.execution["ResultConfiguration"]["OutputLocation"]


def test_another_region_has_another_catalog_and_other_queries(
    cloud: LocalCloud, lake: Lake
) -> None:
    elsewhere = cloud.client("athena", "eu-west-1")
    identity = lake.start("SELECT 1")
    with pytest.raises(ClientError, match="was not found"):
        elsewhere.get_query_execution(QueryExecutionId=identity)
    with pytest.raises(ClientError, match="WorkGroup analysts is not found"):
        elsewhere.start_query_execution(QueryString="SELECT 1", WorkGroup=GROUP)
    assert elsewhere.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"] == []
    found = cloud.client("athena").list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]
    assert DATABASE in [each["Name"] for each in found]


def test_cloudwatch_is_told_what_was_read(cloud: LocalCloud, lake: Lake) -> None:
    scanned = lake.ask("SELECT max(founded) FROM carriers").scanned
    metrics = cloud.client("cloudwatch").get_metric_data(
        StartTime=cloud.clock.now().replace(hour=0, minute=0, second=0, microsecond=0),
        EndTime=cloud.clock.now(),
        MetricDataQueries=[
            {
                "Id": "bytes",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/Athena",
                        "MetricName": "ProcessedBytes",
                        "Dimensions": [{"Name": "WorkGroup", "Value": GROUP}],
                    },
                    "Period": 86400,
                    "Stat": "Sum",
                },
            }
        ],
    )
    assert sum(metrics["MetricDataResults"][0]["Values"]) >= scanned > 0
