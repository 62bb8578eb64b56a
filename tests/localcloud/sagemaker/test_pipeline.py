"""A whole pipeline as a state machine: prepare, train, gate, register, deploy, deploy again."""

from __future__ import annotations

import json

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.pipelines import pipeline, request_with_paths, without
from tests.localcloud.sagemaker.toys import (
    ask,
    put,
    training,
    unique,
    until,
)
from tests.localcloud.states.machines import Execution, Machine, machine, task


@pytest.fixture(scope="module")
def endpoint() -> str:
    """The name of the endpoint that the pipeline makes."""
    return unique("prices")


@pytest.fixture(scope="module")
def prices(cloud: LocalCloud, endpoint: str) -> Machine:
    """The pipeline, without an endpoint yet."""
    group = unique("pricing")
    cloud.client("sagemaker").create_model_package_group(ModelPackageGroupName=group)
    return pipeline(cloud, endpoint, group)


def entered(execution: Execution) -> list[str]:
    """The states that an execution has gone through, each once."""
    names = [
        event["stateEnteredEventDetails"]["name"]
        for event in execution.history()
        if event["type"].endswith("StateEntered")
    ]
    return list(dict.fromkeys(names))


def test_the_first_run_makes_the_endpoint_and_the_second_updates_it(
    cloud: LocalCloud, prices: Machine, endpoint: str
) -> None:
    runtime = cloud.client("sagemaker-runtime")
    put(cloud, "raw/bookings.csv", "10,1\n12,2\n")
    first = prices.start({"limit": 5}, name=unique("first"))
    output = first.output()
    assert output["gate"]["reason"] == "rmse 1.0 against 5"
    assert output["inUse"]["ModelPackageSummaryList"] == []
    assert ask(runtime, endpoint, {})["price"] == 11

    put(cloud, "raw/bookings.csv", "14,1\n14,2\n")
    second = prices.start({"limit": 5}, name=unique("second"))
    output = second.output()
    assert ask(runtime, endpoint, {})["price"] == 14
    (found,) = output["inUse"]["ModelPackageSummaryList"]
    assert found["ModelPackageArn"].endswith("/1")
    assert output["package"]["ModelPackageArn"].endswith("/2")
    assert "CreateEndpoint" in entered(first)
    assert "UpdateEndpoint" in entered(second)
    assert entered(second)[-2:] == ["ScaleByInvocations", "Tell"]

    targets = cloud.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="sagemaker"
    )["ScalableTargets"]
    assert [each["MaxCapacity"] for each in targets] == [2]


def test_a_model_that_the_gate_stops_harms_no_endpoint(
    cloud: LocalCloud, prices: Machine, endpoint: str
) -> None:
    put(cloud, "raw/bookings.csv", "90,1\n90,2\n")
    execution = prices.start({"limit": 5})
    execution.output()
    assert entered(execution)[-1] == "Kept"
    assert ask(cloud.client("sagemaker-runtime"), endpoint, {})["price"] != 90


def test_the_step_that_fails_is_named_with_its_reason(cloud: LocalCloud, prices: Machine) -> None:
    put(cloud, "raw/bookings.csv", "")
    execution = prices.start({"limit": 5})
    ended = execution.end()
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    job = json.loads(ended["cause"])
    assert job["FailureReason"] == "AlgorithmError: there are no rows, exit code: 1"
    assert entered(execution) == ["Prepare", "TellOfFailure", "Failed"]


def test_stopping_an_execution_stops_its_job(cloud: LocalCloud) -> None:
    request = training("unused", run="import time; time.sleep(300)")
    state = task(
        "sagemaker:createTrainingJob.sync",
        Parameters=request_with_paths(
            without(request, "TrainingJobName"), TrainingJobName="$$.Execution.Name"
        ),
    )
    name = unique("stopped")
    execution = machine(cloud, {"Train": state}).start(name=name)
    execution.reach("TaskSubmitted")
    cloud.client("stepfunctions").stop_execution(executionArn=execution.arn)
    client = cloud.client("sagemaker")

    def stopped() -> bool:
        job = client.describe_training_job(TrainingJobName=name)
        return bool(job["TrainingJobStatus"] == "Stopped")

    until(stopped)
    assert execution.end()["status"] == "ABORTED"
    assert "TaskFailed" not in execution.events()
    assert "TaskSucceeded" not in execution.events()


def test_a_job_that_takes_longer_than_its_state_allows_is_stopped(cloud: LocalCloud) -> None:
    name = unique("slow")
    state = task(
        "sagemaker:createTrainingJob.sync",
        Parameters=training(name, run="import time; time.sleep(300)"),
        TimeoutSeconds=1,
    )
    ended = machine(cloud, {"Train": state}).start().end()
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Timeout")
    client = cloud.client("sagemaker")

    def stopped() -> bool:
        job = client.describe_training_job(TrainingJobName=name)
        return bool(job["TrainingJobStatus"] == "Stopped")

    until(stopped)


def test_errors_of_jobs_have_the_names_of_optimised_integrations(cloud: LocalCloud) -> None:
    name = unique("twice")
    request = training(name, run="print()")
    cloud.client("sagemaker").create_training_job(**request)
    state = task("sagemaker:createTrainingJob.sync", Parameters=request)
    assert machine(cloud, {"A": state}).start().end()["error"] == "SageMaker.ResourceInUseException"
    wrong = {**request, "TrainingJobName": unique("wrong"), "EnableManagedSpotTraining": True}
    state = task("sagemaker:createTrainingJob.sync", Parameters=wrong)
    ended = machine(cloud, {"A": state}).start().end()
    assert ended["error"] == "SageMaker.AmazonSageMakerException"
