"""The operations on model packages: the versions of a group, and their approval.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.sagemaker.kinds import PACKAGE, PACKAGE_GROUP, invalid
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Record, Shape
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

PENDING = "PendingManualApproval"
_CHANGEABLE = (
    "ModelApprovalStatus",
    "ApprovalDescription",
    "InferenceSpecification",
    "SourceUri",
    "ModelCard",
    "ModelLifeCycle",
    "ModelPackageRegistrationType",
)


class PackageOperations(SageMakerParts):
    """Model packages and their groups."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._highest: dict[str, int] = {}
        self._numbering = threading.Lock()

    def create_model_package_group(self, call: Call, request: Shape) -> Shape:
        """Records a group, without versions yet."""
        name = request["ModelPackageGroupName"]
        members = {**request, "ModelPackageGroupStatus": "Completed", "CreatedBy": {}}
        record = self.records.add(PACKAGE_GROUP, name, call.region, members)
        return {"ModelPackageGroupArn": record.arn}

    def describe_model_package_group(self, call: Call, request: Shape) -> Shape:
        """A group."""
        return self.records.read(self._group(call, request["ModelPackageGroupName"]))

    def list_model_package_groups(self, call: Call, request: Shape) -> Shape:
        """The groups of the region."""
        return self.page(call, request, PACKAGE_GROUP, "ModelPackageGroupSummaryList")

    def delete_model_package_group(self, call: Call, request: Shape) -> None:
        """Forgets a group that has no versions."""
        group = self._group(call, request["ModelPackageGroupName"])
        if self._versions(call, group.name):
            raise ServiceError(
                "ConflictException",
                f"Model Package Group {group.arn} cannot be deleted: it has model packages",
            )
        self.records.remove(PACKAGE_GROUP, group.name, call.region)
        self._highest.pop(group.arn, None)

    def put_model_package_group_policy(self, call: Call, request: Shape) -> Shape:
        """Records who else may use a group."""
        group = self._group(call, request["ModelPackageGroupName"])
        self.records.update(group, ResourcePolicy=request["ResourcePolicy"])
        return {"ModelPackageGroupArn": group.arn}

    def get_model_package_group_policy(self, call: Call, request: Shape) -> Shape:
        """Who else may use a group."""
        group = self._group(call, request["ModelPackageGroupName"])
        policy = group.members.get("ResourcePolicy")
        if policy is None:
            raise invalid(f"Cannot find resource policy for: {group.arn}")
        return {"ResourcePolicy": policy}

    def delete_model_package_group_policy(self, call: Call, request: Shape) -> None:
        """Forgets who else may use a group."""
        group = self._group(call, request["ModelPackageGroupName"])
        self.records.update(group, ResourcePolicy=None)

    def create_model_package(self, call: Call, request: Shape) -> Shape:
        """Records a package: the next version of its group, or one with a name of its own."""
        group_name, own_name = request.get("ModelPackageGroupName"), request.get("ModelPackageName")
        if bool(group_name) == bool(own_name):
            raise invalid(
                "Exactly one of ModelPackageGroupName and ModelPackageName must be specified."
            )
        if not (request.get("InferenceSpecification") or request.get("SourceUri")) and not (
            request.get("SourceAlgorithmSpecification")
        ):
            raise invalid("InferenceSpecification or SourceAlgorithmSpecification is required")
        status: dict[str, Any] = {"ValidationStatuses": [], "ImageScanStatuses": []}
        members: dict[str, Any] = {
            **request,
            "ModelPackageStatus": "Completed",
            "ModelPackageStatusDetails": status,
            "CreatedBy": {},
        }
        if own_name:
            record = self.records.add(PACKAGE, own_name, call.region, members)
            return {"ModelPackageArn": record.arn}
        return {"ModelPackageArn": self._add_version(call, str(group_name), members).arn}

    def describe_model_package(self, call: Call, request: Shape) -> Shape:
        """A package, by name or ARN."""
        return self.records.read(self._package(call, request["ModelPackageName"]))

    def list_model_packages(self, call: Call, request: Shape) -> Shape:
        """The packages of a group, or those with names of their own."""
        group = request.get("ModelPackageGroupName")
        if group:
            found = self._versions(call, self._group(call, group).name)
        else:
            found = self.records.of(PACKAGE, call.region)
            wanted = request.get("ModelPackageType", "Unversioned")
            if wanted != "Both":
                versioned = wanted == "Versioned"
                found = [r for r in found if ("ModelPackageVersion" in r.members) == versioned]
        approval = request.get("ModelApprovalStatus")
        if approval:
            found = [r for r in found if r.members.get("ModelApprovalStatus") == approval]
        return self.page_of(found, request, PACKAGE, "ModelPackageSummaryList")

    def update_model_package(self, call: Call, request: Shape) -> Shape:
        """Approves or rejects a package, or changes what is said about it."""
        record = self._package(call, request["ModelPackageArn"])
        changes = {name: request[name] for name in _CHANGEABLE if name in request}
        properties = dict(record.members.get("CustomerMetadataProperties") or {})
        properties.update(request.get("CustomerMetadataProperties") or {})
        for gone in request.get("CustomerMetadataPropertiesToRemove") or ():
            properties.pop(gone, None)
        if properties or "CustomerMetadataProperties" in record.members:
            changes["CustomerMetadataProperties"] = properties
        more = request.get("AdditionalInferenceSpecificationsToAdd")
        if more:
            known = record.members.get("AdditionalInferenceSpecifications") or []
            changes["AdditionalInferenceSpecifications"] = [*known, *more]
        self.records.update(record, LastModifiedBy={}, **changes)
        return {"ModelPackageArn": record.arn}

    def delete_model_package(self, call: Call, request: Shape) -> None:
        """Forgets a package; its version is not given again."""
        record = self._package(call, request["ModelPackageName"])
        self.records.remove(PACKAGE, record.name, call.region)

    def _add_version(self, call: Call, group_name: str, members: dict[str, Any]) -> Record:
        group = self._group(call, group_name)
        with self._numbering:
            version = self._highest[group.arn] = self._highest.get(group.arn, 0) + 1
        key = f"{group.name}/{version}"
        members |= {
            "ModelPackageGroupName": group.name,
            "ModelPackageName": key,
            "ModelPackageVersion": version,
            "ModelPackageArn": f"{PACKAGE.arn_of(group.name, call.region)}/{version}",
            "ModelApprovalStatus": members.get("ModelApprovalStatus", PENDING),
        }
        return self.records.add(PACKAGE, key, call.region, members)

    def _group(self, call: Call, name: str) -> Record:
        record = self.records.by_arn(name) if name.startswith("arn:") else None
        return record or self.records.get(PACKAGE_GROUP, name, call.region)

    def _package(self, call: Call, name: str) -> Record:
        record = self.records.by_arn(name) if name.startswith("arn:") else None
        if record is None:
            if name.startswith("arn:"):
                raise invalid(f"ModelPackage {name} does not exist.")
            record = self.records.get(PACKAGE, name, call.region)
        return record

    def _versions(self, call: Call, group: str) -> list[Record]:
        return [
            record
            for record in self.records.of(PACKAGE, call.region)
            if record.members.get("ModelPackageGroupName") == group
        ]
