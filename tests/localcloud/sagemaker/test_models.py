"""Models and the model registry: versions, approval, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.toys import ROLE, XGBOOST, put, unique


@pytest.fixture
def group(cloud: LocalCloud) -> str:
    """A model package group without versions."""
    name = unique("pricing")
    cloud.client("sagemaker").create_model_package_group(ModelPackageGroupName=name)
    return name


def register(cloud: LocalCloud, group: str, **settings: Any) -> str:
    """Adds a version to a group.

    Returns:
        Its ARN.
    """
    container = {
        "Image": XGBOOST,
        "ModelDataUrl": put(cloud, f"registered/{group}/model.tar.gz", "an archive"),
    }
    made = cloud.client("sagemaker").create_model_package(
        ModelPackageGroupName=group,
        InferenceSpecification={
            "Containers": [container],
            "SupportedContentTypes": ["application/json"],
            "SupportedResponseMIMETypes": ["application/json"],
        },
        **settings,
    )
    return str(made["ModelPackageArn"])


def test_versions_of_a_group_count_up_and_wait_for_approval(cloud: LocalCloud, group: str) -> None:
    first, second = register(cloud, group), register(cloud, group)
    assert (first.rsplit("/", 1)[1], second.rsplit("/", 1)[1]) == ("1", "2")
    client = cloud.client("sagemaker")
    described = client.describe_model_package(ModelPackageName=second)
    assert described["ModelPackageVersion"] == 2
    assert described["ModelApprovalStatus"] == "PendingManualApproval"
    assert described["InferenceSpecification"]["Containers"][0]["Image"] == XGBOOST


def test_a_version_that_was_deleted_is_not_given_again(cloud: LocalCloud, group: str) -> None:
    cloud.client("sagemaker").delete_model_package(ModelPackageName=register(cloud, group))
    assert register(cloud, group).endswith("/2")


def test_the_model_in_use_is_the_last_that_was_approved(cloud: LocalCloud, group: str) -> None:
    client = cloud.client("sagemaker")
    arns = [register(cloud, group, ModelApprovalStatus="Approved") for _ in range(2)]
    register(cloud, group)
    client.update_model_package(
        ModelPackageArn=arns[1],
        ModelApprovalStatus="Rejected",
        ApprovalDescription="worse than the one in use",
        CustomerMetadataProperties={"rmse": "21.5"},
    )
    listed = client.list_model_packages(
        ModelPackageGroupName=group,
        ModelApprovalStatus="Approved",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=1,
    )["ModelPackageSummaryList"]
    assert [each["ModelPackageArn"] for each in listed] == [arns[0]]
    rejected = client.describe_model_package(ModelPackageName=arns[1])
    assert rejected["ApprovalDescription"] == "worse than the one in use"
    assert rejected["CustomerMetadataProperties"] == {"rmse": "21.5"}


def test_a_group_with_versions_is_not_deleted(cloud: LocalCloud, group: str) -> None:
    arn = register(cloud, group)
    client = cloud.client("sagemaker")
    with pytest.raises(client.exceptions.ConflictException):
        client.delete_model_package_group(ModelPackageGroupName=group)
    client.delete_model_package(ModelPackageName=arn)
    client.delete_model_package_group(ModelPackageGroupName=group)
    with pytest.raises(ClientError, match="does not exist"):
        client.describe_model_package_group(ModelPackageGroupName=group)


def test_a_version_of_no_group_is_refused(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="model-package-group/none does not exist"):
        register(cloud, "none")


def test_a_model_can_be_made_from_a_version(cloud: LocalCloud, group: str) -> None:
    name, client = unique("model"), cloud.client("sagemaker")
    request = {
        "ModelName": name,
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": {"ModelPackageName": register(cloud, group)},
    }
    client.create_model(**request)
    assert client.describe_model(ModelName=name)["PrimaryContainer"] == request["PrimaryContainer"]
    with pytest.raises(ClientError, match="Cannot create already existing model"):
        client.create_model(**request)
    client.delete_model(ModelName=name)
    with pytest.raises(ClientError, match='Could not find model "arn:aws:sagemaker'):
        client.describe_model(ModelName=name)


def test_what_is_made_has_tags(cloud: LocalCloud) -> None:
    client = cloud.client("sagemaker")
    name = unique("tagged")
    arn = client.create_model_package_group(
        ModelPackageGroupName=name, Tags=[{"Key": "team", "Value": "prices"}]
    )["ModelPackageGroupArn"]
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "cost", "Value": "ml"}])
    client.delete_tags(ResourceArn=arn, TagKeys=["team"])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "cost", "Value": "ml"}]


def test_what_moto_keeps_is_still_there(cloud: LocalCloud) -> None:
    client = cloud.client("sagemaker")
    name = unique("notebook")
    arn = client.create_notebook_instance(
        NotebookInstanceName=name,
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        Tags=[{"Key": "team", "Value": "prices"}],
    )["NotebookInstanceArn"]
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "prices"}]


def test_regions_are_apart(cloud: LocalCloud, group: str) -> None:
    with pytest.raises(ClientError, match="does not exist"):
        cloud.client("sagemaker", "eu-west-3").describe_model_package_group(
            ModelPackageGroupName=group
        )
