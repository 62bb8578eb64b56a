"""Event source mappings: the Lambda API's operations for them.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.mapping import Mapping
from localcloud.events.mapping_settings import check_limits, complete
from localcloud.events.stream_records import TableWrites
from localcloud.functions.parts import FunctionParts
from localcloud.functions.reference import FunctionReference
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_SETTINGS_NOT_KEPT = frozenset({"FunctionName", "Enabled", "Tags", "UUID"})


class MappingOperations(FunctionParts):
    """Queues and streams that invoke functions."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.writes = TableWrites(cloud)
        self._mappings: dict[str, Mapping] = {}

    def create_event_source_mapping(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Has a queue or a stream invoke a function."""
        function, arn = self._function(call, request)
        settings = complete(request)
        check_limits(self.cloud, settings, self.configurations.of(function))
        for other in self._mappings.values():
            if (other.shown["EventSourceArn"], other.shown["FunctionArn"]) == (
                settings["EventSourceArn"],
                arn,
            ):
                raise ServiceError(
                    "ResourceConflictException",
                    f"{settings['EventSourceArn']} already invokes {arn}. Please update or delete "
                    f"the existing mapping with UUID {other.shown['UUID']}",
                    409,
                )
        identifier = str(uuid.uuid4())
        base = arn.split(":function:")[0]
        mapping = Mapping(
            self,
            self.writes,
            function,
            {
                **settings,
                "UUID": identifier,
                "EventSourceMappingArn": f"{base}:event-source-mapping:{identifier}",
                "FunctionArn": arn,
            },
        )
        mapping.enable(on=request.get("Enabled", True))
        self._mappings[identifier] = mapping
        return mapping.shown

    def get_event_source_mapping(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """One mapping."""
        return self._mapping(call, request).shown

    def list_event_source_mappings(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The mappings of a function, of a source, or all of the region."""
        wanted = None
        if request.get("FunctionName"):
            _, wanted = self._function(call, request)
        found = [
            mapping.shown
            for mapping in self._mappings.values()
            if mapping.region == call.region
            and wanted in (None, mapping.shown["FunctionArn"])
            and request.get("EventSourceArn") in (None, mapping.shown["EventSourceArn"])
        ]
        return {"EventSourceMappings": found}

    def update_event_source_mapping(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes a mapping; a stream goes on from where it was."""
        mapping = self._mapping(call, request)
        changes = {name: value for name, value in request.items() if name not in _SETTINGS_NOT_KEPT}
        function = mapping.function
        if request.get("FunctionName"):
            function, changes["FunctionArn"] = self._function(call, request)
        settings = {**mapping.shown, **changes}
        check_limits(self.cloud, settings, self.configurations.of(function))
        mapping.change(function, changes)
        if request.get("Enabled") is not None:
            mapping.enable(on=request["Enabled"])
        return mapping.shown

    def delete_event_source_mapping(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Ends a mapping; what its batches hold is still handled."""
        mapping = self._mapping(call, request)
        mapping.enable(on=False)
        del self._mappings[mapping.shown["UUID"]]
        return {**mapping.shown, "State": "Deleting"}

    def _mapping(self, call: Call, request: dict[str, Any]) -> Mapping:
        mapping = self._mappings.get(request["UUID"])
        if mapping is None or mapping.region != call.region:
            raise ServiceError(
                "ResourceNotFoundException",
                f"The resource you requested does not exist: event source mapping "
                f"{request['UUID']}",
                404,
            )
        return mapping

    def _function(self, call: Call, request: dict[str, Any]) -> tuple[FunctionReference, str]:
        function = FunctionReference.parse(request["FunctionName"], region=call.region)
        arn = str(
            self.configurations.of(FunctionReference(function.name, function.region))["FunctionArn"]
        )
        return function, f"{arn}:{function.qualifier}" if function.qualifier else arn
