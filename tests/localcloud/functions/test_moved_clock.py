"""Functions see the cloud's time, also where the clock has been moved."""

from __future__ import annotations

import json
import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import QueueService
from localcloud.lambda_service import LambdaService
from tests.localcloud.functions.deploy import Function, deploy

POWERTOOLS = (
    "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:18"
)

CLOCKS = """
import datetime, os, sys, time

def handle(event, context):
    return {
        "time": time.time(),
        "nanoseconds": time.time_ns() / 1e9,
        "now": datetime.datetime.now(datetime.timezone.utc).timestamp(),
        "naive": datetime.datetime.now().timestamp(),
        "today": datetime.date.today().isoformat(),
        "written": time.strftime("%Y-%m-%dT%H:%M", time.gmtime()),
        "remaining": context.get_remaining_time_in_millis(),
        "zone": os.environ.get("TZ"),
        "process": os.getpid(),
        "path": sys.path,
        "loaded": sorted(name for name in sys.modules if "time_machine" in name),
    }
"""

HANGING = """
import os, socket, time

def handle(event, context):
    if "port" in event:
        with socket.create_connection(("127.0.0.1", event["port"])) as held:
            held.recv(1)
    return [os.getpid(), time.time(), context.get_remaining_time_in_millis()]
"""


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    """A cloud of its own, whose clock nobody else has moved."""
    with LocalCloud([LambdaService, QueueService]) as cloud:
        cloud.start()
        yield cloud


def _seen(function: Function) -> dict[str, Any]:
    answer = function.invoke({})
    assert answer.error is None, answer.payload
    seen: dict[str, Any] = answer.payload
    return seen


def test_every_clock_of_python_shows_the_clouds_time(cloud: LocalCloud) -> None:
    function = deploy(cloud, CLOCKS)
    before = _seen(function)
    moved = cloud.clock.move(timedelta(days=1, hours=2))
    after = _seen(function)

    assert abs(before["time"] - time.time()) < 60
    for name in ("time", "nanoseconds", "now", "naive"):
        assert moved.timestamp() <= after[name] < moved.timestamp() + 60
    assert after["today"] == f"{moved:%Y-%m-%d}"
    assert after["written"] in (f"{moved + timedelta(minutes=n):%Y-%m-%dT%H:%M}" for n in (0, 1))


def test_a_moved_clock_goes_on(cloud: LocalCloud) -> None:
    function = deploy(cloud, CLOCKS)
    cloud.clock.move(timedelta(days=400))
    first, second = _seen(function), _seen(function)

    assert first["process"] == second["process"]
    assert 0 < second["time"] - first["time"] < 30


def test_what_is_left_of_the_time_out_is_right(cloud: LocalCloud) -> None:
    function = deploy(cloud, CLOCKS, Timeout=7)
    cloud.clock.move(timedelta(days=1))

    assert 5000 < _seen(function)["remaining"] <= 7000


def test_a_time_out_is_as_long_as_ever(cloud: LocalCloud) -> None:
    function = deploy(cloud, "import time\ndef handle(event, context): time.sleep(60)", Timeout=1)
    cloud.clock.move(timedelta(days=1))

    assert "Task timed out after 1.00 seconds" in function.invoke({}).payload["errorMessage"]


def test_the_zone_stays_what_the_function_was_given(cloud: LocalCloud) -> None:
    function = deploy(cloud, CLOCKS, Environment={"Variables": {"TZ": "Asia/Seoul"}})
    moved = cloud.clock.move(timedelta(days=1))
    seen = _seen(function)

    assert seen["zone"] == "Asia/Seoul"
    assert seen["today"] == f"{moved + timedelta(hours=9):%Y-%m-%d}"


def test_the_way_there_is_hidden_from_the_handler(cloud: LocalCloud) -> None:
    importing = """
        def handle(event, context):
            found = []
            for name in ("time_machine", "dateutil.parser", "pytest", "moto"):
                try:
                    __import__(name)
                except ImportError:
                    continue
                found.append(name)
            return found
    """
    clocks, importer = deploy(cloud, CLOCKS), deploy(cloud, importing)
    before, found = _seen(clocks), importer.invoke({}).payload
    assert (before["loaded"], found) == ([], ["dateutil.parser"])  # which the AWS SDK brings
    cloud.clock.move(timedelta(days=1))
    after = _seen(clocks)

    assert after["path"] == before["path"]
    assert after["loaded"] == ["time_machine"]  # its name alone, see boot.py
    assert importer.invoke({}).payload == ["time_machine", "dateutil.parser"]


def test_idle_workers_end_when_the_clock_moves(cloud: LocalCloud) -> None:
    kept = """
        import os, socket
        KEPT = []
        def handle(event, context):
            KEPT.append(socket.create_connection(("127.0.0.1", event["port"])))
            return os.getpid()
    """
    function = deploy(cloud, kept)
    with socket.create_server(("127.0.0.1", 0)) as server:
        event = {"port": server.getsockname()[1]}
        first = function.invoke(event).payload
        connection, _ = server.accept()
        cloud.clock.move(timedelta(hours=1))
        connection.settimeout(20)
        assert connection.recv(1) == b""

        assert function.invoke(event).payload != first


def test_a_move_that_moves_nothing_ends_no_worker(cloud: LocalCloud) -> None:
    function = deploy(cloud, CLOCKS)
    first = _seen(function)["process"]
    cloud.clock.move(timedelta())

    assert _seen(function)["process"] == first


def test_what_is_in_flight_ends_in_its_own_time(cloud: LocalCloud) -> None:
    function = deploy(cloud, HANGING, Timeout=30)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(function.invoke, {"port": server.getsockname()[1]})
        connection, _ = server.accept()
        moved = cloud.clock.move(timedelta(days=1))
        process, seen, remaining = function.invoke({}).payload
        connection.close()
        old_process, old_seen, old_remaining = waiting.result(20).payload

    assert process != old_process
    assert seen >= moved.timestamp()
    assert old_seen < moved.timestamp() - 3600
    assert 0 < old_remaining <= 30_000
    assert 0 < remaining <= 30_000
    # Both may be asked again, and the one of the past is not.
    assert function.invoke({}).payload[0] == process


def test_invocations_that_wait_for_a_worker_get_one_of_the_new_time(cloud: LocalCloud) -> None:
    service = cloud.services["lambda"]
    assert isinstance(service, LambdaService)
    service.executor._workers = 1
    function = deploy(cloud, HANGING, Timeout=30)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(2) as threads:
        first = threads.submit(function.invoke, {"port": server.getsockname()[1]})
        connection, _ = server.accept()
        second = threads.submit(function.invoke, {})
        moved = cloud.clock.move(timedelta(days=1))
        connection.close()

        assert first.result(20).payload[1] < moved.timestamp() - 3600
        assert second.result(20).payload[1] >= moved.timestamp()


@pytest.mark.parametrize("by", [timedelta(hours=3), timedelta(days=7), timedelta(days=3650)])
@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_logs_carry_the_clouds_time_and_none_is_lost(
    cloud: LocalCloud, by: timedelta, log_format: str
) -> None:
    function = deploy(
        cloud,
        "def handle(event, context): print('written')",
        LoggingConfig={"LogFormat": log_format},
    )
    function.invoke({})
    assert function.log()
    moved = cloud.clock.move(by)
    function.invoke({})
    lines = function.log()
    events = cloud.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{function.name}")
    late = [each for each in events["events"] if each["timestamp"] >= moved.timestamp() * 1000]

    assert sum("written" in line for line in lines) == 2
    assert sum("written" in each["message"] for each in late) == 1
    assert {each["logStreamName"][:10] for each in late} == {f"{moved:%Y/%m/%d}"}
    reports = [json.loads(line) for line in lines if line.startswith("{") and "platform" in line]
    assert (log_format == "JSON") == bool(reports)
    if reports:
        written = datetime.fromisoformat(reports[-1]["time"])
        assert moved - timedelta(seconds=1) <= written < moved + timedelta(minutes=1)


def test_an_idempotent_function_remembers_for_as_long_as_the_clock_says(cloud: LocalCloud) -> None:
    table = f"table-{uuid.uuid4().hex[:8]}"
    cloud.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    function = deploy(
        cloud,
        """
        import os, uuid
        from aws_lambda_powertools import Logger, Metrics, Tracer
        from aws_lambda_powertools.utilities.idempotency import (
            DynamoDBPersistenceLayer, IdempotencyConfig, idempotent,
        )

        store = DynamoDBPersistenceLayer(table_name=os.environ["TABLE_NAME"])
        logger, tracer, metrics = Logger(), Tracer(), Metrics(namespace="Clinic")

        @metrics.log_metrics(capture_cold_start_metric=True)
        @tracer.capture_lambda_handler
        @logger.inject_lambda_context
        @idempotent(persistence_store=store, config=IdempotencyConfig(expires_after_seconds=3600))
        def handle(event, context):
            logger.info("booked")
            metrics.add_metric(name="Booked", unit="Count", value=1)
            return str(uuid.uuid4())
        """,
        Layers=[POWERTOOLS],
        MemorySize=256,
        Environment={
            "Variables": {
                "TABLE_NAME": table,
                "POWERTOOLS_SERVICE_NAME": "clinic",
                "AWS_XRAY_TRACING_NAME": "clinic",
            }
        },
    )
    booked = function.invoke({"patient": 1}).payload
    cloud.clock.move(timedelta(minutes=50))
    assert function.invoke({"patient": 1}).payload == booked
    moved = cloud.clock.move(timedelta(minutes=15))
    again = function.invoke({"patient": 1}).payload
    assert again != booked
    assert function.invoke({"patient": 1}).payload == again

    said = [json.loads(line) for line in function.log() if line.startswith("{")]
    (late,) = [line for line in said if line.get("message") == "booked"][1:]
    assert late["timestamp"].startswith(f"{moved:%Y-%m-%d}")
    metric = [line for line in said if "Booked" in line][-1]
    assert metric["_aws"]["Timestamp"] >= moved.timestamp() * 1000


def test_a_cloud_that_closes_leaves_the_machines_time_behind() -> None:
    from moto.core.utils import utcnow

    with LocalCloud([LambdaService]) as cloud:
        cloud.clock.move(timedelta(days=9))
        assert utcnow().replace(tzinfo=UTC) - datetime.now(UTC) > timedelta(days=8)
    assert abs(utcnow().replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=1)
