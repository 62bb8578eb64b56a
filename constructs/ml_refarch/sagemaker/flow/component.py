"""A model into service as an inference component: copies that come and go with the requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ml_refarch.sagemaker.steps import Request
from ml_refarch.sagemaker.steps.asl import State, call

from .deployment import (
    VARIANT,
    WAIT_SECONDS,
    Deployment,
    configuration,
    looking,
    preparing,
    reading_retries,
    watching,
)
from .ending import failed
from .verdict import deploy_failure, verdict

COPIES: Final = 2
"""How many a change takes: AWS replaces at most half of the copies at a time."""

_BUSY: Final = ("Creating", "Updating", "Deleting")
_STATUS: Final = "$.component.InferenceComponentStatus"
_COUNT: Final = "$.component.RuntimeConfig.CurrentCopyCount"


@dataclass(frozen=True)
class ComponentDeployment(Deployment):
    """How a model is put into service as the component that has the endpoint's name.

    Args:
        requirements: What a copy needs of a machine.
    """

    requirements: Request = field(default_factory=dict)

    @property
    def resource_id(self) -> str:
        """What Application Auto Scaling calls the component."""
        return f"inference-component/{self.endpoint}"

    @property
    def target(self) -> Request:
        """The component's copies, as Application Auto Scaling is asked for them."""
        return {
            "ServiceNamespace": "sagemaker",
            "ResourceId": self.resource_id,
            "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
        }


def component_deployment(settings: ComponentDeployment, *, then: str) -> dict[str, State]:
    """The states from a candidate to a model in service.

    The endpoint is made once and stays as it is; what changes is the component's model. While it
    does, no copy is taken away, so that there is something to be judged by the alarms.
    """
    return {
        **preparing(settings, then="LookAtEndpoint"),
        **looking(settings, missing="CreateEndpointConfig", there="LookAtMachines"),
        **_hosting(settings),
        **watching(settings, then="LookAtComponent"),
        **_looking(settings),
        **_waking(settings),
        **_changing(settings),
        **_scaling(settings),
        **verdict(then, served="$.component.Specification.ModelName"),
    }


def _hosting(settings: ComponentDeployment) -> dict[str, State]:
    """Makes the endpoint if there is none; refuses one with other machines."""
    create = call(
        "aws-sdk:sagemaker:createEndpoint",
        {"EndpointName": settings.endpoint},
        then="WaitForEndpoint",
        failed=failed("CreateEndpoint"),
    )
    create["Parameters"]["EndpointConfigName.$"] = "$.candidate.name"
    machines = call(
        "aws-sdk:sagemaker:describeEndpointConfig",
        {},
        then="AreMachinesTheSame",
        failed=failed("LookAtMachines"),
        result="machines",
        selector={"variant.$": "$.ProductionVariants[0]"},
    )
    machines["Parameters"]["EndpointConfigName.$"] = "$.endpoint.config"
    scaling = settings.variant["ManagedInstanceScaling"]
    managed = "$.machines.variant.ManagedInstanceScaling"
    same: list[dict[str, Any]] = [
        {"Variable": managed, "IsPresent": True},
        {
            "Variable": "$.machines.variant.InstanceType",
            "StringEquals": settings.variant["InstanceType"],
        },
        *(
            {"Variable": f"{managed}.{name}", "NumericEquals": scaling[name]}
            for name in ("MinInstanceCount", "MaxInstanceCount")
        ),
    ]
    return {
        "CreateEndpointConfig": configuration(settings, {}, then="CreateEndpoint"),
        "CreateEndpoint": create,
        "LookAtMachines": machines,
        "AreMachinesTheSame": {
            "Type": "Choice",
            "Choices": [{"And": same, "Next": "LookAtComponent"}],
            "Default": "NoteOtherMachines",
        },
        "NoteOtherMachines": deploy_failure(
            "States.Format('endpoint {} has other machines than are asked for now, which cannot "
            "change while it hosts components; give another endpoint_name, or delete it, and run "
            f"again', '{settings.endpoint}')",
            then="ReadFailure",
        ),
    }


def _looking(settings: ComponentDeployment) -> dict[str, State]:
    delete = call(
        "aws-sdk:sagemaker:deleteInferenceComponent",
        _name(settings),
        then="WaitForQuietComponent",
        failed=failed("DeleteFailedComponent"),
    )
    look = _describe(settings, "LookAtComponent", then="WhichComponent")
    look["Catch"][0]["Next"] = "IsComponentMissing"
    return {
        "LookAtComponent": look,
        "IsComponentMissing": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$.failure.Cause",
                    "StringMatches": "*Could not find inference component*",
                    "Next": "CreateComponent",
                }
            ],
            "Default": failed("LookAtComponent"),
        },
        "WhichComponent": _settled(
            "WaitForQuietComponent", in_service="HoldScaling", otherwise="DeleteFailedComponent"
        ),
        "WaitForQuietComponent": _wait("LookAtComponent"),
        # It serves nothing, and takes no update.
        "DeleteFailedComponent": delete,
    }


def _waking(settings: ComponentDeployment) -> dict[str, State]:
    """Sees to it that there are copies to replace: a model that nobody ran is not judged."""
    wake = call(
        "aws-sdk:sagemaker:updateInferenceComponentRuntimeConfig",
        {**_name(settings), "DesiredRuntimeConfig": {"CopyCount": COPIES}},
        then="WaitForCopies",
        failed=failed("WakeComponent"),
    )
    awake = {"Variable": _COUNT, "NumericGreaterThanEquals": COPIES, "Next": "UpdateComponent"}
    return {
        "HoldScaling": call(
            "aws-sdk:applicationautoscaling:registerScalableTarget",
            _scalable(settings, held=True),
            then="IsAwake",
            failed=failed("HoldScaling"),
        ),
        "IsAwake": {"Type": "Choice", "Choices": [awake], "Default": "WakeComponent"},
        "WakeComponent": wake,
        "WaitForCopies": _wait("WatchCopies"),
        "WatchCopies": _describe(settings, "WatchCopies", then="AreThereCopies"),
        "AreThereCopies": {
            "Type": "Choice",
            # Without machines to spare the old model stays, which the verdict then says.
            "Choices": [*_busy("WaitForCopies"), awake],
            "Default": "RegisterScaling",
        },
    }


def _changing(settings: ComponentDeployment) -> dict[str, State]:
    create = call(
        "aws-sdk:sagemaker:createInferenceComponent",
        {
            **_name(settings),
            "EndpointName": settings.endpoint,
            "VariantName": VARIANT,
            "RuntimeConfig": {"CopyCount": 1},
        },
        then="WaitForComponent",
        failed=failed("CreateComponent"),
    )
    update = call(
        "aws-sdk:sagemaker:updateInferenceComponent",
        {**_name(settings), **settings.update},
        then="WaitForComponent",
        failed=failed("UpdateComponent"),
    )
    for state in (create, update):
        state["Parameters"]["Specification"] = {
            "ModelName.$": "$.candidate.name",
            "ComputeResourceRequirements": dict(settings.requirements),
        }
    return {
        "CreateComponent": create,
        "UpdateComponent": update,
        "WaitForComponent": _wait("WatchComponent"),
        "WatchComponent": _describe(settings, "WatchComponent", then="IsComponentSettled"),
        "IsComponentSettled": _settled(
            "WaitForComponent", in_service="RegisterScaling", otherwise="NoteBrokenComponent"
        ),
        "NoteBrokenComponent": deploy_failure(
            "States.Format('the component of endpoint {} failed with the new model', "
            f"'{settings.endpoint}')",
            then="Reject",
        ),
    }


def _scaling(settings: ComponentDeployment) -> dict[str, State]:
    """Has the copies follow the requests, down to none, and back when one found none."""
    wake = call(
        "aws-sdk:applicationautoscaling:putScalingPolicy",
        {**settings.target, **settings.scaling["wake"]},
        then="SetWakeAlarm",
        failed=failed("SetWakePolicy"),
        result="wake",
        selector={"arns.$": "States.Array($.PolicyARN)"},
    )
    alarm = call(
        "aws-sdk:cloudwatch:putMetricAlarm",
        {
            "AlarmName": wake_alarm_name(settings.endpoint),
            "AlarmDescription": f"A request to {settings.endpoint} found no copy of the model.",
            "Namespace": "AWS/SageMaker",
            "MetricName": "NoCapacityInvocationFailures",
            "Dimensions": [{"Name": "InferenceComponentName", "Value": settings.endpoint}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
        },
        then="WhichModel",
        failed=failed("SetWakeAlarm"),
    )
    alarm["Parameters"]["AlarmActions.$"] = "$.wake.arns"
    return {
        "RegisterScaling": call(
            "aws-sdk:applicationautoscaling:registerScalableTarget",
            _scalable(settings, held=False),
            then="SetScalingPolicy",
            failed=failed("RegisterScaling"),
        ),
        "SetScalingPolicy": call(
            "aws-sdk:applicationautoscaling:putScalingPolicy",
            {**settings.target, **settings.scaling["policy"]},
            then="SetWakePolicy",
            failed=failed("SetScalingPolicy"),
        ),
        "SetWakePolicy": wake,
        "SetWakeAlarm": alarm,
    }


def wake_alarm_name(endpoint: str) -> str:
    """The alarm that starts the first copy of an endpoint's model."""
    return f"{endpoint}-no-capacity"


def _scalable(settings: ComponentDeployment, *, held: bool) -> Request:
    return {
        **settings.target,
        **settings.scaling["target"],
        "SuspendedState": {"DynamicScalingInSuspended": held},
    }


def _describe(settings: ComponentDeployment, step: str, *, then: str) -> State:
    return call(
        "aws-sdk:sagemaker:describeInferenceComponent",
        _name(settings),
        then=then,
        failed=failed(step),
        result="component",
        selector={
            f"{name}.$": f"$.{name}"
            for name in ("InferenceComponentStatus", "RuntimeConfig", "Specification")
        },
        retries=reading_retries(),
    )


def _name(settings: ComponentDeployment) -> Mapping[str, str]:
    return {"InferenceComponentName": settings.endpoint}


def _wait(then: str) -> State:
    return {"Type": "Wait", "Seconds": WAIT_SECONDS, "Next": then}


def _busy(then: str) -> list[dict[str, Any]]:
    return [{"Variable": _STATUS, "StringEquals": status, "Next": then} for status in _BUSY]


def _settled(wait: str, *, in_service: str, otherwise: str) -> State:
    there = {"Variable": _STATUS, "StringEquals": "InService", "Next": in_service}
    return {"Type": "Choice", "Choices": [*_busy(wait), there], "Default": otherwise}
