"""Updating an endpoint: it answers meanwhile, and goes back where its alarms say so."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.sagemaker.endpoints.policy import Policy
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

VERSIONS = itertools.count(1)
"""A version for each model that is made."""
CANARY = {
    "TrafficRoutingConfiguration": {
        "Type": "CANARY",
        "WaitIntervalInSeconds": 600,
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
    },
    "TerminationWaitInSeconds": 0,
}


class Asking:
    """Threads that ask an endpoint without a pause, each through a client of its own."""

    def __init__(self, cloud: LocalCloud, name: str) -> None:
        self.errors: list[Exception] = []
        self.answers: set[int] = set()
        self._cloud = cloud
        self._name = name
        self._enough = threading.Event()

    def ask(self) -> None:
        client = over_network(self._cloud.endpoint, "sagemaker-runtime", "us-east-1")
        while not self._enough.is_set():
            try:
                self.answers.add(ask(client, self._name, 0)["version"])
            except ClientError as error:
                self.errors.append(error)

    def stop(self) -> None:
        self._enough.set()


@contextmanager
def asking(cloud: LocalCloud, name: str, threads: int) -> Iterator[Asking]:
    """Asks an endpoint for as long as the block lasts."""
    asker = Asking(cloud, name)
    started = [threading.Thread(target=asker.ask) for _ in range(threads)]
    for thread in started:
        thread.start()
    try:
        yield asker
    finally:
        asker.stop()
        for thread in started:
            thread.join()


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


def ring(cloud: LocalCloud, alarm: str) -> None:
    """Has an alarm ring."""
    cloud.client("cloudwatch").set_alarm_state(
        AlarmName=alarm, StateValue="ALARM", StateReason="half of the answers are errors"
    )


def test_an_endpoint_answers_while_it_is_updated(
    cloud: LocalCloud, serving: str, runtime: Any
) -> None:
    old, new = ask(runtime, serving, 0)["version"], next(VERSIONS)
    client, wanted = cloud.client("sagemaker"), config(cloud, echo(cloud, new))
    with asking(cloud, serving, threads=8) as asker:
        client.update_endpoint(EndpointName=serving, EndpointConfigName=wanted)
        with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
            client.update_endpoint(EndpointName=serving, EndpointConfigName=wanted)
        pending = client.describe_endpoint(EndpointName=serving)["PendingDeploymentSummary"]
        assert pending["EndpointConfigName"] == wanted
        described = settled(cloud, serving)
        until(lambda: new in asker.answers)
    assert asker.errors == []
    assert asker.answers == {old, new}
    assert (described["EndpointStatus"], described["EndpointConfigName"]) == ("InService", wanted)
    assert "FailureReason" not in described
    assert "PendingDeploymentSummary" not in described


def test_a_model_that_does_not_load_leaves_the_old_one_serving(
    cloud: LocalCloud, serving: str, runtime: Any
) -> None:
    client, old = cloud.client("sagemaker"), ask(runtime, serving, 0)["version"]
    before = client.describe_endpoint(EndpointName=serving)["EndpointConfigName"]
    broken = model(cloud, archive(code__inference="raise ImportError('no such module')"))
    client.update_endpoint(EndpointName=serving, EndpointConfigName=config(cloud, broken))
    described = settled(cloud, serving)
    assert (described["EndpointStatus"], described["EndpointConfigName"]) == ("InService", before)
    assert "did not pass the ping health check" in described["FailureReason"]
    assert ask(runtime, serving, 0)["version"] == old


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


def test_an_endpoint_on_its_way_is_not_deleted(cloud: LocalCloud) -> None:
    name = unique("endpoint")
    client = cloud.client("sagemaker")
    client.create_endpoint(EndpointName=name, EndpointConfigName=config(cloud, echo(cloud)))
    with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
        client.delete_endpoint(EndpointName=name)
    settled(cloud, name)
    client.delete_endpoint(EndpointName=name)


def test_a_guarded_deployment_keeps_the_names_of_the_variants(
    cloud: LocalCloud, serving: str
) -> None:
    other = config(cloud, echo(cloud), variant={"VariantName": "Other"})
    with pytest.raises(ClientError, match="AllTraffic, not Other"):
        cloud.client("sagemaker").update_endpoint(
            EndpointName=serving,
            EndpointConfigName=other,
            DeploymentConfig={"BlueGreenUpdatePolicy": CANARY},
        )


def blue_green(**routing: Any) -> dict[str, Any]:
    return {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {"WaitIntervalInSeconds": 60, **routing}
        }
    }


@pytest.mark.parametrize(
    ("deployment", "shares"),
    [
        (None, (1.0,)),
        (blue_green(Type="ALL_AT_ONCE"), (1.0,)),
        (blue_green(Type="CANARY", CanarySize={"Type": "CAPACITY_PERCENT", "Value": 10}), (0.1, 1)),
        (blue_green(Type="CANARY", CanarySize={"Type": "INSTANCE_COUNT", "Value": 1}), (0.25, 1)),
        (
            blue_green(Type="LINEAR", LinearStepSize={"Type": "CAPACITY_PERCENT", "Value": 33}),
            (0.33, 0.66, 0.99, 1),
        ),
        (
            {
                "RollingUpdatePolicy": {
                    "MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 2},
                    "WaitIntervalInSeconds": 60,
                }
            },
            (0.5, 1),
        ),
    ],
)
def test_traffic_moves_in_steps(deployment: dict[str, Any], shares: tuple[float, ...]) -> None:
    assert Policy.of(deployment, instances=4).shares == pytest.approx(shares)


@pytest.mark.parametrize(
    "routing",
    [
        {"Type": "CANARY"},
        {"Type": "LINEAR", "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 5}},
        {"Type": "ALL_AT_ONCE", "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 10}},
    ],
)
def test_a_step_that_does_not_fit_its_kind_is_refused(routing: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match=r"CanarySize|LinearStepSize"):
        Policy.of(blue_green(**routing), instances=1)
