"""Which model of the registry is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NONE = "none"
"""Stands for no model, where an argument of a job cannot be left out."""


@dataclass(frozen=True)
class Registered:
    """A registered model.

    Args:
        package: Its ARN.
        data: The address of its archive.
    """

    package: str
    data: str


def model_in_use(sagemaker: Any, group: str) -> Registered:  # noqa: ANN401 - a client
    """The newest approved model of a group: approved once an endpoint is in service with it.

    Args:
        sagemaker: A client of SageMaker.
        group: The group's name.
    """
    newest = sagemaker.list_model_packages(
        ModelPackageGroupName=group,
        ModelApprovalStatus="Approved",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=1,
    )["ModelPackageSummaryList"]
    if not newest:
        return Registered(package=NONE, data=NONE)
    package = newest[0]["ModelPackageArn"]
    described = sagemaker.describe_model_package(ModelPackageName=package)
    return Registered(
        package=package, data=described["InferenceSpecification"]["Containers"][0]["ModelDataUrl"]
    )
