"""Applications and job runs for tests, and what came of them."""

from __future__ import annotations

from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.spark.toys import ROLE, put, unique, until


def application(cloud: LocalCloud, **settings: Any) -> str:
    """An application.

    Returns:
        Its id.
    """
    made = cloud.client("emr-serverless").create_application(
        **{"name": unique("app"), "type": "SPARK", "releaseLabel": "emr-spark-8.1.0", **settings}
    )
    return str(made["applicationId"])


def state(cloud: LocalCloud, identity: str) -> str:
    """The state of an application."""
    client = cloud.client("emr-serverless")
    return str(client.get_application(applicationId=identity)["application"]["state"])


def submit(
    cloud: LocalCloud,
    identity: str,
    script: str,
    *arguments: str,
    parameters: str = "",
    **request: Any,
) -> str:
    """Begins a job run of a script, or of what is at an ``s3://`` location.

    Returns:
        Its id.
    """
    there = script.startswith("s3://")
    entry = script if there else put(cloud, f"scripts/{unique('entry')}.py", script)
    driver = {
        "entryPoint": entry,
        "entryPointArguments": list(arguments),
        "sparkSubmitParameters": parameters,
    }
    started = cloud.client("emr-serverless").start_job_run(
        applicationId=identity,
        executionRoleArn=ROLE,
        jobDriver={"sparkSubmit": {name: value for name, value in driver.items() if value}},
        **request,
    )
    return str(started["jobRunId"])


def look(cloud: LocalCloud, identity: str, run: str) -> dict[str, Any]:
    """A job run as it is now."""
    client = cloud.client("emr-serverless")
    answer: dict[str, Any] = client.get_job_run(applicationId=identity, jobRunId=run)["jobRun"]
    return answer


def ended(cloud: LocalCloud, identity: str, run: str) -> dict[str, Any]:
    """A job run once it is over."""
    over = ("SUCCESS", "FAILED", "CANCELLED")
    until(lambda: look(cloud, identity, run)["state"] in over)
    return look(cloud, identity, run)
