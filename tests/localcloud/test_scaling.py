"""Application Auto Scaling of the local cloud."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.scaling import ScalingService

TARGET: dict[str, Any] = {
    "ServiceNamespace": "sagemaker",
    "ResourceId": "endpoint/prices/variant/AllTraffic",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


def test_a_target_is_removed_once() -> None:
    with LocalCloud([ScalingService]) as cloud:
        scaling = cloud.client("application-autoscaling", "eu-west-1")
        scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=2)
        scaling.deregister_scalable_target(**TARGET)

        assert (
            scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
        )
        with pytest.raises(ClientError, match=r"ObjectNotFoundException.*No scalable target found"):
            scaling.deregister_scalable_target(**TARGET)


def test_a_policy_that_is_not_there_is_not_found() -> None:
    with LocalCloud([ScalingService]) as cloud:
        scaling = cloud.client("application-autoscaling", "us-east-1")

        with pytest.raises(ClientError, match=r"ObjectNotFoundException.*No scaling policy found"):
            scaling.delete_scaling_policy(**TARGET, PolicyName="busy")
