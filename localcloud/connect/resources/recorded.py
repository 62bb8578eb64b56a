"""Types that are only noted here: modules, prompts, test cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from botocore import xform_name

from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ReplacementNeeded, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Noted:
    """A type of which the API has Create, Update and Delete.

    Attributes:
        noun: What its operations are called after.
        id: The member that names one.
        arn: The attribute that holds its ARN, and the member that CreateX answers it in.
        names: The API's member by property.
        updates: What each update operation takes.
    """

    noun: ClassVar[str]
    id: ClassVar[str]
    arn: ClassVar[tuple[str, str]]
    names: ClassVar[Mapping[str, str]]
    updates: ClassVar[Mapping[str, tuple[str, ...]]]
    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Create."""
        given = members(request, self.names)
        operation = getattr(client(cloud, request), xform_name(f"Create{self.noun}"))
        made = operation(**given, **tagged(request.properties))
        return self._state(made[self.arn[1]])

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Update."""
        if request.changed("InstanceArn"):
            raise ReplacementNeeded
        given, arn = members(request, self.names), str(request.physical_id)
        where: dict[str, Any] = {"InstanceId": given["InstanceId"], self.id: arn}
        for name, takes in self.updates.items():
            changed = {member: given[member] for member in takes if member in given}
            getattr(client(cloud, request), xform_name(name))(**where, **changed)
        retag(cloud, request, arn)
        return self._state(arn)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Delete."""
        where = {"InstanceId": request.properties["InstanceArn"], self.id: request.physical_id}
        if_there(getattr(client(cloud, request), xform_name(f"Delete{self.noun}")), **where)

    def _state(self, arn: str) -> ResourceState:
        return ResourceState(physical_id=arn, attributes={self.arn[0]: arn})


class ContactFlowModule(Noted):
    """AWS::Connect::ContactFlowModule."""

    noun = "ContactFlowModule"
    id = "ContactFlowModuleId"
    arn = ("ContactFlowModuleArn", "Arn")
    names: ClassVar[Mapping[str, str]] = {
        "InstanceArn": "InstanceId",
        "Name": "Name",
        "Content": "Content",
        "Description": "Description",
        "Settings": "Settings",
        "ExternalInvocationConfiguration": "ExternalInvocationConfiguration",
    }
    updates: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "UpdateContactFlowModuleContent": ("Content", "Settings"),
        "UpdateContactFlowModuleMetadata": ("Name", "Description"),
    }


class Prompt(Noted):
    """AWS::Connect::Prompt."""

    noun = "Prompt"
    id = "PromptId"
    arn = ("PromptArn", "PromptARN")
    names: ClassVar[Mapping[str, str]] = {
        "InstanceArn": "InstanceId",
        "Name": "Name",
        "Description": "Description",
        "S3Uri": "S3Uri",
    }
    updates: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "UpdatePrompt": ("Name", "Description", "S3Uri")
    }


class TestCase(Noted):
    """AWS::Connect::TestCase."""

    noun = "TestCase"
    id = "TestCaseId"
    arn = ("TestCaseArn", "TestCaseArn")
    names: ClassVar[Mapping[str, str]] = {
        "InstanceArn": "InstanceId",
        "Name": "Name",
        "Description": "Description",
        "Content": "Content",
        "EntryPoint": "EntryPoint",
        "InitializationData": "InitializationData",
        "Status": "Status",
    }
    updates: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "UpdateTestCase": (
            "Name",
            "Description",
            "Content",
            "EntryPoint",
            "InitializationData",
            "Status",
        )
    }
