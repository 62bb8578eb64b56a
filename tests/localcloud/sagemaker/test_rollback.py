"""An endpoint goes back to the model that it had where its alarms say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.asking import VERSIONS, asking
from tests.localcloud.sagemaker.toys import (
    archive,
    ask,
    config,
    echo,
    endpoint,
    model,
    settled,
    unique,
    until,
)

CANARY = {
    "TrafficRoutingConfiguration": {
        "Type": "CANARY",
        "WaitIntervalInSeconds": 600,
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
    },
    "TerminationWaitInSeconds": 0,
}


FAULT = "the trees are of another forest"
BAD = f"""
    def model_fn(model_dir):
        return None

    def input_fn(body, content_type):
        return body

    def predict_fn(data, model):
        raise RuntimeError("{FAULT}")
"""
"""An inference script that loads, and answers every request with an error of its own."""


@pytest.fixture(scope="module")
def runtime(cloud: LocalCloud) -> Any:
    """A client of the runtime API."""
    return cloud.client("sagemaker-runtime")


@pytest.fixture(scope="module")
def serving(cloud: LocalCloud) -> str:
    """An endpoint that each test finds in service, with some version of the model."""
    return endpoint(cloud, config(cloud, echo(cloud, next(VERSIONS))))


@pytest.fixture
def alarm(cloud: LocalCloud) -> str:
    """An alarm that is quiet."""
    name = unique("errors")
    client = cloud.client("cloudwatch")
    client.put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SageMaker",
        MetricName="Invocation5XXErrors",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
    )
    client.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="quiet")
    return name


@pytest.fixture
def failures(cloud: LocalCloud, serving: str) -> str:
    """An alarm that rings once more than a twentieth of an endpoint's answers are errors."""
    cloud.clock.move(timedelta(minutes=10))  # what another test had answered rings no more
    name = unique("failures")
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SageMaker",
        MetricName="Invocation5XXErrors",
        Dimensions=[
            {"Name": "EndpointName", "Value": serving},
            {"Name": "VariantName", "Value": "AllTraffic"},
        ],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.05,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    return name


def ring(cloud: LocalCloud, alarm: str) -> None:
    """Has an alarm ring."""
    cloud.client("cloudwatch").set_alarm_state(
        AlarmName=alarm, StateValue="ALARM", StateReason="half of the answers are errors"
    )


def test_a_canary_that_rings_an_alarm_is_taken_back(
    cloud: LocalCloud, serving: str, alarm: str, runtime: Any
) -> None:
    client = cloud.client("sagemaker")
    old, new = ask(runtime, serving, 0)["version"], next(VERSIONS)
    before = client.describe_endpoint(EndpointName=serving)["EndpointConfigName"]
    deployment = {
        "BlueGreenUpdatePolicy": CANARY,
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm}]},
    }
    with asking(cloud, serving, threads=2) as asker:
        client.update_endpoint(
            EndpointName=serving,
            EndpointConfigName=config(cloud, echo(cloud, new)),
            DeploymentConfig=deployment,
        )
        until(lambda: new in asker.answers, "the canary's answer")
        ring(cloud, alarm)
        described = settled(cloud, serving)
    assert asker.errors == []
    assert {ask(runtime, serving, 0)["version"] for _ in range(5)} == {old}
    assert (described["EndpointStatus"], described["EndpointConfigName"]) == ("InService", before)
    assert alarm in described["FailureReason"]
    assert described["LastDeploymentConfig"] == deployment


def test_a_bad_model_rings_its_alarm_by_itself_and_is_taken_back(
    cloud: LocalCloud, serving: str, failures: str, runtime: Any
) -> None:
    client, old = cloud.client("sagemaker"), ask(runtime, serving, 0)["version"]
    before = client.describe_endpoint(EndpointName=serving)["EndpointConfigName"]
    bad = model(cloud, archive(code__inference=BAD))
    with asking(cloud, serving, threads=2) as asker:
        client.update_endpoint(
            EndpointName=serving,
            EndpointConfigName=config(cloud, bad),
            DeploymentConfig={
                "BlueGreenUpdatePolicy": CANARY,
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": failures}]},
            },
        )
        described = settled(cloud, serving)
        # Those that the canary got are over; from here on the old model answers alone.
        failed = list(asker.errors)
        asker.answers.clear()
        until(lambda: old in asker.answers, "the old model's answer")
    assert failed
    assert all(FAULT in str(error) for error in asker.errors)
    assert asker.answers == {old}
    assert (described["EndpointStatus"], described["EndpointConfigName"]) == ("InService", before)
    assert failures in described["FailureReason"]
    assert {ask(runtime, serving, 0)["version"] for _ in range(5)} == {old}


def test_a_model_that_ends_its_process_is_taken_back_under_many_clients(
    cloud: LocalCloud, serving: str, failures: str, runtime: Any
) -> None:
    client, old = cloud.client("sagemaker"), ask(runtime, serving, 0)["version"]
    deadly = BAD.replace("raise RuntimeError", "import os; os._exit(1); print")
    bad = model(cloud, archive(code__inference=deadly))
    with asking(cloud, serving, threads=16) as asker:
        client.update_endpoint(
            EndpointName=serving,
            EndpointConfigName=config(cloud, bad),
            DeploymentConfig={
                "BlueGreenUpdatePolicy": CANARY,
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": failures}]},
            },
        )
        described = settled(cloud, serving)
    codes = {error.response["Error"]["Code"] for error in asker.errors}
    assert codes == {"ModelError"}
    assert failures in described["FailureReason"]
    assert {ask(runtime, serving, 0)["version"] for _ in range(5)} == {old}


def test_a_canary_that_is_quiet_gets_all_traffic_when_its_time_is_over(
    cloud: LocalCloud, serving: str, alarm: str, runtime: Any
) -> None:
    client, new = cloud.client("sagemaker"), next(VERSIONS)
    wanted = config(cloud, echo(cloud, new))
    client.update_endpoint(
        EndpointName=serving,
        EndpointConfigName=wanted,
        DeploymentConfig={
            "BlueGreenUpdatePolicy": CANARY,
            "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm}]},
        },
    )
    until(lambda: ask(runtime, serving, 0)["version"] == new, "the canary's answer")
    assert client.describe_endpoint(EndpointName=serving)["EndpointStatus"] == "Updating"

    def over() -> bool:
        cloud.clock.move(timedelta(seconds=601))
        described = client.describe_endpoint(EndpointName=serving)
        return bool(described["EndpointStatus"] == "InService")

    until(over)
    described = client.describe_endpoint(EndpointName=serving)
    assert described["EndpointConfigName"] == wanted
    assert {ask(runtime, serving, 0)["version"] for _ in range(5)} == {new}


def test_an_alarm_that_rings_already_keeps_the_new_model_out(
    cloud: LocalCloud, serving: str, alarm: str, runtime: Any
) -> None:
    ring(cloud, alarm)
    old = ask(runtime, serving, 0)["version"]
    client = cloud.client("sagemaker")
    client.update_endpoint(
        EndpointName=serving,
        EndpointConfigName=config(cloud, echo(cloud, next(VERSIONS))),
        DeploymentConfig={"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm}]}},
    )
    assert alarm in settled(cloud, serving)["FailureReason"]
    assert ask(runtime, serving, 0)["version"] == old
