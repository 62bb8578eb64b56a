"""A model into service: the endpoint is created, or updated blue/green and watched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ml_refarch.sagemaker.steps import Request
from ml_refarch.sagemaker.steps.asl import SHORT_ID, State, call

from .ending import failed
from .verdict import deploy_failure, verdict

NAME_MODEL: Final = "NameModel"
WAIT_SECONDS: Final = 30

VARIANT: Final = "AllTraffic"
"""The one variant of an endpoint: it must keep its name from one model to the next."""
_BUSY: Final = ("Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting")


@dataclass(frozen=True)
class Deployment:
    """How a model is put into service, as requests without the names of model and configuration.

    Args:
        endpoint: The endpoint's name.
        model: What the model is, beside its image and its data.
        variant: What it runs on.
        config: What else the endpoint's configuration says.
        update: How an endpoint that is there changes over.
        scaling: The scalable target and its policy; the number of machines is fixed without.
        role_arn: What the model acts as.
    """

    endpoint: str
    model: Request
    variant: Request
    config: Request
    update: Request
    role_arn: str
    scaling: Mapping[str, Request] = field(default_factory=dict)

    @property
    def resource_id(self) -> str:
        """What Application Auto Scaling calls the variant."""
        return f"endpoint/{self.endpoint}/variant/{VARIANT}"


def deployment(settings: Deployment, *, then: str) -> dict[str, State]:
    """The states from a candidate to a model in service.

    The candidate is at ``$.candidate``: its image, its data and its package in the registry.
    """
    return {
        **preparing(settings, then="CreateEndpointConfig"),
        "CreateEndpointConfig": configuration(
            settings, {"ModelName.$": "$.candidate.name"}, then="LookAtEndpoint"
        ),
        **looking(settings, missing="CreateEndpoint", there="NoteServed"),
        # By it a rollback is told from the deployment of another run that came right after.
        "NoteServed": {
            "Type": "Pass",
            "InputPath": "$.endpoint.config",
            "ResultPath": "$.before",
            "Next": "FindScaling",
        },
        **_changing(settings),
        **watching(settings, then="RegisterScaling" if settings.scaling else "WhichModel"),
        **_scaling(settings),
        **verdict(then, before="$.before"),
    }


def preparing(settings: Deployment, *, then: str) -> dict[str, State]:
    """Makes the candidate a model, under a name that no other has."""
    name = f"States.Format('{settings.endpoint}-{{}}', {SHORT_ID})"
    model = call(
        "aws-sdk:sagemaker:createModel",
        {**settings.model, "ExecutionRoleArn": settings.role_arn},
        then=then,
        failed=failed("CreateModel"),
    )
    model["Parameters"]["ModelName.$"] = "$.candidate.name"
    model["Parameters"]["PrimaryContainer"] |= {
        "Image.$": "$.candidate.image",
        "ModelDataUrl.$": "$.candidate.modelData",
    }
    return {
        NAME_MODEL: {
            "Type": "Pass",
            "Parameters": {
                "name.$": name,
                "image.$": "$.candidate.image",
                "modelData.$": "$.candidate.modelData",
                "modelPackage.$": "$.candidate.modelPackage",
            },
            "ResultPath": "$.candidate",
            "Next": "CreateModel",
        },
        "CreateModel": model,
    }


def configuration(settings: Deployment, variant: Mapping[str, str], *, then: str) -> State:
    """Makes the endpoint's configuration, with the candidate's name.

    Args:
        variant: What else the variant says, as paths.
    """
    config = call(
        "aws-sdk:sagemaker:createEndpointConfig",
        {
            **settings.config,
            "ProductionVariants": [{**settings.variant, "VariantName": VARIANT}],
        },
        then=then,
        failed=failed("CreateEndpointConfig"),
    )
    config["Parameters"]["EndpointConfigName.$"] = "$.candidate.name"
    config["Parameters"]["ProductionVariants"][0] |= variant
    return config


def looking(settings: Deployment, *, missing: str, there: str) -> dict[str, State]:
    """Waits until nothing else changes the endpoint, and tells whether there is one."""
    look = call(
        "aws-sdk:sagemaker:describeEndpoint",
        {"EndpointName": settings.endpoint},
        then="WhatIsThere",
        failed=failed("LookAtEndpoint"),
        result="endpoint",
        selector={"status.$": "$.EndpointStatus", "config.$": "$.EndpointConfigName"},
        retries=reading_retries(),
    )
    look["Catch"][0]["Next"] = "IsMissing"
    delete = call(
        "aws-sdk:sagemaker:deleteEndpoint",
        {"EndpointName": settings.endpoint},
        then="WaitForQuiet",
        failed=failed("DeleteFailedEndpoint"),
    )
    return {
        "LookAtEndpoint": look,
        "IsMissing": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$.failure.Cause",
                    "StringMatches": "*Could not find endpoint*",
                    "Next": missing,
                }
            ],
            "Default": failed("LookAtEndpoint"),
        },
        "WhatIsThere": {
            "Type": "Choice",
            "Choices": [
                *(_status(status, then="WaitForQuiet") for status in _BUSY),
                _status("InService", then=there),
                _status("Failed", then="DeleteFailedEndpoint"),
            ],
            "Default": "EndpointStuck",
        },
        "WaitForQuiet": {"Type": "Wait", "Seconds": WAIT_SECONDS, "Next": "LookAtEndpoint"},
        # It never served: there is nothing to keep, and a failed endpoint takes no update.
        "DeleteFailedEndpoint": delete,
        "EndpointStuck": deploy_failure(
            "States.Format('endpoint {} is {} and takes no update; delete it, and run again', "
            f"'{settings.endpoint}', $.endpoint.status)",
            then="ReadFailure",
        ),
    }


def _changing(settings: Deployment) -> dict[str, State]:
    find = call(
        "aws-sdk:applicationautoscaling:describeScalableTargets",
        {"ServiceNamespace": "sagemaker", "ResourceIds": [settings.resource_id]},
        then="IsScaled",
        failed=failed("FindScaling"),
        result="scaling",
        selector={"targets.$": "$.ScalableTargets"},
    )
    stop = call(
        "aws-sdk:applicationautoscaling:deregisterScalableTarget",
        _target(settings),
        then="UpdateEndpoint",
        failed=failed("StopScaling"),
    )
    update = call(
        "aws-sdk:sagemaker:updateEndpoint",
        {"EndpointName": settings.endpoint, **settings.update},
        then="WaitForEndpoint",
        failed=failed("UpdateEndpoint"),
    )
    create = call(
        "aws-sdk:sagemaker:createEndpoint",
        {"EndpointName": settings.endpoint},
        then="WaitForEndpoint",
        failed=failed("CreateEndpoint"),
    )
    for state, busy in ((update, "IsBusy"), (create, "IsMadeByAnother")):
        state["Parameters"]["EndpointConfigName.$"] = "$.candidate.name"
        state["Catch"][0]["Next"] = busy
    # Another run has stopped it since.
    stop["Catch"].insert(
        0,
        {
            "ErrorEquals": ["ApplicationAutoScaling.ObjectNotFoundException"],
            "ResultPath": "$.answer",
            "Next": "UpdateEndpoint",
        },
    )
    return {
        # SageMaker refuses another type of machine for a variant that is scaled.
        "FindScaling": find,
        "IsScaled": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.scaling.targets[0]", "IsPresent": True, "Next": "StopScaling"}
            ],
            "Default": "UpdateEndpoint",
        },
        "StopScaling": stop,
        "UpdateEndpoint": update,
        "CreateEndpoint": create,
        # Another run was quicker since this one looked.
        "IsBusy": _said("*Cannot update in-progress endpoint*", otherwise=failed("UpdateEndpoint")),
        "IsMadeByAnother": _said(
            "*Cannot create already existing endpoint*", otherwise=failed("CreateEndpoint")
        ),
    }


def watching(settings: Deployment, *, then: str) -> dict[str, State]:
    """Waits until the endpoint has settled."""
    watch = call(
        "aws-sdk:sagemaker:describeEndpoint",
        {"EndpointName": settings.endpoint},
        then="IsSettled",
        failed=failed("WatchEndpoint"),
        result="endpoint",
        selector={"status.$": "$.EndpointStatus", "config.$": "$.EndpointConfigName"},
        retries=reading_retries(),
    )
    return {
        "WaitForEndpoint": {"Type": "Wait", "Seconds": WAIT_SECONDS, "Next": "WatchEndpoint"},
        "WatchEndpoint": watch,
        "IsSettled": {
            "Type": "Choice",
            "Choices": [
                *(_status(status, then="WaitForEndpoint") for status in _BUSY),
                _status("InService", then=then),
            ],
            "Default": "NoteBrokenEndpoint",
        },
        "NoteBrokenEndpoint": deploy_failure(
            f"States.Format('endpoint {{}} is {{}} with the new model', '{settings.endpoint}', "
            "$.endpoint.status)",
            then="Reject",
        ),
    }


def _scaling(settings: Deployment) -> dict[str, State]:
    if not settings.scaling:
        return {}
    return {
        "RegisterScaling": call(
            "aws-sdk:applicationautoscaling:registerScalableTarget",
            {**_target(settings), **settings.scaling["target"]},
            then="SetScalingPolicy",
            failed=failed("RegisterScaling"),
        ),
        "SetScalingPolicy": call(
            "aws-sdk:applicationautoscaling:putScalingPolicy",
            {**_target(settings), **settings.scaling["policy"]},
            then="WhichModel",
            failed=failed("SetScalingPolicy"),
        ),
    }


def _said(pattern: str, *, otherwise: str) -> State:
    """Waits for quiet where SageMaker refused for this reason."""
    reason = {"Variable": "$.failure.Cause", "StringMatches": pattern, "Next": "WaitForQuiet"}
    return {"Type": "Choice", "Choices": [reason], "Default": otherwise}


def _status(status: str, *, then: str) -> dict[str, Any]:
    return {"Variable": "$.endpoint.status", "StringEquals": status, "Next": then}


def _target(settings: Deployment) -> Request:
    return {
        "ServiceNamespace": "sagemaker",
        "ResourceId": settings.resource_id,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }


def reading_retries() -> list[dict[str, Any]]:
    """None for SageMaker's general exception: so it says that there is no such endpoint."""
    return [
        {
            "ErrorEquals": ["SageMaker.ThrottlingException", "ThrottlingException"],
            "IntervalSeconds": 2,
            "BackoffRate": 2,
            "MaxAttempts": 5,
            "JitterStrategy": "FULL",
        }
    ]
