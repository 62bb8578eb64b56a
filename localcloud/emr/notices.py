"""What the default bus hears of job runs.

Source: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-eventbridge.html
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from localcloud.events.buses import EventBusService
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def tell(cloud: Cloud, region: str, run: dict[str, Any]) -> None:
    """Tells of a job run that is over."""
    match cloud.services.get(EventBusService.api):
        case EventBusService() as bus:
            bus.announce(region, _event(region, run))


def _event(region: str, run: dict[str, Any]) -> dict[str, Any]:
    failed = run["state"] == "FAILED"
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "EMR Serverless Job Run State Change",
        "source": "aws.emr-serverless",
        "account": ACCOUNT,
        "time": f"{run['updatedAt']:%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": [],
        "detail": {
            "jobRunId": run["jobRunId"],
            "applicationId": run["applicationId"],
            "arn": run["arn"],
            "releaseLabel": run["releaseLabel"],
            "state": run["state"],
            "previousState": "RUNNING",
            "createdBy": run["createdBy"],
            "updatedAt": f"{run['updatedAt']:%Y-%m-%dT%H:%M:%SZ}",
            "createdAt": f"{run['createdAt']:%Y-%m-%dT%H:%M:%SZ}",
            "severity": "ERROR" if failed else "INFO",
            **({"stateDetails": run["stateDetails"]} if run["stateDetails"] else {}),
        },
    }
