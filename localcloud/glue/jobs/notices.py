"""What others hear when a run is over: the default bus an event, CloudWatch a figure.

Source: https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch import record
from localcloud.events.buses import EventBusService
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAMESPACE = "Glue"
SEVERITIES = {"FAILED": "ERROR", "TIMEOUT": "WARN"}


def tell(cloud: Cloud, region: str, run: dict[str, Any]) -> None:
    """Tells of a run that is over."""
    _record(cloud, region, run)
    match cloud.services.get(EventBusService.api):
        case EventBusService() as bus:
            bus.announce(region, _event(region, run))


def _event(region: str, run: dict[str, Any]) -> dict[str, Any]:
    state = run["JobRunState"]
    message = run.get("ErrorMessage") or f"Job run {state.lower()}"
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Glue Job State Change",
        "source": "aws.glue",
        "account": ACCOUNT,
        "time": f"{run['CompletedOn']:%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": [],
        "detail": {
            "jobName": run["JobName"],
            "severity": SEVERITIES.get(state, "INFO"),
            "state": state,
            "jobRunId": run["Id"],
            "message": message,
        },
    }


def _record(cloud: Cloud, region: str, run: dict[str, Any]) -> None:
    """The one of Glue's figures that is known outside of Spark: how long it took."""
    elapsed = float(run["ExecutionTime"] * 1000)
    record(
        cloud,
        region,
        NAMESPACE,
        {"glue.driver.aggregate.elapsedTime": (elapsed, "Milliseconds")},
        dimensions=[
            {"JobName": run["JobName"], "JobRunId": identity, "Type": "count"}
            for identity in (run["Id"], "ALL")
        ],
        at=run["CompletedOn"],
    )
