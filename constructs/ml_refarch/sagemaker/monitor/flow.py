"""The state machine that has a monitor follow the model in service."""

from __future__ import annotations

from typing import Any, Final

from ml_refarch.sagemaker.flow import MODEL_PACKAGE
from ml_refarch.sagemaker.flow.ending import failed, failures
from ml_refarch.sagemaker.steps.asl import SHORT_ID, State, call

from . import requests
from .requests import RUN, Monitored

_MISSING: Final = "*Could not find*"


def definition(
    monitored: Monitored, *, schedule_name: str, title: str, topic_arn: str | None
) -> dict[str, Any]:
    """The definition, with JSONPath; it is started with the model's package.

    Args:
        monitored: What is watched.
        schedule_name: The name of the monitoring schedule.
        title: What messages call it.
        topic_arn: Who is told of a failure; nobody without.
    """
    states: dict[str, State] = {
        "ReadPackage": {
            **call(
                "aws-sdk:sagemaker:describeModelPackage",
                {},
                then="HasRun",
                failed=failed("ReadPackage"),
                result="package",
            ),
            "Parameters": {"ModelPackageName.$": f"$.{MODEL_PACKAGE}"},
        },
        # A model that no pipeline made has no training data to learn from.
        "HasRun": {
            "Type": "Choice",
            "Choices": [{"Variable": RUN, "IsPresent": True, "Next": "Begin"}],
            "Default": "NothingToLearnFrom",
        },
        "NothingToLearnFrom": {"Type": "Succeed"},
        "Begin": {
            "Type": "Pass",
            "Parameters": {
                "name.$": f"States.Format('{monitored.endpoint}-{{}}', {SHORT_ID})",
            },
            "ResultPath": "$.definition",
            "Next": "CountWaits",
        },
        "CountWaits": {
            "Type": "Pass",
            "Result": {"count": 0},
            "ResultPath": "$.waits",
            "Next": "Baseline",
        },
        "Baseline": _task(
            "sagemaker:createProcessingJob.sync",
            requests.baseline(monitored),
            step="Baseline",
            then="DefineJob",
            selector={"ProcessingJobName.$": "$.ProcessingJobName"},
        ),
        "DefineJob": _task(
            "aws-sdk:sagemaker:createDataQualityJobDefinition",
            requests.definition(monitored),
            step="DefineJob",
            then="LookAtSchedule",
        ),
        **_scheduling(monitored, schedule_name),
        "Watching": {"Type": "Succeed"},
    }
    steps = ["ReadPackage", "Baseline", "DefineJob", "LookAtSchedule", "Schedule", "Reschedule"]
    states |= failures(steps, ["Baseline"], topic_arn=topic_arn, pipeline=title)
    return {
        "Comment": f"Has the monitor of {monitored.endpoint} follow the model in service",
        "StartAt": "ReadPackage",
        "TimeoutSeconds": 24 * 3600,
        "States": states,
    }


def _scheduling(monitored: Monitored, name: str) -> dict[str, State]:
    look = _task(
        "aws-sdk:sagemaker:describeMonitoringSchedule",
        {"MonitoringScheduleName": name},
        step="LookAtSchedule",
        then="Reschedule",
        selector={"status.$": "$.MonitoringScheduleStatus"},
    )
    # SageMaker's general exception says that there is none: it is no reason to try again.
    look["Retry"] = []
    look["Catch"][0]["Next"] = "IsMissing"
    request = requests.schedule(monitored, name)
    return {
        "LookAtSchedule": look,
        "IsMissing": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.failure.Cause", "StringMatches": said, "Next": "Schedule"}
                for said in (_MISSING, "*does not exist*", "*not found*")
            ],
            "Default": failed("LookAtSchedule"),
        },
        "Schedule": _task(
            "aws-sdk:sagemaker:createMonitoringSchedule", request, step="Schedule", then="Watching"
        ),
        "Reschedule": _task(
            "aws-sdk:sagemaker:updateMonitoringSchedule",
            request,
            step="Reschedule",
            then="Watching",
        ),
    }


def _task(
    operation: str,
    request: dict[str, Any],
    *,
    step: str,
    then: str,
    selector: dict[str, str] | None = None,
) -> State:
    state = call(operation, {}, then=then, failed=failed(step), selector=selector)
    state["Parameters"] = request
    return state
