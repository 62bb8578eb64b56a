"""Hours of operation and their overrides."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.parts import ConnectParts, listed, summary
from localcloud.connect.hours import Hours, hours_of
from localcloud.errors import ServiceError
from localcloud.service import Call

HOURS = "operating-hours"
OVERRIDE_MEMBERS = (
    "Name",
    "Description",
    "Config",
    "EffectiveFrom",
    "EffectiveTill",
    "RecurrenceConfig",
    "OverrideType",
)


class HoursOperations(ConnectParts):
    """CreateHoursOfOperation and its kin."""

    def create_hours_of_operation(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """New hours."""
        where = self.where(call, request)
        _check_zone(request["TimeZone"])
        made = self.make(call, where, HOURS, request, Overrides={})
        return {"HoursOfOperationId": made["Id"], "HoursOfOperationArn": made["Arn"]}

    def describe_hours_of_operation(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Hours, without their overrides."""
        document = self._hours(call, request)
        shown = {
            **document,
            "HoursOfOperationId": document["Id"],
            "HoursOfOperationArn": document["Arn"],
            "Tags": self.tags(call.region, document["Arn"]),
        }
        return {"HoursOfOperation": shown}

    def update_hours_of_operation(self, call: Call, request: dict[str, Any]) -> None:
        """Changes hours."""
        document = self._hours(call, request)
        if "TimeZone" in request:
            _check_zone(request["TimeZone"])
        self.change(document, request, "Name", "Description", "TimeZone", "Config")

    def delete_hours_of_operation(self, call: Call, request: dict[str, Any]) -> None:
        """Removes hours, unless a queue has them."""
        where = self.where(call, request)
        document = self.documents.get(where, HOURS, request["HoursOfOperationId"])
        users = [
            queue["Name"]
            for queue in self.documents.all(where, "queue")
            if queue["HoursOfOperationId"] == document["Id"]
        ]
        if users:
            message = f"The hours {document['Name']!r} are those of the queue {users[0]!r}."
            raise ServiceError("ResourceInUseException", message, 409)
        self.documents.take(where, HOURS, document["Id"])

    def list_hours_of_operations(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """All hours of an instance."""
        every = self.documents.all(self.where(call, request), HOURS)
        return listed("HoursOfOperationSummaryList", [summary(one) for one in every], request)

    def create_hours_of_operation_override(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """What differs on some dates."""
        document = self._hours(call, request)
        _check_dates(request)
        id_ = str(uuid.uuid4())
        document["Overrides"][id_] = {
            "HoursOfOperationOverrideId": id_,
            "HoursOfOperationId": document["Id"],
            "HoursOfOperationArn": document["Arn"],
            **{name: request[name] for name in OVERRIDE_MEMBERS if name in request},
        }
        return {"HoursOfOperationOverrideId": id_}

    def describe_hours_of_operation_override(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """One override."""
        return {"HoursOfOperationOverride": self._override(call, request)}

    def update_hours_of_operation_override(self, call: Call, request: dict[str, Any]) -> None:
        """Changes an override."""
        override = self._override(call, request)
        changed = {**override, **{k: request[k] for k in OVERRIDE_MEMBERS if k in request}}
        _check_dates(changed)
        override.update(changed)

    def delete_hours_of_operation_override(self, call: Call, request: dict[str, Any]) -> None:
        """Removes an override."""
        override = self._override(call, request)
        del self._hours(call, request)["Overrides"][override["HoursOfOperationOverrideId"]]

    def list_hours_of_operation_overrides(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """The overrides of some hours."""
        overrides = list(self._hours(call, request)["Overrides"].values())
        return listed("HoursOfOperationOverrideList", overrides, request)

    def opening(self, where: Where, id: str) -> Hours | None:  # noqa: A002
        """Hours that can tell whether it is open; None where there are none of that id."""
        document = self.documents.find(where, HOURS, id)
        return hours_of(document, list(document["Overrides"].values())) if document else None

    def _hours(self, call: Call, request: Mapping[str, Any]) -> Document:
        where = self.where(call, request)
        return self.documents.get(where, HOURS, request["HoursOfOperationId"])

    def _override(self, call: Call, request: Mapping[str, Any]) -> Document:
        id_ = request["HoursOfOperationOverrideId"]
        override: Document | None = self._hours(call, request)["Overrides"].get(id_)
        if override is None:
            raise ServiceError("ResourceNotFoundException", f"There is no override {id_}.", 404)
        return override


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"TimeZone: {name!r} is not a time zone such as 'America/New_York'."
        raise ServiceError("InvalidParameterException", message) from error


def _check_dates(request: Mapping[str, Any]) -> None:
    try:
        first, last = (
            date.fromisoformat(request[name]) for name in ("EffectiveFrom", "EffectiveTill")
        )
    except ValueError as error:
        raise ServiceError("InvalidParameterException", f"{error}; write YYYY-MM-DD.") from error
    if last < first:
        message = f"EffectiveTill: {last} is before EffectiveFrom, {first}."
        raise ServiceError("InvalidParameterException", message)
