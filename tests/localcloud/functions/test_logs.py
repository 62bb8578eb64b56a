"""What CloudWatch Logs has of a function."""

from __future__ import annotations

import json
import re
from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.functions.deploy import deploy

CHATTY = """
import logging, sys

print("loading")
LOG = logging.getLogger()
LOG.setLevel("INFO")

def handle(event, context):
    print("to standard output")
    print("to standard error", file=sys.stderr)
    LOG.info("as a log record")
    if event.get("fail"):
        raise ValueError("no such room")
"""


def test_an_invocation_has_the_lines_that_it_has_on_aws(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY)
    function.invoke({})
    lines = function.log()

    assert lines[0].startswith("INIT_START Runtime Version: python:")
    assert lines[1] == "loading"
    assert re.fullmatch(r"START RequestId: [\w-]{36} Version: \$LATEST", lines[2])
    assert lines[3:5] == ["to standard output", "to standard error"]
    assert re.fullmatch(r"\[INFO\]\t\S+Z\t[\w-]{36}\tas a log record", lines[5])
    assert re.fullmatch(r"END RequestId: [\w-]{36}", lines[6])
    assert re.fullmatch(
        r"REPORT RequestId: [\w-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t",
        lines[7],
    )


def test_a_warm_invocation_reports_no_init(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY)
    function.invoke({})
    function.invoke({})
    lines = function.log()

    assert sum(line.startswith("INIT_START") for line in lines) == 1
    assert sum("Init Duration" in line for line in lines) == 1
    assert sum(line.startswith("REPORT") for line in lines) == 2


def test_an_error_is_one_event_with_its_trace(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY)
    function.invoke({"fail": True})
    (error,) = [line for line in function.log() if line.startswith("[ERROR]")]

    assert error.startswith("[ERROR] ValueError: no such room\nTraceback (most recent call last):")
    assert "handler.py" in error


def test_a_time_out_is_in_the_log(cloud: LocalCloud) -> None:
    function = deploy(
        cloud,
        "import time\ndef handle(event, context): print('waiting'); time.sleep(60)",
        Timeout=1,
    )
    function.invoke({})
    lines = function.log()

    assert "waiting" in lines
    assert any(line.endswith("Task timed out after 1.00 seconds") for line in lines)
    assert "Status: timeout" in lines[-1]


def test_the_streams_are_named_as_on_aws(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY)
    function.invoke({})
    function.log()
    (stream,) = cloud.client("logs").describe_log_streams(
        logGroupName=f"/aws/lambda/{function.name}"
    )["logStreams"]

    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", stream["logStreamName"])


def test_a_chosen_group_gets_the_logs_by_function_name(cloud: LocalCloud) -> None:
    cloud.client("logs").create_log_group(logGroupName="hotel")
    function = deploy(cloud, CHATTY, LoggingConfig={"LogGroup": "hotel"})
    function.invoke({})

    assert "to standard output" in function.log("hotel")
    (stream,) = cloud.client("logs").describe_log_streams(logGroupName="hotel")["logStreams"]
    assert f"/{function.name}[$LATEST]" in stream["logStreamName"]


def _json_lines(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_json_logs_are_json_of_the_platform_and_of_the_runtime(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY, LoggingConfig={"LogFormat": "JSON"})
    function.invoke({"fail": True})
    lines = _json_lines(function.log())
    kinds = [line["type"] for line in lines if "type" in line]

    assert kinds == ["platform.initStart", "platform.start", "platform.report"]
    report = lines[-1]["record"]
    assert report["status"] == "error"
    assert report["metrics"]["memorySizeMB"] == 128
    assert report["metrics"]["durationMs"] >= 0
    (record,) = [line for line in lines if line.get("message") == "as a log record"]
    assert record["level"] == "INFO"
    assert record["requestId"] == report["requestId"]
    (error,) = [line for line in lines if line.get("errorType") == "ValueError"]
    assert error["errorMessage"] == "no such room"


def test_levels_keep_lines_below_them_out_of_json_logs(cloud: LocalCloud) -> None:
    levels = {"LogFormat": "JSON", "ApplicationLogLevel": "ERROR", "SystemLogLevel": "WARN"}
    function = deploy(
        cloud,
        """
        import logging

        def handle(event, context):
            logging.getLogger().info("quiet")
            logging.getLogger().error("loud")
        """,
        LoggingConfig=levels,
    )
    function.invoke({})
    lines = _json_lines(function.log())

    assert [line.get("message") for line in lines] == ["loud"]


def test_a_deleted_log_group_is_made_again(cloud: LocalCloud) -> None:
    function = deploy(cloud, CHATTY)
    function.invoke({})
    function.log()
    cloud.client("logs").delete_log_group(logGroupName=f"/aws/lambda/{function.name}")
    function.invoke({})

    assert "to standard output" in function.log()
