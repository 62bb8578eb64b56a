"""AWS::Connect::HoursOfOperation, with its overrides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ReplacementNeeded, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAMES = {
    "InstanceArn": "InstanceId",
    "Name": "Name",
    "Description": "Description",
    "TimeZone": "TimeZone",
    "Config": "Config",
}
OVERRIDE_NAMES = {
    "OverrideName": "Name",
    "OverrideDescription": "Description",
    "OverrideConfig": "Config",
    "OverrideType": "OverrideType",
    "EffectiveFrom": "EffectiveFrom",
    "EffectiveTill": "EffectiveTill",
    "RecurrenceConfig": "RecurrenceConfig",
}


class HoursOfOperation:
    """Makes hours of operation."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """CreateHoursOfOperation, then each override."""
        given = members(request, NAMES, apart=("HoursOfOperationOverrides",))
        made = client(cloud, request).create_hours_of_operation(
            **given, **tagged(request.properties)
        )
        self._override(cloud, request, made["HoursOfOperationId"])
        return _state(made["HoursOfOperationArn"])

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """UpdateHoursOfOperation; overrides are made anew where they changed."""
        if request.changed("InstanceArn"):
            raise ReplacementNeeded
        arn = str(request.physical_id)
        given = members(request, NAMES, apart=("HoursOfOperationOverrides",))
        api = client(cloud, request)
        api.update_hours_of_operation(HoursOfOperationId=arn, **given)
        if request.changed("HoursOfOperationOverrides"):
            where = {"InstanceId": given["InstanceId"], "HoursOfOperationId": arn}
            known = api.list_hours_of_operation_overrides(**where)["HoursOfOperationOverrideList"]
            for one in known:
                api.delete_hours_of_operation_override(
                    **where, HoursOfOperationOverrideId=one["HoursOfOperationOverrideId"]
                )
            self._override(cloud, request, arn)
        retag(cloud, request, arn)
        return _state(arn)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DeleteHoursOfOperation."""
        if_there(
            client(cloud, request).delete_hours_of_operation,
            InstanceId=request.properties["InstanceArn"],
            HoursOfOperationId=request.physical_id,
        )

    @staticmethod
    def _override(cloud: Cloud, request: ResourceRequest, id: str) -> None:  # noqa: A002
        for override in request.properties.get("HoursOfOperationOverrides") or ():
            client(cloud, request).create_hours_of_operation_override(
                InstanceId=request.properties["InstanceArn"],
                HoursOfOperationId=id,
                **_override_members(override),
            )


def _override_members(override: Mapping[str, Any]) -> dict[str, Any]:
    return {OVERRIDE_NAMES[name]: value for name, value in override.items()}


def _state(arn: str) -> ResourceState:
    return ResourceState(physical_id=arn, attributes={"HoursOfOperationArn": arn})
