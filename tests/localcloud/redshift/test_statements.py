"""Statements to the warehouse, by the Data API."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.athena.lake import BUCKET, DAYS, PER_DAY, Lake
from tests.localcloud.athena.lake import DATABASE as LAKE_DATABASE
from tests.localcloud.redshift.warehouse import DATABASE, GROUP, NAMESPACE, Warehouse

TRIPS = """
CREATE TABLE trips (
    trip VARCHAR(64) NOT NULL ENCODE zstd,
    carrier VARCHAR(8) DISTKEY,
    minutes INTEGER,
    fare DOUBLE PRECISION,
    left_at TIMESTAMP,
    more SUPER
)
SORTKEY (left_at)
"""


@pytest.fixture
def trips(warehouse: Warehouse) -> Warehouse:
    """The warehouse with an empty table for trips."""
    warehouse.run("DROP TABLE IF EXISTS trips", TRIPS)
    return warehouse


def test_values_come_in_the_types_of_the_data_api(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "SELECT 1 AS i, 2.50 AS d, 0.5::float8 AS f, true AS b, NULL AS n, "
        "DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 01:02:03' AS t, 'a' AS s"
    )
    assert rows == [[1, "2.50", 0.5, True, None, "2024-02-29", "2024-02-29 01:02:03", "a"]]


def test_what_redshift_answers_otherwise_than_postgresql(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "SELECT avg(n), nvl(NULL, 3), datediff(month, '2024-01-31', '2024-02-01'), "
        "datediff(day, '2024-01-01 23:00', '2024-01-02 01:00'), round(1.25::float8, 1), "
        "listagg(s, '-') WITHIN GROUP (ORDER BY n DESC), decode(1, 1, 'one', 'other') "
        "FROM (SELECT 1 AS n, 'a' AS s UNION ALL SELECT 2, 'b') AS t"
    ) == [[1, 3, 1, 1, 1.3, "b-a", "one"]]


def test_a_batch_is_one_transaction(warehouse: Warehouse) -> None:
    warehouse.run("CREATE TABLE whole (a INTEGER)", "INSERT INTO whole VALUES (1)")
    said = warehouse.refusal("INSERT INTO whole VALUES (2)", "SELECT 1 / 0", "SELECT 1")
    assert said == "Query #2 failed with ERROR: division by zero"
    assert warehouse.rows("SELECT a FROM whole") == [[1]]
    described = warehouse.run("SELECT 1 AS a", "SELECT 2 AS b")
    second = described["SubStatements"][1]["Id"]
    assert second == f"{described['Id']}:2"
    found = warehouse.cloud.client("redshift-data").get_statement_result(Id=second)
    assert found["Records"] == [[{"longValue": 2}]]


def test_parameters_are_values_and_nothing_else(warehouse: Warehouse) -> None:
    sly = "x' OR 'a' = 'a"
    parameters = [{"name": "name", "value": sly}]
    query = "SELECT count(*) FROM (SELECT 'x' AS name) AS t WHERE name = :name"
    assert warehouse.rows(query, Parameters=parameters) == [[0]]
    assert "Cannot find parameter: name" in warehouse.refusal(query)


def test_copy_loads_parquet_of_the_lake(trips: Warehouse, lake: Lake) -> None:
    copy = (
        f"COPY trips FROM 's3://{BUCKET}/trips/date={DAYS[0]}/' IAM_ROLE default FORMAT AS PARQUET"
    )
    assert "SERIALIZETOJSON" in trips.refusal(copy)
    trips.run("DELETE FROM trips WHERE left_at::date = '2024-01-01'", f"{copy} SERIALIZETOJSON")
    ((count, fare, more),) = trips.rows("SELECT count(*), max(fare), min(more::text) FROM trips")
    assert (count, fare) == (PER_DAY, 124.875)
    assert json.loads(more) == {"seat": "0"}
    missing = copy.replace(DAYS[0], "1999-01-01")
    assert "does not exist" in trips.refusal(missing)
    assert "does not match that of the table (1)" in trips.refusal(
        "CREATE TEMP TABLE one (a INTEGER)",
        copy.replace("trips FROM", "one FROM") + " SERIALIZETOJSON",
    )
    assert lake.keys("trips/")


def test_copy_loads_csv(warehouse: Warehouse, lake: Lake) -> None:
    assert lake.keys("carriers/")
    warehouse.run(
        "CREATE TABLE carriers (carrier VARCHAR(8), name VARCHAR(64), founded INTEGER)",
        f"COPY carriers FROM 's3://{BUCKET}/carriers/' IAM_ROLE default CSV IGNOREHEADER 1",
    )
    assert warehouse.rows("SELECT * FROM carriers ORDER BY 1") == [
        ["AA", "American", 1926],
        ["UA", "United", 1931],
    ]
    refused = f"COPY carriers FROM 's3://{BUCKET}/carriers/' IAM_ROLE default MANIFEST"
    assert "COPY with MANIFEST" in warehouse.refusal(refused)


def test_an_external_schema_reads_the_lake(warehouse: Warehouse, lake: Lake) -> None:
    external = (
        f"CREATE EXTERNAL SCHEMA IF NOT EXISTS lake FROM DATA CATALOG DATABASE '{LAKE_DATABASE}' "
        "IAM_ROLE default"
    )
    warehouse.run(external)
    warehouse.run(external)
    rows = warehouse.rows(
        "SELECT t.date, count(*) FROM lake.trips AS t WHERE minutes < 9 GROUP BY 1 ORDER BY 1"
    )
    expected = lake.ask("SELECT date, count(*) FROM trips WHERE minutes < 9 GROUP BY 1 ORDER BY 1")
    assert [[day, str(count)] for day, count in rows] == expected.rows
    assert "does not exist" in warehouse.refusal("SELECT * FROM lake.nothing")
    assert "views of external tables" in warehouse.refusal(
        "CREATE VIEW v AS SELECT * FROM lake.trips"
    )


def test_a_statement_can_be_cancelled(warehouse: Warehouse) -> None:
    identity = warehouse.send("SELECT count(*) FROM generate_series(1, 10000000000)")
    client = warehouse.cloud.client("redshift-data")
    assert client.cancel_statement(Id=identity)["Status"] is True
    assert warehouse.end(identity)["Status"] == "ABORTED"
    with pytest.raises(ClientError, match="already in ABORTED state"):
        client.cancel_statement(Id=identity)
    with pytest.raises(ClientError, match="does not have result"):
        client.get_statement_result(Id=identity)


def test_a_token_sends_a_statement_once(warehouse: Warehouse) -> None:
    warehouse.run("CREATE TABLE once (a INTEGER)")
    first = warehouse.send("INSERT INTO once VALUES (1)", ClientToken="t" * 32)
    assert warehouse.send("INSERT INTO once VALUES (1)", ClientToken="t" * 32) == first
    warehouse.end(first)
    assert warehouse.rows("SELECT count(*) FROM once") == [[1]]


def test_results_come_in_pages_and_statements_are_listed(warehouse: Warehouse) -> None:
    rows = warehouse.rows("SELECT n FROM generate_series(1, 2500) AS t(n)", StatementName="numbers")
    assert [row[0] for row in rows] == list(range(1, 2501))
    listed = warehouse.cloud.client("redshift-data").list_statements(StatementName="numb")
    assert [each["StatementName"] for each in listed["Statements"]] == ["numbers"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("selec", 'ERROR: syntax error at or near "selec"'),
        ("SELECT * FROM nothing", 'ERROR: relation "nothing" does not exist'),
        ("SELECT 1; SELECT 2", "2 statements where there has to be one"),
        ("MERGE INTO a USING b ON 1 = 1", "the local cloud does not have MERGE"),
        ("UNLOAD ('SELECT 1') TO 's3://b/'", "the local cloud does not have UNLOAD"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "does not have materialized views"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    warehouse: Warehouse, statement: str, message: str
) -> None:
    assert message in warehouse.refusal(statement)


def test_a_workgroup_and_a_database_have_to_be_there(
    cloud: LocalCloud, warehouse: Warehouse
) -> None:
    client = cloud.client("redshift-data")
    with pytest.raises(ClientError, match="endpoint doesn't exist"):
        client.execute_statement(Sql="SELECT 1", WorkgroupName="nobody", Database=DATABASE)
    with pytest.raises(ClientError, match='database "other" does not exist'):
        warehouse.send("SELECT 1", Database="other")
    with pytest.raises(ClientError, match="endpoint doesn't exist"):
        cloud.client("redshift-data", "eu-west-1").execute_statement(
            Sql="SELECT 1", WorkgroupName=GROUP, Database=DATABASE
        )


def test_the_administrators_password_is_a_secret(cloud: LocalCloud, warehouse: Warehouse) -> None:
    assert warehouse.cloud is cloud
    namespace = cloud.client("redshift-serverless").get_namespace(namespaceName=NAMESPACE)
    arn = namespace["namespace"]["adminPasswordSecretArn"]
    secret = cloud.client("secretsmanager").get_secret_value(SecretId=arn)
    assert json.loads(secret["SecretString"])["username"] == "administrator"
    with pytest.raises(ClientError, match="has a workgroup"):
        cloud.client("redshift-serverless").delete_namespace(namespaceName=NAMESPACE)
