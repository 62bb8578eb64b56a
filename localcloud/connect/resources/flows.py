"""AWS::Connect::ContactFlow and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.connect.places import last_part
from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ReplacementNeeded, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAMES = {
    "InstanceArn": "InstanceId",
    "Name": "Name",
    "Type": "Type",
    "Content": "Content",
    "Description": "Description",
}


class ContactFlow:
    """Publishes flows."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateContactFlow, which refuses what Connect would not publish."""
        given = members(request, NAMES, apart=("State",))
        made = client(cloud, request).create_contact_flow(**given, **tagged(request.properties))
        arn = made["ContactFlowArn"]
        self._set_state(cloud, request, arn)
        return ResourceState(physical_id=arn, attributes={"ContactFlowArn": arn})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Publishes other content under the same ARN."""
        if request.changed("InstanceArn"):
            raise ReplacementNeeded
        arn, api = str(request.physical_id), client(cloud, request)
        where = {"InstanceId": request.properties["InstanceArn"], "ContactFlowId": arn}
        if request.changed("Content"):
            api.update_contact_flow_content(**where, Content=request.properties["Content"])
        if request.changed("Name", "Description"):
            api.update_contact_flow_metadata(
                **where,
                Name=request.properties["Name"],
                Description=request.properties.get("Description", ""),
            )
        if request.changed("State"):
            self._set_state(cloud, request, arn)
        retag(cloud, request, arn)
        return ResourceState(physical_id=arn, attributes={"ContactFlowArn": arn})

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DeleteContactFlow."""
        if_there(
            client(cloud, request).delete_contact_flow,
            InstanceId=request.properties["InstanceArn"],
            ContactFlowId=request.physical_id,
        )

    @staticmethod
    def _set_state(cloud: Cloud, request: ResourceRequest, arn: str) -> None:
        state = request.properties.get("State")
        if state:
            client(cloud, request).update_contact_flow_metadata(
                InstanceId=request.properties["InstanceArn"],
                ContactFlowId=arn,
                ContactFlowState=state,
            )


class ContactFlowVersion:
    """Keeps a flow's content under a number."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateContactFlowVersion."""
        given = members(request, {"ContactFlowId": "ContactFlowId", "Description": "Description"})
        instance = _instance(given["ContactFlowId"])
        made = client(cloud, request).create_contact_flow_version(InstanceId=instance, **given)
        arn = made["ContactFlowArn"]
        attributes = {"ContactFlowVersionARN": arn, "Version": made["Version"]}
        return ResourceState(physical_id=arn, attributes=attributes)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Every property is create-only."""
        del cloud, request
        raise ReplacementNeeded

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DeleteContactFlowVersion."""
        flow = request.properties["ContactFlowId"]
        if_there(
            client(cloud, request).delete_contact_flow_version,
            InstanceId=_instance(flow),
            ContactFlowId=last_part(flow),
            ContactFlowVersion=request.attributes["Version"],
        )


def _instance(flow: str) -> str:
    return last_part(flow.split("/contact-flow/")[0])
