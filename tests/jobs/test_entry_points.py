"""The scripts run as on Glue and EMR Serverless: with S3, the catalog, their modules in a zip."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.jobs.conftest import Cloud
from tests.jobs.raw import BOOKING, DAY, event
from tests.jobs.toolchain import JOBS, SMALL, Spark, python

DATABASE = "analytics_dev_curated"
ARGUMENTS = ("--source", "s3://raw/", "--target", "s3://curated/", "--database", DATABASE)


def declare(glue: Any, name: str) -> None:
    """Makes a table as the stack does."""
    definition = json.loads((JOBS / "curation" / "schemas" / f"{name}.json").read_text())
    columns, partitions = (
        [{"Name": column, "Type": kind} for column, kind in definition[part].items()]
        for part in ("columns", "partitions")
    )
    described = {"Location": f"s3://curated/{name}/", "Columns": columns}
    table = {"Name": name, "PartitionKeys": partitions, "StorageDescriptor": described}
    glue.create_table(DatabaseName=DATABASE, TableInput=table)


@pytest.fixture(scope="module")
def lake(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """A lake in S3 with a day of events, one of them broken, and its catalog."""
    s3, glue = cloud.client("s3"), cloud.client("glue")
    for bucket in ("raw", "curated"):
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": DATABASE})
    for table in ("business_events", "quarantine"):
        declare(glue, table)
    file = tmp_path_factory.mktemp("raw") / "a.parquet"
    pq.write_table(pa.Table.from_pylist([event(BOOKING), event("{", id="2")]), file)
    key = f"events/event=BookingConfirmed/date={DAY}/a.parquet"
    s3.upload_file(str(file), "raw", key)
    return cloud


def partitions(glue: Any, table: str) -> dict[tuple[str, ...], str]:
    found = glue.get_partitions(DatabaseName=DATABASE, TableName=table)["Partitions"]
    return {tuple(one["Values"]): one["StorageDescriptor"]["Location"] for one in found}


def test_a_day_is_written_to_s3_and_its_partitions_are_known(lake: Cloud, spark: Spark) -> None:
    day = ("--date", DAY)
    first = spark.run("curate_events", *ARGUMENTS, *day)
    assert first.code == 0, first.stderr
    again = spark.run("curate_events", *ARGUMENTS, *day)
    assert again.report == first.report
    s3, glue = lake.client("s3"), lake.client("glue")
    found = s3.list_objects_v2(Bucket="curated")["Contents"]
    files = [one["Key"] for one in found if one["Key"].endswith(".parquet")]
    assert sorted(file.rpartition("/")[0] for file in files) == [
        f"business_events/date={DAY}",
        f"quarantine/table_name=business_events/part={DAY}",
    ]
    assert partitions(glue, "business_events") == {
        (DAY,): f"s3://curated/business_events/date={DAY}/"
    }
    assert partitions(glue, "quarantine") == {
        ("business_events", DAY): (
            f"s3://curated/quarantine/table_name=business_events/part={DAY}/"
        )
    }


def test_a_partition_that_has_no_more_rows_is_forgotten(
    lake: Cloud, spark: Spark, tmp_path: Path
) -> None:
    other = "2026-10-01"
    key = f"events/event=BookingConfirmed/date={other}/a.parquet"
    s3, glue = lake.client("s3"), lake.client("glue")
    for number, detail in enumerate(({"eventId": "old"}, "{")):
        file = tmp_path / f"{number}.parquet"
        row = event(detail, time=f"{other}T10:00:00Z")
        pq.write_table(pa.Table.from_pylist([row]), file)
        s3.upload_file(str(file), "raw", key)
        assert spark.run("curate_events", *ARGUMENTS, "--date", other).code == 0
        assert ((other,) in partitions(glue, "business_events")) == (number == 0)
    assert ("business_events", other) in partitions(glue, "quarantine")


def packed(folder: Path) -> Path:
    """The modules as the stack packs them."""
    path = folder / "curation.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (JOBS / "curation").rglob("*"):
            if file.suffix in {".py", ".json"}:
                archive.write(file, file.relative_to(JOBS))
    return path


def test_a_script_runs_by_itself_with_its_modules_in_a_zip_file(
    lake: Cloud, tmp_path: Path
) -> None:
    script = tmp_path / "elsewhere" / "curate_events.py"
    script.parent.mkdir()
    script.write_text((JOBS / "curate_events.py").read_text())
    small = [part for name, value in SMALL.items() for part in ("--conf", f"{name}={value}")]
    modules = ("--py-files", packed(tmp_path))
    submit = [python().with_name("spark-submit"), *small, *modules, script]
    glues = (
        "--JOB_NAME",
        "curate",
        "--enable-metrics",
        "true",
        "--rules",
        "Rules = [RowCount > 9]",
    )
    done = subprocess.run(
        [str(part) for part in (*submit, *ARGUMENTS, *glues, "--date", DAY)],
        env={**os.environ, **lake.variables, "PATH": f"{python().parent}:{os.environ['PATH']}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    # spark-submit gives all that Python writes to its own stdout.
    lines = done.stdout.splitlines()
    assert lines[-1] == (
        "curate_events failed: nothing was written, for the data break RowCount > 9 (it is 1)"
    )
    assert not any(line.startswith("Traceback") for line in lines)
    (report,) = (json.loads(line) for line in lines if line.startswith("{"))
    assert report["curated"] == 1


def test_the_scripts_need_no_newer_python_than_the_oldest_release_has() -> None:
    oldest = (3, 11)  # emr-spark-8.1.0; Glue 6.0 has 3.13
    for file in JOBS.rglob("*.py"):
        ast.parse(file.read_text(), str(file), feature_version=oldest)
