"""The lake: its Spark job beside DuckDB, events on their way into it, the saved queries."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.deployed import deployed
from benchmarks.figures import Figure
from demo.analytics.asking import ask
from demo.analytics.lake import BUFFER_SECONDS, SPARK_PYTHON, STACK
from demo.stack_outputs import outputs
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network

ROOT = Path(__file__).parents[1]
TIMES = "ML_REFARCH_BENCHMARK_TIMES"
"""A variable: how many times the flights of 2013 are curated, one after the other."""
DEFAULT_TIMES = "1 4 16"
EVENTS = 2_000
AT_ONCE = 500
POLL_SECONDS = 0.05
LIMIT_SECONDS = 120

_DATA = """\
import pathlib, sys
sys.path.insert(0, "demo/analytics")
import data
print(data.write(pathlib.Path(sys.argv[1]), times=int(sys.argv[2])))
"""
_SQL = """\
import duckdb, pathlib, sys
raw, target = sys.argv[1:]
duckdb.execute(pathlib.Path("benchmarks/flights.sql").read_text().format(raw=raw, target=target))
"""


def figures() -> Iterator[Figure]:
    """What it costs to make tables of raw files, to bring events in, and to ask."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _curated(folder)
        with deployed(STACK) as cloud:
            yield from _delivered(cloud)
            yield from _asked(cloud, folder)


def _curated(folder: Path) -> Iterator[Figure]:
    """The job and the same in SQL, each in a process of its own that starts and ends."""
    sizes = [int(size) for size in os.environ.get(TIMES, DEFAULT_TIMES).split()]
    per_second: dict[int, float] = {}
    for times in sizes:
        raw, by_spark, by_sql = (folder / f"{kind}-{times}" for kind in ("raw", "spark", "duckdb"))
        flights = int(_run([SPARK_PYTHON, "-c", _DATA, raw, times])[0])
        job = [SPARK_PYTHON, ROOT / "jobs" / "curate_flights.py"]
        _, spark = _run([*job, f"--source={raw}", f"--target={by_spark}"])
        by_sql.mkdir()
        _, duckdb = _run([sys.executable, "-c", _SQL, raw, by_sql])
        per_second[times] = flights / spark
        yield Figure(
            f"flights curated by Spark, {times} times a year",
            flights / spark,
            "1/s",
            detail=f"{flights} flights in {spark:.1f} s",
        )
        yield Figure(
            f"flights curated by DuckDB, {times} times a year",
            flights / duckdb,
            "1/s",
            detail=f"{duckdb:.1f} s; Spark takes {spark / duckdb:.1f} times as long",
        )
    least, most = min(sizes), max(sizes)
    if most > least:
        yield Figure(
            f"rows a second at {most} times to those at {least}",
            per_second[most] / per_second[least],
            "",
            0.7,
            True,
        )


def _run(command: list[Any]) -> tuple[str, float]:
    """Runs a program to its end.

    Returns:
        What it printed, and how many seconds it took.
    """
    began = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command],
        check=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout, time.perf_counter() - began


def _delivered(cloud: RunningCloud) -> Iterator[Figure]:
    """Events from PutRecords on, through the stream and Firehose, until they lie as Parquet."""
    found = outputs(_client(cloud, "cloudformation"), STACK)
    kinesis, s3 = _client(cloud, "kinesis"), _client(cloud, "s3")
    _put(kinesis, found["StreamName"], "Warm", 1)
    _arrival(cloud, s3, found["RawBucket"], "Warm")
    began = time.perf_counter()
    _put(kinesis, found["StreamName"], "Many", EVENTS)
    put = time.perf_counter() - began
    yield Figure("events taken by the stream", EVENTS / put, "1/s", detail=f"{EVENTS} events")
    delay = _arrival(cloud, s3, found["RawBucket"], "Many")
    yield Figure(
        "events to Parquet, beyond the buffering interval", delay, "s", detail=f"{EVENTS} events"
    )
    rate = EVENTS / (put + delay)
    yield Figure("events through the stream into the lake", rate, "1/s")


def _put(kinesis: Any, stream: str, event: str, count: int) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    records = [
        {
            "Data": json.dumps(
                {
                    "id": str(uuid.uuid4()),
                    "detail-type": event,
                    "source": "benchmark",
                    "account": "123456789012",
                    "time": now,
                    "region": DEFAULT_REGION,
                    "detail": {"city": "Aachen", "nights": number},
                }
            ).encode(),
            "PartitionKey": str(number),
        }
        for number in range(count)
    ]
    for start in range(0, count, AT_ONCE):
        kinesis.put_records(StreamName=stream, Records=records[start : start + AT_ONCE])


def _arrival(cloud: RunningCloud, s3: Any, bucket: str, event: str) -> float:
    """How many seconds it takes until events are there, the interval being skipped.

    Raises:
        TimeoutError: They do not come.
    """
    began = time.perf_counter()
    cloud.ask("settle", {"timeout": LIMIT_SECONDS})
    cloud.ask("clock", {"seconds": BUFFER_SECONDS})
    while not s3.list_objects_v2(Bucket=bucket, Prefix=f"events/event={event}/").get("Contents"):
        if time.perf_counter() - began > LIMIT_SECONDS:
            raise TimeoutError(f"No event {event} came into {bucket} in {LIMIT_SECONDS} s")
        time.sleep(POLL_SECONDS)
    cloud.ask("settle", {"timeout": LIMIT_SECONDS})
    return time.perf_counter() - began


def _asked(cloud: RunningCloud, folder: Path) -> Iterator[Figure]:
    """The saved queries, on the flights of a year."""
    found = outputs(_client(cloud, "cloudformation"), STACK)
    tables = sorted(folder.glob("duckdb-*"), key=lambda one: int(one.name.split("-")[1]))
    _register(cloud, found["CuratedBucket"], found["CuratedDatabase"], tables[0])
    workgroup, database = found["QueryWorkgroup"], found["CuratedDatabase"]
    answers = list(ask(_client(cloud, "athena"), workgroup, database))
    times = [answer.seconds * 1000 for answer in answers]
    slowest = max(answers, key=lambda answer: answer.seconds)
    yield Figure(
        "saved query, median", statistics.median(times), "ms", detail=f"{len(times)} queries"
    )
    yield Figure("saved query, slowest", max(times), "ms", detail=slowest.name)


def _register(cloud: RunningCloud, bucket: str, database: str, flights: Path) -> None:
    """Lays curated flights into the lake and makes their partitions known."""
    s3, glue = _client(cloud, "s3"), _client(cloud, "glue")
    for file in flights.rglob("*.parquet"):
        s3.upload_file(str(file), bucket, f"flights/{file.relative_to(flights)}")
    described = glue.get_table(DatabaseName=database, Name="flights")["Table"]["StorageDescriptor"]
    months = sorted(one.name for one in flights.glob("month=*"))
    for start in range(0, len(months), 100):
        glue.batch_create_partition(
            DatabaseName=database,
            TableName="flights",
            PartitionInputList=[
                {
                    "Values": [month.partition("=")[2]],
                    "StorageDescriptor": {
                        **described,
                        "Location": f"s3://{bucket}/flights/{month}/",
                    },
                }
                for month in months[start : start + 100]
            ],
        )


def _client(cloud: RunningCloud, service: str) -> Any:
    return over_network(cloud.endpoint, service, DEFAULT_REGION)
