"""A small lake, and somebody who asks about it."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from localcloud.cloud import LocalCloud
from localcloud.lake.writing import FORMATS

BUCKET, DATABASE, GROUP = "lake", "trips_curated", "analysts"
DAYS = ("2024-01-01", "2024-01-02", "2024-01-03")
PER_DAY = 1000
PATIENCE = 60.0
PAUSE = threading.Event()
"""Never set: gives way between two looks at a query."""

Row = list[str | None]


@dataclass(frozen=True)
class Answer:
    """What came of a query."""

    execution: dict[str, Any]
    header: Row
    rows: list[Row]
    results: dict[str, Any]

    @property
    def state(self) -> str:
        """The state it ended in."""
        return str(self.execution["Status"]["State"])

    @property
    def reason(self) -> str:
        """Why it ended so."""
        return str(self.execution["Status"].get("StateChangeReason", ""))

    @property
    def scanned(self) -> int:
        """The bytes that it read."""
        return int(self.execution["Statistics"]["DataScannedInBytes"])

    @property
    def value(self) -> str | None:
        """The one value of the one row."""
        ((value,),) = self.rows
        return value


@dataclass(frozen=True)
class Lake:
    """The lake of one cloud."""

    cloud: LocalCloud

    def start(self, query: str, **request: Any) -> str:
        """Starts a query, and returns its id."""
        asked = {
            "WorkGroup": GROUP,
            "QueryExecutionContext": {"Database": DATABASE},
            **request,
        }
        started = self.cloud.client("athena").start_query_execution(QueryString=query, **asked)
        return str(started["QueryExecutionId"])

    def end(self, identity: str) -> dict[str, Any]:
        """A query once it is over."""
        client, deadline = self.cloud.client("athena"), time.monotonic() + PATIENCE
        while True:
            execution: dict[str, Any] = client.get_query_execution(QueryExecutionId=identity)[
                "QueryExecution"
            ]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return execution
            assert time.monotonic() < deadline, execution
            PAUSE.wait(0.01)

    def ask(self, query: str, **request: Any) -> Answer:
        """Runs a query to its end."""
        identity = self.start(query, **request)
        execution = self.end(identity)
        if execution["Status"]["State"] != "SUCCEEDED":
            return Answer(execution, [], [], {})
        pages = self.cloud.client("athena").get_paginator("get_query_results")
        results = pages.paginate(QueryExecutionId=identity).build_full_result()
        rows = [
            [cell.get("VarCharValue") for cell in row["Data"]]
            for row in results["ResultSet"]["Rows"]
        ]
        named = execution["StatementType"] == "DML" and execution["SubstatementType"] == "SELECT"
        header = rows.pop(0) if named else []
        return Answer(execution, header, rows, results)

    def value(self, query: str, **request: Any) -> str | None:
        """The one value that a query answers."""
        answer = self.ask(query, **request)
        assert answer.state == "SUCCEEDED", answer.reason
        return answer.value

    def refusal(self, query: str, **request: Any) -> str:
        """Why a query fails."""
        answer = self.ask(query, **request)
        assert answer.state == "FAILED", answer.rows
        return answer.reason

    def put(self, key: str, body: bytes | pa.Table) -> int:
        """Puts an object, and returns its size."""
        if isinstance(body, pa.Table):
            sink = io.BytesIO()
            pq.write_table(body, sink)
            body = sink.getvalue()
        self.cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
        return len(body)

    def object(self, key: str) -> bytes:
        """An object's bytes."""
        found = self.cloud.client("s3").get_object(Bucket=BUCKET, Key=key)
        return bytes(found["Body"].read())

    def keys(self, prefix: str) -> list[str]:
        """The keys below a prefix."""
        listed = self.cloud.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [each["Key"] for each in listed.get("Contents", ())]

    def table(
        self,
        name: str,
        columns: dict[str, str],
        *,
        format: str = "PARQUET",  # noqa: A002 - what Athena calls it
        serde: str = "",
        keys: dict[str, str] | None = None,
        location: str = "",
        serde_parameters: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
    ) -> None:
        """Declares a table."""
        library, reads, writes = FORMATS[format]
        self.cloud.client("glue").create_table(
            DatabaseName=DATABASE,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": parameters or {},
                "PartitionKeys": _columns(keys or {}),
                "StorageDescriptor": {
                    "Columns": _columns(columns),
                    "Location": location or f"s3://{BUCKET}/{name}/",
                    "InputFormat": reads,
                    "OutputFormat": writes,
                    "SerdeInfo": {
                        "SerializationLibrary": serde or library,
                        "Parameters": serde_parameters or {},
                    },
                },
            },
        )

    def partition(self, table: str, *values: str, location: str = "") -> None:
        """Registers a partition."""
        descriptor = {"Location": location} if location else {}
        self.cloud.client("glue").create_partition(
            DatabaseName=DATABASE,
            TableName=table,
            PartitionInput={"Values": list(values), "StorageDescriptor": descriptor},
        )


def _columns(named: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name, kind in named.items()]


def trips(day: str) -> pa.Table:
    """A day's trips."""
    begin = datetime.fromisoformat(day)
    numbers = range(PER_DAY)
    return pa.table(
        {
            "trip": [f"{day}/{number}" for number in numbers],
            "carrier": [("AA", "UA", "DL")[number % 3] for number in numbers],
            "minutes": pa.array([number % 90 for number in numbers], pa.int32()),
            "fare": pa.array([number / 8 for number in numbers], pa.float64()),
            "left_at": pa.array(
                [begin + timedelta(minutes=number) for number in numbers],
                pa.timestamp("us", tz="UTC"),
            ),
            "more": pa.array(
                [[("seat", str(number))] for number in numbers], pa.map_(pa.string(), pa.string())
            ),
        }
    )


def filled(cloud: LocalCloud) -> Lake:
    """The lake with its bucket, workgroup, database and tables."""
    lake = Lake(cloud)
    cloud.client("s3").create_bucket(Bucket=BUCKET)
    cloud.client("glue").create_database(DatabaseInput={"Name": DATABASE})
    cloud.client("athena").create_work_group(
        Name=GROUP,
        Configuration={
            "ResultConfiguration": {
                "OutputLocation": f"s3://{BUCKET}/results/",
                "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"},
            }
        },
    )
    lake.table(
        "trips",
        {
            "trip": "string",
            "carrier": "string",
            "minutes": "int",
            "fare": "double",
            "left_at": "timestamp",
            "more": "map<string,string>",
        },
        keys={"date": "string"},
    )
    for day in DAYS:
        lake.put(f"trips/date={day}/part-0.parquet", trips(day))
        lake.partition("trips", day)
    lake.table(
        "carriers",
        {"carrier": "string", "name": "string", "founded": "int"},
        format="TEXTFILE",
        serde_parameters={"field.delim": ","},
        parameters={"skip.header.line.count": "1"},
    )
    lake.put("carriers/carriers.csv", b"carrier,name,founded\nAA,American,1926\nUA,United,1931\n")
    return lake
