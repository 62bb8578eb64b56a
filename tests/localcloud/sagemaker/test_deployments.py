"""Updating an endpoint: it answers meanwhile, and its traffic moves in steps."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.sagemaker.endpoints.policy import Policy
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

CLIENTS = 16
"""Those that ask at once."""


@pytest.fixture(scope="module")
def runtime(cloud: LocalCloud) -> Any:
    """A client of the runtime API."""
    return cloud.client("sagemaker-runtime")


@pytest.fixture(scope="module")
def serving(cloud: LocalCloud) -> str:
    """An endpoint that each test finds in service, with some version of the model."""
    return endpoint(cloud, config(cloud, echo(cloud, next(VERSIONS))))


def test_an_endpoint_answers_while_it_is_updated(
    cloud: LocalCloud, serving: str, runtime: Any
) -> None:
    old, new = ask(runtime, serving, 0)["version"], next(VERSIONS)
    client, wanted = cloud.client("sagemaker"), config(cloud, echo(cloud, new))
    with asking(cloud, serving, threads=CLIENTS) as asker:
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
            DeploymentConfig=blue_green(
                Type="CANARY", CanarySize={"Type": "CAPACITY_PERCENT", "Value": 50}
            ),
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
