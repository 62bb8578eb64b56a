"""What is removed, and how."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError
from stack_resources import Properties, StillThereError

logger = logging.getLogger(__name__)

MACHINES = "sagemaker:variant:DesiredInstanceCount"
COPIES = "sagemaker:inference-component:DesiredCopyCount"
SECONDS_BETWEEN = 15
ATTEMPTS = 55
"""As many as there is time for: Lambda ends a function after 15 minutes."""

Wait = Callable[[float], None]


def remove_endpoint(name: str, *, wait: Wait = time.sleep) -> None:
    """Removes an endpoint, once nothing changes it, and the models and configurations it had.

    Raises:
        StillThereError: It is still there after the time there is.
    """
    sagemaker: Any = boto3.client("sagemaker")
    _deregister(f"endpoint/{name}", MACHINES)
    for _ in range(ATTEMPTS):
        status = _status(sagemaker, name)
        if status is None:
            break
        if status not in {"Deleting", "Updating", "SystemUpdating", "RollingBack"}:
            sagemaker.delete_endpoint(EndpointName=name)
        wait(SECONDS_BETWEEN)
    else:
        raise StillThereError(f"endpoint {name} is {status}, and still there")
    for config in _names(sagemaker, "list_endpoint_configs", "EndpointConfig", name):
        if _made_for(name, config):
            sagemaker.delete_endpoint_config(EndpointConfigName=config)
    for model in _names(sagemaker, "list_models", "Model", name):
        if _made_for(name, model):
            sagemaker.delete_model(ModelName=model)


def remove_component(request: str, properties: Properties, *, wait: Wait = time.sleep) -> None:
    """Removes an inference component when it is to go, its scaling and the alarm that wakes it.

    Raises:
        StillThereError: It is still there after the time there is.
    """
    if request != "Delete":
        return
    name = properties["InferenceComponentName"]
    sagemaker: Any = boto3.client("sagemaker")
    _deregister(f"inference-component/{name}", COPIES)
    boto3.client("cloudwatch").delete_alarms(AlarmNames=[properties["AlarmName"]])
    for _ in range(ATTEMPTS):
        try:
            found = sagemaker.describe_inference_component(InferenceComponentName=name)
        except ClientError as error:
            if _missing(error):
                return
            raise
        if found["InferenceComponentStatus"] in {"InService", "Failed"}:
            sagemaker.delete_inference_component(InferenceComponentName=name)
        wait(SECONDS_BETWEEN)
    raise StillThereError(f"inference component {name} is still there")


def remove_monitor(name: str, *, wait: Wait = time.sleep) -> None:
    """Removes a monitoring schedule, and the job definitions it had.

    Raises:
        StillThereError: It is still there after the time there is.
    """
    sagemaker: Any = boto3.client("sagemaker")
    asked = False
    for _ in range(ATTEMPTS):
        try:
            sagemaker.describe_monitoring_schedule(MonitoringScheduleName=name)
        except ClientError as error:
            if not _missing(error):
                raise
            break
        if not asked:
            sagemaker.delete_monitoring_schedule(MonitoringScheduleName=name)
            asked = True
        wait(SECONDS_BETWEEN)
    else:
        raise StillThereError(f"monitoring schedule {name} is still there")
    pages = sagemaker.get_paginator("list_data_quality_job_definitions").paginate(NameContains=name)
    summaries = [one for page in pages for one in page["JobDefinitionSummaries"]]
    for found in (one["MonitoringJobDefinitionName"] for one in summaries):
        if _made_for(name, found):
            sagemaker.delete_data_quality_job_definition(JobDefinitionName=found)


def remove_packages(group: str) -> None:
    """Removes all models that are registered in a group: a group with models cannot go."""
    sagemaker: Any = boto3.client("sagemaker")
    pages = sagemaker.get_paginator("list_model_packages").paginate(ModelPackageGroupName=group)
    try:
        packages = [
            one["ModelPackageArn"] for page in pages for one in page["ModelPackageSummaryList"]
        ]
    except ClientError as error:
        if not _missing(error):
            raise
        logger.info("The group is gone already")
        return
    for package in packages:
        sagemaker.delete_model_package(ModelPackageName=package)


def _status(sagemaker: Any, name: str) -> str | None:  # noqa: ANN401 - a client
    try:
        status: str = sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"]
    except ClientError as error:
        if _missing(error):
            return None
        raise
    return status


def _deregister(named: str, dimension: str) -> None:
    """Ends the scaling of what Application Auto Scaling calls so, or begins the name so."""
    scaling: Any = boto3.client("application-autoscaling")
    pages = scaling.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="sagemaker", ScalableDimension=dimension
    )
    for page in pages:
        for target in page["ScalableTargets"]:
            if f"{target['ResourceId']}/".startswith(f"{named}/"):
                scaling.deregister_scalable_target(
                    ServiceNamespace="sagemaker",
                    ResourceId=target["ResourceId"],
                    ScalableDimension=dimension,
                )


def _names(
    sagemaker: Any,  # noqa: ANN401 - a client
    operation: str,
    kind: str,
    contained: str,
) -> Iterator[str]:
    pages = sagemaker.get_paginator(operation).paginate(NameContains=contained)
    # All of them first: the pages would shift under what is removed between them.
    yield from [one[f"{kind}Name"] for page in pages for one in page[f"{kind}s"]]


def _made_for(endpoint: str, name: str) -> bool:
    """Whether a pipeline made it for the endpoint: it adds twelve characters to its name."""
    return re.fullmatch(rf"{re.escape(endpoint)}-[0-9a-f]{{12}}", name) is not None


def _missing(error: ClientError) -> bool:
    told = error.response["Error"]
    return told.get("Code") in {
        "ResourceNotFound",
        "ResourceNotFoundException",
        "ValidationException",
    } and any(
        said in told.get("Message", "").lower()
        for said in ("could not find", "does not exist", "cannot find", "not found")
    )
