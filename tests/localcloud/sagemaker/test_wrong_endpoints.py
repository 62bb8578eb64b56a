"""Endpoints that cannot be: the reason is told, where the person who made them looks for it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    ROLE,
    archive,
    config,
    echo,
    log,
    model,
    put,
    settled,
    unique,
)


def test_a_script_without_model_fn_fails_its_endpoint_with_the_reason_in_the_log(
    cloud: LocalCloud,
) -> None:
    broken = model(cloud, archive(code__inference="def predict_fn(data, model): return 1"))
    name = unique("endpoint")
    client = cloud.client("sagemaker")
    client.create_endpoint(EndpointName=name, EndpointConfigName=config(cloud, broken))
    described = settled(cloud, name)
    assert described["EndpointStatus"] == "Failed"
    assert described["FailureReason"] == (
        "The primary container for production variant AllTraffic did not pass the ping health "
        "check. Please check CloudWatch logs for this endpoint."
    )
    said = log(cloud, f"/aws/sagemaker/Endpoints/{name}")
    assert "Please provide a model_fn implementation." in said
    client.delete_endpoint(EndpointName=name)


def test_a_model_without_an_archive_is_refused_before_there_is_an_endpoint(
    cloud: LocalCloud,
) -> None:
    missing = f"s3://{BUCKET}/nothing/model.tar.gz"
    with pytest.raises(ClientError, match=f"Could not find model data at {missing}"):
        model(cloud, missing)


def test_an_archive_that_is_none_fails_the_endpoint(cloud: LocalCloud) -> None:
    broken = model(cloud, put(cloud, "broken/model.tar.gz", "no archive"))
    name = unique("endpoint")
    client = cloud.client("sagemaker")
    client.create_endpoint(EndpointName=name, EndpointConfigName=config(cloud, broken))
    assert "Failed to extract the model data archive" in settled(cloud, name)["FailureReason"]


def test_a_model_names_one_image(cloud: LocalCloud) -> None:
    client = cloud.client("sagemaker")
    with pytest.raises(ClientError, match="Exactly one of PrimaryContainer and Containers"):
        client.create_model(ModelName=unique("none"), ExecutionRoleArn=ROLE)


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ({"ModelName": "none"}, "Could not find model"),
        ({"InitialInstanceCount": None, "InstanceType": None}, "must have either"),
        ({"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1}}, "must have either"),
    ],
)
def test_a_wrong_configuration_is_refused(
    cloud: LocalCloud, variant: dict[str, Any], said: str
) -> None:
    plain = {
        "VariantName": "AllTraffic",
        "ModelName": echo(cloud),
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    given = {name: value for name, value in {**plain, **variant}.items() if value is not None}
    with pytest.raises(ClientError, match=said):
        cloud.client("sagemaker").create_endpoint_config(
            EndpointConfigName=unique("wrong"), ProductionVariants=[given]
        )
