"""AWS::Connect::Instance: moto's instance, and its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

ATTRIBUTES = {
    "InboundCalls": "INBOUND_CALLS",
    "OutboundCalls": "OUTBOUND_CALLS",
    "ContactflowLogs": "CONTACTFLOW_LOGS",
    "ContactLens": "CONTACT_LENS",
    "AutoResolveBestVoices": "AUTO_RESOLVE_BEST_VOICES",
    "UseCustomTTSVoices": "USE_CUSTOM_TTS_VOICES",
    "EarlyMedia": "EARLY_MEDIA",
    "MultiPartyConference": "MULTI_PARTY_CONFERENCE",
    "AutoMuteAgentOnHold": "AUTO_MUTE_AGENT_ON_HOLD",
    "HighVolumeOutBound": "HIGH_VOLUME_OUTBOUND",
    "EnhancedContactMonitoring": "ENHANCED_CONTACT_MONITORING",
    "EnhancedChatMonitoring": "ENHANCED_CHAT_MONITORING",
    "MultiPartyChatConference": "MULTI_PARTY_CHAT_CONFERENCE",
    "MessageStreaming": "MESSAGE_STREAMING",
}
"""The API's name of each attribute."""


class Instance:
    """Makes instances."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateInstance, then every attribute."""
        given = members(request, NAMES, apart=("Attributes",))
        attributes = request.properties["Attributes"]
        made = client(cloud, request).create_instance(
            **given,
            InboundCallsEnabled=attributes["InboundCalls"],
            OutboundCallsEnabled=attributes["OutboundCalls"],
            **tagged(request.properties),
        )
        self._set(cloud, request, made["Id"])
        return self._state(cloud, request, made["Id"])

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sets attributes and tags; all else is create-only."""
        id_ = request.attributes["Id"]
        self._set(cloud, request, id_)
        retag(cloud, request, request.attributes["Arn"])
        return self._state(cloud, request, id_)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the instance with all that it has."""
        if_there(client(cloud, request).delete_instance, InstanceId=request.attributes["Id"])

    @staticmethod
    def _set(cloud: Cloud, request: ResourceRequest, id: str) -> None:  # noqa: A002
        for name, value in request.properties["Attributes"].items():
            client(cloud, request).update_instance_attribute(
                InstanceId=id, AttributeType=ATTRIBUTES[name], Value=str(value).lower()
            )

    @staticmethod
    def _state(cloud: Cloud, request: ResourceRequest, id: str) -> ResourceState:  # noqa: A002
        shown: dict[str, Any] = client(cloud, request).describe_instance(InstanceId=id)["Instance"]
        attributes = {
            **{name: shown[name] for name in ("Id", "Arn", "ServiceRole", "InstanceStatus")},
            "CreatedTime": shown["CreatedTime"].isoformat(),
        }
        return ResourceState(physical_id=shown["Arn"], attributes=attributes)


NAMES = {
    "IdentityManagementType": "IdentityManagementType",
    "InstanceAlias": "InstanceAlias",
    "DirectoryId": "DirectoryId",
}
