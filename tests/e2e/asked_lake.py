"""The deployed lake, filled and asked through boto3, on the local cloud as on AWS."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from botocore.waiter import SingleWaiterConfig, Waiter
from pyarrow import parquet

from localcloud.cli.environment import client_variables
from tests.e2e.conftest import Target
from tests.e2e.told_bookings import Told

BUFFER_SECONDS = 61
"""Longer than Firehose may gather events before it writes them."""
FAILED = "errors/events/"
ENTRIES = 10
"""What PutEvents takes at a time."""

_TABLE_INPUT = ("Name", "Description", "StorageDescriptor", "PartitionKeys", "TableType")

Row = dict[str, str | None]


class Lake:
    """The deployed Analytics stack."""

    def __init__(self, target: Target) -> None:
        self.client = target.client
        self.outputs = target.outputs
        self._cloud = target.cloud

    @property
    def variables(self) -> dict[str, str]:
        """What a program's environment needs to have to ask this lake."""
        return client_variables(self._cloud.endpoint) if self._cloud else {}

    def tell(self, told: Iterable[Told]) -> None:
        """Puts events on the default bus."""
        events, entries = self.client("events"), [one.entry for one in told]
        for start in range(0, len(entries), ENTRIES):
            answer = events.put_events(Entries=entries[start : start + ENTRIES])
            assert answer["FailedEntryCount"] == 0, answer

    def put(self, records: Iterable[bytes]) -> None:
        """Puts records on the stream itself."""
        for number, record in enumerate(records):
            self.client("kinesis").put_record(
                StreamName=self.outputs["StreamName"], Data=record, PartitionKey=str(number)
            )

    def deliver(self, number: int) -> None:
        """Waits until Firehose has written so many records, wherever it did."""
        if self._cloud:
            self._cloud.ask("settle", {"timeout": 60})
            self._cloud.ask("clock", {"seconds": BUFFER_SECONDS})
            self._cloud.ask("settle", {"timeout": 60})
        self._until(lambda: self.raw_rows() + len(self.failed()) >= number)

    def raw_rows(self) -> int:
        """How many rows there are in the raw layer."""
        files = (io.BytesIO(self.content(key)) for key in self.objects("events/"))
        return sum(parquet.read_metadata(file).num_rows for file in files)

    def failed(self) -> list[bytes]:
        """The records that Firehose could not use."""
        lines = [line for key in self.objects(FAILED) for line in self.content(key).splitlines()]
        return [base64.b64decode(json.loads(line)["rawData"]) for line in lines]

    def objects(self, prefix: str, *, bucket: str = "RawBucket") -> list[str]:
        """The keys of a bucket that begin with a prefix."""
        pages = (
            self.client("s3")
            .get_paginator("list_objects_v2")
            .paginate(Bucket=self.outputs[bucket], Prefix=prefix)
        )
        return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def content(self, key: str) -> bytes:
        """What a file of the raw layer holds."""
        bucket = self.outputs["RawBucket"]
        body: bytes = self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def bring(self, key: str, body: bytes) -> None:
        """Puts a file into the raw layer."""
        self.client("s3").put_object(Bucket=self.outputs["RawBucket"], Key=key, Body=body)

    def replay(self, **wish: str) -> dict[str, Any]:
        """Has failed records put back on the stream."""
        answer = self.client("lambda").invoke(
            FunctionName=self.outputs["ReplayFunction"], Payload=json.dumps(wish)
        )
        said: dict[str, Any] = json.loads(answer["Payload"].read())
        return said

    @contextmanager
    def wrong_table(self, column: str, kind: str) -> Iterator[None]:
        """Has a column of the raw events be of a type that it is not, for a while."""
        glue, database = self.client("glue"), self.outputs["RawDatabase"]
        found = glue.get_table(DatabaseName=database, Name="events")["Table"]
        right = {name: found[name] for name in _TABLE_INPUT if name in found}
        right["Parameters"] = found["Parameters"]
        wrong = json.loads(json.dumps(right))
        for one in wrong["StorageDescriptor"]["Columns"]:
            if one["Name"] == column:
                one["Type"] = kind
        assert wrong != right
        glue.update_table(DatabaseName=database, TableInput=wrong)
        try:
            yield
        finally:
            glue.update_table(DatabaseName=database, TableInput=right)

    def begin(self, wish: Mapping[str, str]) -> str:
        """Starts a run of the daily workflow, and lets it take its turn if none has it."""
        execution = self.client("stepfunctions").start_execution(
            stateMachineArn=self.outputs["WorkflowArn"], input=json.dumps(wish)
        )["executionArn"]
        self._until(lambda: "IsBusy" in self.states(execution))
        return str(execution)

    def end(self, execution: str) -> dict[str, Any]:
        """A run, once it is over."""
        states = self.client("stepfunctions")
        described: dict[str, Any] = {}

        def over() -> bool:
            described.update(states.describe_execution(executionArn=execution))
            return bool(described["status"] != "RUNNING")

        self._until(over)
        return described

    def work(self, day: date) -> dict[str, Any]:
        """Does a day's work."""
        self.be_idle()
        return self.end(self.begin({"date": day.isoformat()}))

    def be_idle(self) -> None:
        """Waits for the end of the runs that there are: the schedule begins some."""
        running = self.client("stepfunctions").list_executions(
            stateMachineArn=self.outputs["WorkflowArn"], statusFilter="RUNNING"
        )["executions"]
        for one in running:
            self.end(one["executionArn"])

    def states(self, execution: str) -> list[str]:
        """The states that a run entered, in order."""
        pages = (
            self.client("stepfunctions")
            .get_paginator("get_execution_history")
            .paginate(executionArn=execution)
        )
        events = [event for page in pages for event in page["events"]]
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in events
            if "stateEnteredEventDetails" in event
        ]

    def run_job(self, **arguments: str) -> dict[str, Any]:
        """Runs the job of the flights to its end."""
        glue, job = self.client("glue"), self.outputs["FlightsJob"]
        given = {f"--{name}": value for name, value in arguments.items()}
        run = glue.start_job_run(JobName=job, Arguments=given)["JobRunId"]
        described: dict[str, Any] = {}

        def over() -> bool:
            described.update(glue.get_job_run(JobName=job, RunId=run)["JobRun"])
            return described["JobRunState"] not in ("STARTING", "RUNNING", "STOPPING", "WAITING")

        self._until(over)
        return described

    def ask(self, sql: str) -> list[Row]:
        """Asks the curated tables."""
        athena = self.client("athena")
        query = athena.start_query_execution(
            QueryString=sql,
            WorkGroup=self.outputs["QueryWorkgroup"],
            QueryExecutionContext={"Database": self.outputs["CuratedDatabase"]},
        )["QueryExecutionId"]
        status: dict[str, Any] = {}

        def over() -> bool:
            ran = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            status.update(ran["Status"])
            return status["State"] not in ("QUEUED", "RUNNING")

        self._until(over, often=True)
        assert status["State"] == "SUCCEEDED", status
        pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query)
        header, *rows = [
            [cell.get("VarCharValue") for cell in row["Data"]]
            for page in pages
            for row in page["ResultSet"]["Rows"]
        ]
        return [dict(zip(header, row, strict=True)) for row in rows]

    def saved(self, name: str) -> str:
        """The text of a saved query."""
        athena = self.client("athena")
        pages = athena.get_paginator("list_named_queries").paginate(
            WorkGroup=self.outputs["QueryWorkgroup"]
        )
        ids = [one for page in pages for one in page["NamedQueryIds"]]
        queries = (athena.get_named_query(NamedQueryId=one)["NamedQuery"] for one in ids)
        return next(str(one["QueryString"]) for one in queries if one["Name"] == name)

    def _until(self, look: Callable[[], bool], *, often: bool = False) -> None:
        there = {"matcher": "path", "argument": "there", "expected": True, "state": "success"}
        config: Any = SingleWaiterConfig(  # botocore's stubs take it for a mapping
            {
                "operation": "Look",
                "delay": 0.1 if often or self._cloud else 10,
                "maxAttempts": 6000 if often or self._cloud else 120,
                "acceptors": [there],
            }
        )
        Waiter("Look", config, lambda: {"there": look()}).wait()
