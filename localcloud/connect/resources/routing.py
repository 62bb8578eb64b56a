"""AWS::Connect::Queue and AWS::Connect::RoutingProfile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.connect.places import last_part
from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ReplacementNeeded, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

QUEUE_NAMES = {
    "InstanceArn": "InstanceId",
    "Name": "Name",
    "Description": "Description",
    "HoursOfOperationArn": "HoursOfOperationId",
    "MaxContacts": "MaxContacts",
}
QUEUE_APART = ("OutboundCallerConfig", "Status", "QuickConnectArns")


class QueueResource:
    """Makes queues."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateQueue; a disabled one is disabled after."""
        given = members(request, QUEUE_NAMES, apart=QUEUE_APART)
        outbound = _outbound(request.properties)
        made = client(cloud, request).create_queue(
            **given,
            **({"OutboundCallerConfig": outbound} if outbound else {}),
            **tagged(request.properties),
        )
        arn = made["QueueArn"]
        if request.properties.get("Status") == "DISABLED":
            client(cloud, request).update_queue_status(
                InstanceId=given["InstanceId"], QueueId=arn, Status="DISABLED"
            )
        return ResourceState(physical_id=arn, attributes={"QueueArn": arn, "Type": "STANDARD"})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """One operation for each property that changed."""
        if request.changed("InstanceArn"):
            raise ReplacementNeeded
        given = members(request, QUEUE_NAMES, apart=QUEUE_APART)
        api, arn = client(cloud, request), str(request.physical_id)
        where = {"InstanceId": given["InstanceId"], "QueueId": arn}
        if request.changed("Name", "Description"):
            named = {name: given[name] for name in ("Name", "Description") if name in given}
            api.update_queue_name(**where, **named)
        if request.changed("HoursOfOperationArn"):
            hours = given["HoursOfOperationId"]
            api.update_queue_hours_of_operation(**where, HoursOfOperationId=hours)
        if request.changed("MaxContacts"):
            limit = {"MaxContacts": given["MaxContacts"]} if "MaxContacts" in given else {}
            api.update_queue_max_contacts(**where, **limit)
        if request.changed("Status"):
            status = request.properties.get("Status") or "ENABLED"
            api.update_queue_status(**where, Status=status)
        if request.changed("OutboundCallerConfig"):
            api.update_queue_outbound_caller_config(
                **where, OutboundCallerConfig=_outbound(request.properties)
            )
        retag(cloud, request, arn)
        return ResourceState(physical_id=arn, attributes={"QueueArn": arn, "Type": "STANDARD"})

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DeleteQueue."""
        if_there(
            client(cloud, request).delete_queue,
            InstanceId=request.properties["InstanceArn"],
            QueueId=request.physical_id,
        )


PROFILE_NAMES = {
    "InstanceArn": "InstanceId",
    "Name": "Name",
    "Description": "Description",
    "MediaConcurrencies": "MediaConcurrencies",
    "DefaultOutboundQueueArn": "DefaultOutboundQueueId",
    "AgentAvailabilityTimer": "AgentAvailabilityTimer",
}


class RoutingProfile:
    """Notes routing profiles: there are no agents here who would have one."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateRoutingProfile."""
        given = members(request, PROFILE_NAMES, apart=("QueueConfigs",))
        made = client(cloud, request).create_routing_profile(
            **given, QueueConfigs=_configs(request.properties), **tagged(request.properties)
        )
        arn = made["RoutingProfileArn"]
        return ResourceState(physical_id=arn, attributes={"RoutingProfileArn": arn})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """One operation for each property."""
        if request.changed("InstanceArn"):
            raise ReplacementNeeded
        given = members(request, PROFILE_NAMES, apart=("QueueConfigs",))
        api, arn = client(cloud, request), str(request.physical_id)
        where = {"InstanceId": given["InstanceId"], "RoutingProfileId": arn}
        api.update_routing_profile_name(
            **where, Name=given["Name"], Description=given["Description"]
        )
        api.update_routing_profile_concurrency(
            **where, MediaConcurrencies=given["MediaConcurrencies"]
        )
        api.update_routing_profile_default_outbound_queue(
            **where, DefaultOutboundQueueId=given["DefaultOutboundQueueId"]
        )
        if request.changed("QueueConfigs"):
            gone = [one["QueueReference"] for one in _configs(request.previous or {})]
            api.disassociate_routing_profile_queues(**where, QueueReferences=gone)
            api.associate_routing_profile_queues(**where, QueueConfigs=_configs(request.properties))
        retag(cloud, request, arn)
        return ResourceState(physical_id=arn, attributes={"RoutingProfileArn": arn})

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DeleteRoutingProfile."""
        if_there(
            client(cloud, request).delete_routing_profile,
            InstanceId=request.properties["InstanceArn"],
            RoutingProfileId=request.physical_id,
        )


def _outbound(properties: Mapping[str, Any]) -> dict[str, Any]:
    config = properties.get("OutboundCallerConfig") or {}
    renamed = {
        "OutboundCallerIdNumberArn": "OutboundCallerIdNumberId",
        "OutboundFlowArn": "OutboundFlowId",
    }
    return {
        renamed.get(name, name): last_part(value) if name in renamed else value
        for name, value in config.items()
    }


def _configs(properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "Priority": one["Priority"],
            "Delay": one["Delay"],
            "QueueReference": {
                "Channel": one["QueueReference"]["Channel"],
                "QueueId": last_part(one["QueueReference"]["QueueArn"]),
            },
        }
        for one in properties.get("QueueConfigs") or ()
    ]
