"""Small scripts and jobs for tests, and what came of them."""

from __future__ import annotations

import io
import textwrap
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.spark.conftest import BUCKET

ROLE = "arn:aws:iam::123456789012:role/jobs"
PATIENCE = 180.0
"""Seconds: a Spark that starts beside others on a busy machine takes its time."""
PAUSE = threading.Event()
"""Never set: gives way between two looks at something that has no event of its own."""


def unique(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def until(true: Callable[[], Any]) -> Any:
    """Waits until something is so.

    Returns:
        What it is then.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline
        PAUSE.wait(0.05)
    return found


def put(cloud: LocalCloud, key: str, content: str | bytes) -> str:
    """Puts an object into the bucket.

    Returns:
        Its URI.
    """
    body = textwrap.dedent(content).encode() if isinstance(content, str) else content
    cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"s3://{BUCKET}/{key}"


def keys(cloud: LocalCloud, prefix: str) -> list[str]:
    """The objects at a prefix."""
    answer = cloud.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [each["Key"] for each in answer.get("Contents", ())]


def archive(modules: dict[str, str]) -> bytes:
    """A zip file of Python modules, by their paths."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for path, source in modules.items():
            target.writestr(path, textwrap.dedent(source))
    return content.getvalue()


def job(cloud: LocalCloud, script: str, *, command: str = "pythonshell", **settings: Any) -> str:
    """A job of a script: in Python alone, which starts sooner, unless it is to be ``glueetl``.

    Returns:
        Its name.
    """
    name = unique("job")
    uri = put(cloud, f"scripts/{name}.py", script)
    version = {} if command == "pythonshell" else {"GlueVersion": "6.0"}
    cloud.client("glue").create_job(
        Name=name,
        Role=ROLE,
        Command={"Name": command, "ScriptLocation": uri, "PythonVersion": "3"},
        **version,
        **settings,
    )
    return name


def start(cloud: LocalCloud, name: str, **request: Any) -> str:
    """Begins a run.

    Returns:
        Its id.
    """
    return str(cloud.client("glue").start_job_run(JobName=name, **request)["JobRunId"])


def look(cloud: LocalCloud, name: str, run: str) -> dict[str, Any]:
    """A run as it is now."""
    answer: dict[str, Any] = cloud.client("glue").get_job_run(JobName=name, RunId=run)["JobRun"]
    return answer


def ended(cloud: LocalCloud, name: str, run: str) -> dict[str, Any]:
    """A run once it is over."""
    goes_on = ("STARTING", "RUNNING", "STOPPING")
    until(lambda: look(cloud, name, run)["JobRunState"] not in goes_on)
    return look(cloud, name, run)


def ran(cloud: LocalCloud, script: str, *, request: Any = None, **settings: Any) -> dict[str, Any]:
    """The first run of a new job, once it is over."""
    name = job(cloud, script, **settings)
    return ended(cloud, name, start(cloud, name, **(request or {})))


def running(cloud: LocalCloud, run: str) -> None:
    """Waits until a script has said its first word."""
    until(lambda: log(cloud, run))


def log(cloud: LocalCloud, run: str, kind: str = "output") -> list[str]:
    """The lines of a run's log."""
    events = cloud.client("logs").get_log_events(
        logGroupName=f"/aws-glue/jobs/{kind}", logStreamName=run, startFromHead=True
    )["events"]
    return [each["message"] for each in events]
