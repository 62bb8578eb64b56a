"""Attributes of instances, and their end; instances themselves are moto's."""

from __future__ import annotations

from typing import Any

from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.parts import ConnectParts, listed
from localcloud.connect.places import last_part
from localcloud.service import Call

ATTRIBUTES = "attribute"
LOGS = "CONTACTFLOW_LOGS"
INBOUND = "INBOUND_CALLS"
DEFAULTS = {
    INBOUND: "true",
    "OUTBOUND_CALLS": "true",
    LOGS: "false",
    "CONTACT_LENS": "true",
    "AUTO_RESOLVE_BEST_VOICES": "true",
    "USE_CUSTOM_TTS_VOICES": "false",
    "EARLY_MEDIA": "true",
    "MULTI_PARTY_CONFERENCE": "false",
    "HIGH_VOLUME_OUTBOUND": "false",
    "ENHANCED_CONTACT_MONITORING": "false",
}


class InstanceOperations(ConnectParts):
    """UpdateInstanceAttribute and its kin, DeleteInstance."""

    def describe_instance_attribute(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """One attribute."""
        type_ = request["AttributeType"]
        value = self.attribute(self.where(call, request), type_)
        return {"Attribute": {"AttributeType": type_, "Value": value}}

    def update_instance_attribute(self, call: Call, request: dict[str, Any]) -> None:
        """Sets an attribute."""
        self._attributes(self.where(call, request))[request["AttributeType"]] = request["Value"]

    def list_instance_attributes(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """All attributes."""
        values = {**DEFAULTS, **self._attributes(self.where(call, request))}
        shown = [{"AttributeType": type_, "Value": value} for type_, value in values.items()]
        return listed("Attributes", shown, request)

    def delete_instance(self, call: Call, request: dict[str, Any]) -> None:
        """Removes an instance with all that it has."""
        where = call.region, last_part(request["InstanceId"])
        self.cloud.moto("connect", call.region).delete_instance(InstanceId=where[1])
        self.documents.forget(where)

    def attribute(self, where: Where, type: str) -> str:  # noqa: A002 - what AWS calls it
        """The value of an attribute: ``true`` or ``false``."""
        return str(self._attributes(where).get(type, DEFAULTS.get(type, "false")))

    def _attributes(self, where: Where) -> Document:
        found = self.documents.find(where, ATTRIBUTES, ATTRIBUTES)
        if found is None:
            found = {}
            self.documents.keep(where, ATTRIBUTES, ATTRIBUTES, found)
        return found
