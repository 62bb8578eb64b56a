"""Trains a model of hotel prices through the deployed pipeline; asks its endpoint for prices."""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from demo.stack_outputs import outputs
from localcloud.cli.running import RunningCloud

STACK = "MachineLearning"
MODELS_PYTHON = Path(__file__).parents[2] / ".venv/ml/bin/python"
TARGET = "avg_price_per_room"
LIMIT_SECONDS = 900
POLL_SECONDS = 0.5
WAIT_SECONDS = 30
"""How far the clock is moved when the pipeline waits: for more files, or for its endpoint."""


class PipelineFailedError(Exception):
    """The pipeline of the demonstration did not deploy a model."""


def train_and_ask(cloud: RunningCloud, client: Callable[[str], Any]) -> None:
    """Uploads the bookings, follows the run that they start, asks for prices.

    Args:
        cloud: The local cloud, whose clock is moved where the pipeline waits for time to pass.
        client: Makes a boto3 client of a service.

    Raises:
        PipelineFailedError: No model was deployed.
    """
    deployed = outputs(client("cloudformation"), STACK)
    states, pipeline = client("stepfunctions"), deployed["PipelineArn"]
    before = _runs(states, pipeline)
    with tempfile.TemporaryDirectory() as folder:
        bookings = Path(folder) / "hotel_rates.csv"
        write = [MODELS_PYTHON, Path(__file__).with_name("data.py"), bookings]
        subprocess.run(write, check=True, capture_output=True)
        with bookings.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        client("s3").upload_file(str(bookings), deployed["DataBucket"], "raw/hotel_rates.csv")
    print(f"   {len(rows)} bookings are in s3://{deployed['DataBucket']}/raw/")
    _follow(cloud, states, _started(states, pipeline, before))
    _ask(client("sagemaker-runtime"), deployed["EndpointName"], rows)


def _runs(states: Any, pipeline: str) -> set[str]:
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=pipeline)
    return {run["executionArn"] for page in pages for run in page["executions"]}


def _started(states: Any, pipeline: str, before: set[str]) -> str:
    """The run that the bookings have started."""
    limit = time.monotonic() + LIMIT_SECONDS
    while not (new := _runs(states, pipeline) - before):
        if time.monotonic() > limit:
            raise PipelineFailedError(f"The bookings started no run within {LIMIT_SECONDS} s")
        time.sleep(POLL_SECONDS)
    return new.pop()


def _follow(cloud: RunningCloud, states: Any, execution: str) -> None:
    """Follows a run and prints each step once it is over."""
    started = time.monotonic()
    seen = 0
    shown: set[str] = set()
    while True:
        described = states.describe_execution(executionArn=execution)
        events = list(_history(states, execution))
        for event in events[seen:]:
            # Of a step that is done again and again, such as a look at the endpoint, the first.
            if event["type"] == "TaskStateExited" and (name := _name(event)) not in shown:
                shown.add(name)
                _show(event, events)
        seen = len(events)
        if events and events[-1]["type"] == "WaitStateEntered":
            cloud.ask("clock", {"seconds": WAIT_SECONDS})
        if described["status"] != "RUNNING":
            break
        if time.monotonic() - started > LIMIT_SECONDS:
            raise PipelineFailedError(f"The pipeline still runs after {LIMIT_SECONDS} s")
        time.sleep(POLL_SECONDS)
    if described["status"] != "SUCCEEDED":
        raise PipelineFailedError(
            f"The pipeline ended as {described['status']}: "
            f"{described.get('error', '')} {described.get('cause', '')}"
        )
    print(f"   The pipeline took {time.monotonic() - started:.0f} s")


def _history(states: Any, execution: str) -> Iterator[Mapping[str, Any]]:
    pages = states.get_paginator("get_execution_history").paginate(executionArn=execution)
    for page in pages:
        yield from page["events"]


def _name(event: Mapping[str, Any]) -> str:
    return str(event["stateExitedEventDetails"]["name"])


def _show(event: Mapping[str, Any], events: list[Mapping[str, Any]]) -> None:
    name = _name(event)
    entered = [
        one["timestamp"]
        for one in events
        if one["id"] < event["id"] and one.get("stateEnteredEventDetails", {}).get("name") == name
    ]
    seconds = (event["timestamp"] - entered[-1]).total_seconds() if entered else 0
    print(f"     {name:32} {seconds:6.1f} s", flush=True)


def _ask(runtime: Any, endpoint: str, rows: list[dict[str, str]]) -> None:
    """Asks for the price of some bookings and prints it beside what was paid."""
    print(f"\n   What the endpoint {endpoint} says of bookings of the last month")
    last = max(row["arrival_date"] for row in rows)[:7]
    sample = [row for row in rows if row["arrival_date"].startswith(last)][::60][:5]
    for row in sample:
        booking = {name: value for name, value in row.items() if name != TARGET}
        started = time.perf_counter()
        answer = runtime.invoke_endpoint(
            EndpointName=endpoint,
            ContentType="application/json",
            Accept="application/json",
            Body=json.dumps(booking),
        )
        said = answer["Body"].read().decode()
        taken = (time.perf_counter() - started) * 1000
        print(
            f"     {row['arrival_date']}  room {row['reserved_room_type']}, "
            f"{row['adults']} adults: {said.strip()}, paid {row[TARGET]}   ({taken:.0f} ms)"
        )
