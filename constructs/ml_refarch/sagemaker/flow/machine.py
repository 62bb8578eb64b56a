"""The whole state machine."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from aws_cdk import Duration

from ml_refarch.sagemaker.steps import MODEL_DATA, Answer, Job, Plan, Run, asl, key
from ml_refarch.sagemaker.steps.asl import State

from .beginning import BEGIN, START, beginning
from .component import ComponentDeployment, component_deployment
from .deployment import NAME_MODEL, Deployment, deployment
from .ending import failed, failures, tell, told

_REGISTER = "Register"
_IS_BETTER = "IsBetter"
_CANDIDATE = "Candidate"
_NOT_BETTER = "NotBetter"
_START_MONITOR = "StartMonitor"


def definition(
    plan: Plan,
    *,
    pipeline: str,
    image_uri: str,
    topic_arn: str | None,
    deploy: Deployment | None,
    monitor_arn: str | None,
    settle: Duration | None,
    timeout: Duration,
) -> dict[str, Any]:
    """The definition, with JSONPath.

    Args:
        plan: What is done up to the registration.
        pipeline: What messages call the pipeline.
        image_uri: The container that serves what the pipeline trains.
        topic_arn: Who is told what came of a run; nobody without.
        deploy: How a model is put into service; it is only registered without.
        monitor_arn: The state machine that has a monitor follow the model; there is none without.
        settle: How long a run that files started waits for more; no files start one without.
        timeout: How long a run may take.
    """
    end = "Registered" if deploy is None else "Deployed"
    done = tell(end, topic_arn=topic_arn)
    states = {
        **beginning(first=plan.steps[0].name, settle=settle, deploys=deploy is not None),
        **_steps(plan, topic_arn),
        _REGISTER: _register(plan, then=done if deploy is None else _CANDIDATE),
    }
    of = {"modelPackage": f"$.{key(_REGISTER)}.ModelPackageArn"}
    if deploy is not None:
        states[_CANDIDATE] = _candidate(image_uri)
        after = done if monitor_arn is None else _START_MONITOR
        if isinstance(deploy, ComponentDeployment):
            states |= component_deployment(deploy, then=after)
        else:
            states |= deployment(deploy, then=after)
        if monitor_arn is not None:
            states[_START_MONITOR] = _start_monitor(monitor_arn, then=done)
        of = {"modelPackage": "$.candidate.modelPackage", "endpoint": deploy.endpoint}
    states |= told(end, topic_arn=topic_arn, pipeline=pipeline, of=of)
    if plan.gate is not None:
        reason = asl.expression(Answer(plan.gate.name, "reason"))
        states |= told(_NOT_BETTER, topic_arn=topic_arn, pipeline=pipeline, of={"reason": reason})
    states |= failures(
        [name for name in states if _may_fail(name, states)],
        [step.name for step in plan.steps if isinstance(step, Job)],
        topic_arn=topic_arn,
        pipeline=pipeline,
    )
    return {
        "Comment": f"Trains, judges and registers the model of {pipeline}",
        "StartAt": START if START in states else BEGIN,
        "TimeoutSeconds": int(timeout.to_seconds()),
        "States": states,
    }


def _steps(plan: Plan, topic_arn: str | None) -> dict[str, State]:
    after = _REGISTER if plan.gate is None else _IS_BETTER
    states: dict[str, State] = {}
    for step, following in pairwise([*plan.steps, None]):
        then = after if following is None else following.name
        if isinstance(step, Job):
            states[step.name] = asl.job(step, then=then, failed=failed(step.name))
        elif step is not None:
            states[step.name] = asl.question(step, then=then, failed=failed(step.name))
    if plan.gate is not None:
        states[_IS_BETTER] = {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": asl.expression(Answer(plan.gate.name, "deploy")),
                    "BooleanEquals": True,
                    "Next": _REGISTER,
                }
            ],
            "Default": tell(_NOT_BETTER, topic_arn=topic_arn),
        }
    return states


def _register(plan: Plan, *, then: str) -> State:
    return asl.call(
        "aws-sdk:sagemaker:createModelPackage",
        {
            **plan.registration,
            # It is approved when an endpoint is in service with it, or by a person.
            "ModelApprovalStatus": "PendingManualApproval",
            "CustomerMetadataProperties": {asl.RUN_PROPERTY: Run()},
        },
        then=then,
        failed=failed(_REGISTER),
        result=key(_REGISTER),
        selector={"ModelPackageArn.$": "$.ModelPackageArn"},
    )


def _candidate(image_uri: str) -> State:
    return {
        "Type": "Pass",
        "Parameters": {
            "modelPackage.$": f"$.{key(_REGISTER)}.ModelPackageArn",
            "image": image_uri,
            "modelData.$": asl.expression(MODEL_DATA),
        },
        "ResultPath": "$.candidate",
        "Next": NAME_MODEL,
    }


def _start_monitor(monitor_arn: str, *, then: str) -> State:
    """Goes on at once: a baseline takes minutes, and the model is in service without it."""
    state = asl.call(
        "aws-sdk:sfn:startExecution",
        {"StateMachineArn": monitor_arn},
        then=then,
        failed=failed(_START_MONITOR),
        retries=[],
    )
    # The candidate names its package as the input of a run does.
    state["Parameters"]["Input.$"] = "States.JsonToString($.candidate)"
    return state


def _may_fail(name: str, states: dict[str, State]) -> bool:
    leads = {failed(name)}
    return any(
        leads & {state.get("Default"), *(one["Next"] for one in state.get("Catch", ()))}
        for state in states.values()
    )
