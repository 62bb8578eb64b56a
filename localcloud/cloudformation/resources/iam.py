"""IAM: roles with their policies, inline and managed policies, instance profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

MANAGED_BY_AWS = ":iam::aws:policy/"
"""What the ARN of a policy of AWS's own has in it.

moto has none of them unless it loads all 1,400, and nothing judges them here: a role is not given
one, so that a deploy does not wait for it.
"""

HOLDERS = {"Roles": "Role", "Users": "User", "Groups": "Group"}
"""Who can hold a policy: the property that lists them, and the API's word for one."""


class RoleHandler(ResourceHandler):
    """AWS::IAM::Role."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the role, then its policies."""
        api = Api(cloud, request, "iam")
        name = request.properties.get("RoleName") or api.name(limit=64)
        own = without(request.properties, {"ManagedPolicyArns", "Policies"})
        role = api.call("CreateRole", api.fold("CreateRole", {**own, "RoleName": name}))["Role"]
        self._grant(api, name, request)
        return _role_state(role)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes what may be changed of a role, its policies and its tags."""
        api = Api(cloud, request, "iam")
        name = str(request.physical_id)
        new = request.properties
        if request.changed("AssumeRolePolicyDocument"):
            document = {"PolicyDocument": new["AssumeRolePolicyDocument"], "RoleName": name}
            api.call("UpdateAssumeRolePolicy", api.fold("UpdateAssumeRolePolicy", document))
        if request.changed("Description", "MaxSessionDuration"):
            kept = {"Description": "", "MaxSessionDuration": 3600, **new, "RoleName": name}
            api.call("UpdateRole", api.fold("UpdateRole", kept, only_known=True))
        self._grant(api, name, request)
        given, taken = tag_changes(request)
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagRole", {"RoleName": name, "Tags": tags})
        if taken:
            api.call("UntagRole", {"RoleName": name, "TagKeys": taken})
        return ResourceState(physical_id=name, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the role's policies from it and deletes it."""
        api = Api(cloud, request, "iam")
        name = str(request.physical_id)
        for arn in _kept_here(request.properties):
            api.call_if_there("DetachRolePolicy", {"RoleName": name, "PolicyArn": arn})
        for policy in request.properties.get("Policies") or ():
            api.call_if_there(
                "DeleteRolePolicy", {"RoleName": name, "PolicyName": policy["PolicyName"]}
            )
        api.call_if_there("DeleteRole", {"RoleName": name})

    def _grant(self, api: Api, name: str, request: ResourceRequest) -> None:
        previous = request.previous or {}
        arns, before = _kept_here(request.properties), _kept_here(previous)
        for arn in arns:
            if arn not in before:
                api.call("AttachRolePolicy", {"RoleName": name, "PolicyArn": arn})
        for arn in before:
            if arn not in arns:
                api.call_if_there("DetachRolePolicy", {"RoleName": name, "PolicyArn": arn})
        policies = request.properties.get("Policies") or []
        for policy in policies:
            members = {**policy, "RoleName": name}
            api.call("PutRolePolicy", api.fold("PutRolePolicy", members))
        kept = {policy["PolicyName"] for policy in policies}
        for policy in previous.get("Policies") or []:
            if policy["PolicyName"] not in kept:
                gone = {"RoleName": name, "PolicyName": policy["PolicyName"]}
                api.call_if_there("DeleteRolePolicy", gone)


def _kept_here(properties: Mapping[str, Any]) -> list[str]:
    arns = properties.get("ManagedPolicyArns") or []
    return [arn for arn in arns if MANAGED_BY_AWS not in arn]


def _role_state(role: Mapping[str, Any]) -> ResourceState:
    attributes = {"Arn": role["Arn"], "RoleId": role["RoleId"]}
    return ResourceState(physical_id=role["RoleName"], attributes=attributes)


class PolicyHandler(ResourceHandler):
    """AWS::IAM::Policy: one document, inline in each role, user and group it names."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the document to every holder."""
        api = Api(cloud, request, "iam")
        self._put(api, request)
        policy_id = api.name(limit=128)
        return ResourceState(physical_id=policy_id, attributes={"Id": policy_id})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the document to every holder, and takes it from those no longer named."""
        api = Api(cloud, request, "iam")
        self._put(api, request)
        previous = request.previous or {}
        renamed = request.changed("PolicyName")
        for listing, holder in HOLDERS.items():
            for name in previous.get(listing) or ():
                if renamed or name not in (request.properties.get(listing) or ()):
                    self._take(api, holder, name, previous["PolicyName"])
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the document from every holder."""
        api = Api(cloud, request, "iam")
        for listing, holder in HOLDERS.items():
            for name in request.properties.get(listing) or ():
                self._take(api, holder, name, request.properties["PolicyName"])

    def _put(self, api: Api, request: ResourceRequest) -> None:
        for listing, holder in HOLDERS.items():
            for name in request.properties.get(listing) or ():
                operation = f"Put{holder}Policy"
                policy = without(request.properties, set(HOLDERS))
                api.call(operation, api.fold(operation, {**policy, f"{holder}Name": name}))

    def _take(self, api: Api, holder: str, name: str, policy: str) -> None:
        members = {f"{holder}Name": name, "PolicyName": policy}
        api.call_if_there(f"Delete{holder}Policy", members)


class ManagedPolicyHandler(ResourceHandler):
    """AWS::IAM::ManagedPolicy."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the policy and attaches it."""
        api = Api(cloud, request, "iam")
        own = without(request.properties, {*HOLDERS, "ManagedPolicyName"})
        name = request.properties.get("ManagedPolicyName") or api.name(limit=128)
        members = api.fold("CreatePolicy", {**own, "PolicyName": name})
        arn = api.call("CreatePolicy", members)["Policy"]["Arn"]
        self._attach(api, arn, request)
        return ResourceState(physical_id=arn, attributes={"PolicyArn": arn})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the new document the policy's default version; attaches it where it is named."""
        api = Api(cloud, request, "iam")
        arn = str(request.physical_id)
        if request.changed("PolicyDocument"):
            self._drop_versions(api, arn)
            document = {"PolicyDocument": request.properties["PolicyDocument"], "PolicyArn": arn}
            members = api.fold("CreatePolicyVersion", document)
            api.call("CreatePolicyVersion", {**members, "SetAsDefault": True})
        self._attach(api, arn, request)
        return ResourceState(physical_id=arn, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Detaches the policy and deletes it with its versions."""
        api = Api(cloud, request, "iam")
        arn = str(request.physical_id)
        for listing, holder in HOLDERS.items():
            for name in request.properties.get(listing) or ():
                members = {f"{holder}Name": name, "PolicyArn": arn}
                api.call_if_there(f"Detach{holder}Policy", members)
        self._drop_versions(api, arn)
        api.call_if_there("DeletePolicy", {"PolicyArn": arn})

    def _attach(self, api: Api, arn: str, request: ResourceRequest) -> None:
        previous = request.previous or {}
        for listing, holder in HOLDERS.items():
            new: Sequence[str] = request.properties.get(listing) or ()
            old: Sequence[str] = previous.get(listing) or ()
            for name in new:
                if name not in old:
                    members = {f"{holder}Name": name, "PolicyArn": arn}
                    api.call(f"Attach{holder}Policy", members)
            for name in old:
                if name not in new:
                    members = {f"{holder}Name": name, "PolicyArn": arn}
                    api.call_if_there(f"Detach{holder}Policy", members)

    def _drop_versions(self, api: Api, arn: str) -> None:
        for version in api.call("ListPolicyVersions", {"PolicyArn": arn})["Versions"]:
            if not version["IsDefaultVersion"]:
                members = {"PolicyArn": arn, "VersionId": version["VersionId"]}
                api.call("DeletePolicyVersion", members)


class InstanceProfileHandler(ResourceHandler):
    """AWS::IAM::InstanceProfile."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the profile and puts its role into it."""
        api = Api(cloud, request, "iam")
        name = request.properties.get("InstanceProfileName") or api.name(limit=128)
        own = {**without(request.properties, {"Roles"}), "InstanceProfileName": name}
        members = api.fold("CreateInstanceProfile", own)
        profile = api.call("CreateInstanceProfile", members)["InstanceProfile"]
        for role in request.properties["Roles"]:
            members = {"InstanceProfileName": name, "RoleName": role}
            api.call("AddRoleToInstanceProfile", members)
        return ResourceState(physical_id=name, attributes={"Arn": profile["Arn"]})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the role."""
        api = Api(cloud, request, "iam")
        self._remove_roles(api, (request.previous or {}).get("Roles") or (), request)
        for role in request.properties["Roles"]:
            members = {"InstanceProfileName": str(request.physical_id), "RoleName": role}
            api.call("AddRoleToInstanceProfile", members)
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the role out and deletes the profile."""
        api = Api(cloud, request, "iam")
        self._remove_roles(api, request.properties.get("Roles") or (), request)
        members = {"InstanceProfileName": str(request.physical_id)}
        api.call_if_there("DeleteInstanceProfile", members)

    def _remove_roles(self, api: Api, roles: Sequence[str], request: ResourceRequest) -> None:
        for role in roles:
            members = {"InstanceProfileName": str(request.physical_id), "RoleName": role}
            api.call_if_there("RemoveRoleFromInstanceProfile", members)


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::IAM::InstanceProfile": InstanceProfileHandler(),
    "AWS::IAM::ManagedPolicy": ManagedPolicyHandler(),
    "AWS::IAM::Policy": PolicyHandler(),
    "AWS::IAM::Role": RoleHandler(),
}
