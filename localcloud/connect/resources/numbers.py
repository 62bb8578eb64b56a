"""AWS::Connect::PhoneNumber."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.connect.blocks.phone_numbers import COUNTRIES
from localcloud.connect.resources.making import client, if_there, members, retag, tagged
from localcloud.handlers import ResourceError, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

APART = ("TargetArn", "Type", "CountryCode", "Prefix", "Description")


class PhoneNumber:
    """Claims made-up numbers."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Claims the first number that is free."""
        members(request, {}, apart=APART)
        given, api = request.properties, client(cloud, request)
        prefix = given.get("Prefix")
        country = given.get("CountryCode") or _country(prefix)
        search: dict[str, Any] = {
            "PhoneNumberCountryCode": country,
            "PhoneNumberType": given.get("Type") or "DID",
            "TargetArn": given["TargetArn"],
        }
        if prefix:
            search["PhoneNumberPrefix"] = prefix
        free = api.search_available_phone_numbers(**search)["AvailableNumbersList"]
        if not free:
            raise ResourceError(f"No {search['PhoneNumberType']} number of {country} is left")
        number = free[0]["PhoneNumber"]
        description = given.get("Description")
        claim = {
            "TargetArn": given["TargetArn"],
            "PhoneNumber": number,
            **tagged(given),
            **({"PhoneNumberDescription": description} if description else {}),
        }
        made = api.claim_phone_number(**claim)
        return _state(made["PhoneNumberArn"], number)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Moves the number, describes it anew."""
        arn, api = str(request.physical_id), client(cloud, request)
        if request.changed("TargetArn"):
            api.update_phone_number(PhoneNumberId=arn, TargetArn=request.properties["TargetArn"])
        if request.changed("Description"):
            api.update_phone_number_metadata(
                PhoneNumberId=arn,
                PhoneNumberDescription=request.properties.get("Description", ""),
            )
        retag(cloud, request, arn)
        return _state(arn, request.attributes["Address"])

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Gives the number back."""
        if_there(client(cloud, request).release_phone_number, PhoneNumberId=request.physical_id)


def _country(prefix: str | None) -> str:
    if prefix and prefix.startswith("+1"):
        return "US"
    for country, (code, _) in COUNTRIES.items():
        if prefix and prefix.startswith(f"+{code}"):
            return country
    raise ResourceError(f"CountryCode or a known Prefix is needed; Prefix is {prefix!r}")


def _state(arn: str, number: str) -> ResourceState:
    return ResourceState(physical_id=arn, attributes={"PhoneNumberArn": arn, "Address": number})
