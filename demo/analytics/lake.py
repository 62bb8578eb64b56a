"""Brings events and files into the lake, and has the deployed jobs make tables of them."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demo.stack_outputs import outputs
from localcloud.cli.running import RunningCloud

STACK = "Analytics"
SPARK_PYTHON = Path(__file__).parents[2] / ".venv/spark/bin/python"
LIMIT_SECONDS = 600
POLL_SECONDS = 0.5
BUFFER_SECONDS = 61
"""Longer than Firehose may gather events before it writes them."""

_DAY_OF_EVENTS = re.compile(r"events/event=[^/]+/date=(\d{4}-\d\d-\d\d)/")


class NoAnswerError(Exception):
    """The lake of the demonstration did not come to an answer."""


def fill(cloud: RunningCloud, client: Callable[[str], Any]) -> None:
    """Gathers what the bots published, loads the flights, has Spark make tables of both.

    Args:
        cloud: The local cloud, whose clock is moved where Firehose gathers.
        client: Makes a boto3 client of a service.

    Raises:
        NoAnswerError: There are no events, or a job failed.
    """
    deployed = outputs(client("cloudformation"), STACK)
    files = _upload(client("s3"), deployed["RawBucket"])
    print(f"   {files} files of flights, weather, airports and aircraft are in the raw layer")

    cloud.ask("settle", {"timeout": 60})
    cloud.ask("clock", {"seconds": BUFFER_SECONDS})
    cloud.ask("settle", {"timeout": 60})
    days = _until(
        lambda: _days_of_events(client("s3"), deployed["RawBucket"]), "events in the lake"
    )
    print(f"   The bots' events came through Kinesis and Firehose, as Parquet: {', '.join(days)}")

    print("\n   The day's work: a crawler, and Spark on the events", flush=True)
    _work(client("stepfunctions"), deployed["WorkflowArn"], days[-1])
    print("\n   The flights of a year: Spark on all months", flush=True)
    _curate_flights(client("glue"), deployed["FlightsJob"])


def _upload(s3: Any, bucket: str) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = [SPARK_PYTHON, Path(__file__).with_name("data.py"), folder]
        subprocess.run(data, check=True, capture_output=True)
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for path in paths:
            s3.upload_file(str(path), bucket, path.relative_to(folder).as_posix())
    return len(paths)


def _days_of_events(s3: Any, bucket: str) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="events/")
    keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
    return sorted({found[1] for key in keys if (found := _DAY_OF_EVENTS.match(key))})


def _work(states: Any, workflow: str, day: str) -> None:
    """Runs a day's work and prints each step once it is over."""
    _until(lambda: not _running(states, workflow), "the end of the run that the schedule began")
    started = time.monotonic()
    execution = states.start_execution(stateMachineArn=workflow, input=f'{{"date": "{day}"}}')[
        "executionArn"
    ]

    def over() -> dict[str, Any] | None:
        described: dict[str, Any] = states.describe_execution(executionArn=execution)
        return None if described["status"] == "RUNNING" else described

    ended = _until(over, "the day's work")
    for name, seconds in _steps(states, execution):
        print(f"     {name:32} {seconds:6.1f} s", flush=True)
    if ended["status"] != "SUCCEEDED":
        raise NoAnswerError(
            f"The day's work ended as {ended['status']}: "
            f"{ended.get('error', '')} {ended.get('cause', '')}"
        )
    print(f"   It took {time.monotonic() - started:.0f} s")


def _running(states: Any, workflow: str) -> list[Any]:
    running: list[Any] = states.list_executions(stateMachineArn=workflow, statusFilter="RUNNING")[
        "executions"
    ]
    return running


def _steps(states: Any, execution: str) -> Iterator[tuple[str, float]]:
    """The tasks of an execution that took a second or more, and how long each took."""
    entered: dict[str, Any] = {}
    pages = states.get_paginator("get_execution_history").paginate(executionArn=execution)
    for event in (event for page in pages for event in page["events"]):
        if event["type"] == "TaskStateEntered":
            entered[event["stateEnteredEventDetails"]["name"]] = event["timestamp"]
        elif event["type"] == "TaskStateExited":
            name = event["stateExitedEventDetails"]["name"]
            seconds = (event["timestamp"] - entered[name]).total_seconds()
            if seconds >= 1:
                yield name, seconds


def _curate_flights(glue: Any, job: str) -> None:
    run = glue.start_job_run(JobName=job)["JobRunId"]

    def over() -> dict[str, Any] | None:
        described: dict[str, Any] = glue.get_job_run(JobName=job, RunId=run)["JobRun"]
        going = described["JobRunState"] in ("STARTING", "RUNNING", "STOPPING", "WAITING")
        return None if going else described

    ended = _until(over, "the flights' job")
    if ended["JobRunState"] != "SUCCEEDED":
        raise NoAnswerError(
            f"The flights' job ended as {ended['JobRunState']}: {ended.get('ErrorMessage', '')}"
        )
    print(f"   It took {ended['ExecutionTime']} s")


def _until(look: Callable[[], Any], wanted: str) -> Any:
    """What ``look`` gives, once it gives something.

    Raises:
        NoAnswerError: It takes too long.
    """
    started = time.monotonic()
    while not (found := look()):
        if time.monotonic() - started > LIMIT_SECONDS:
            raise NoAnswerError(f"After {LIMIT_SECONDS} s there is still no sign of {wanted}")
        time.sleep(POLL_SECONDS)
    return found
