"""Telephone numbers: searching, claiming, and the flow that answers them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.parts import ConnectParts, listed
from localcloud.connect.blocks.phone_numbers import COUNTRIES
from localcloud.connect.places import last_part
from localcloud.errors import ServiceError
from localcloud.service import Call

NUMBER = "phone-number"
FLOW = "contact-flow"
LENGTH = 12
"""Of a made-up number, with its ``+``: that of North America's."""

E164 = re.compile(r"\+[1-9][0-9]{1,14}")
FICTION = {"1": "+120655501", "82": "+8250000", "44": "+44163296"}
"""How made-up numbers begin, by calling code: where it can be, in ranges kept for fiction."""

TOLL_FREE = {"1": "+180055501", "82": "+8280000", "44": "+44808157"}


class NumberOperations(ConnectParts):
    """SearchAvailablePhoneNumbers, ClaimPhoneNumber and their kin."""

    def search_available_phone_numbers(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Made-up numbers that nobody has claimed here."""
        country, kind = request["PhoneNumberCountryCode"], request["PhoneNumberType"]
        taken = {one["PhoneNumber"] for one in self.documents.all(_region(call), NUMBER)}
        start = request.get("PhoneNumberPrefix") or _beginning(country, kind)
        width = max(1, LENGTH - len(start))
        made = (f"{start}{n:0{width}d}" for n in range(10 ** min(width, 3)))
        shown = [
            {"PhoneNumber": number, "PhoneNumberCountryCode": country, "PhoneNumberType": kind}
            for number in made
            if number not in taken
        ]
        return listed("AvailableNumbersList", shown, {"MaxResults": 10, **request})

    def claim_phone_number(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Claims a number for an instance."""
        target = request.get("TargetArn") or request.get("InstanceId")
        if not target:
            raise ServiceError("InvalidParameterException", "TargetArn or InstanceId is missing.")
        instance = self.instance(call.region, last_part(target))
        number = request["PhoneNumber"]
        if not E164.fullmatch(number):
            message = f"PhoneNumber: {number!r} is not written as +12065550100."
            raise ServiceError("InvalidParameterException", message)
        every = self.documents.all(_region(call), NUMBER)
        if any(one["PhoneNumber"] == number for one in every):
            raise ServiceError("InvalidParameterException", f"{number} is claimed already.")
        id_ = str(uuid.uuid4())
        made = self.make(
            call,
            _region(call),
            NUMBER,
            {k: request[k] for k in ("PhoneNumber", "PhoneNumberDescription") if k in request},
            Id=id_,
            Arn=f"{instance['Arn'].rsplit(':', 1)[0]}:{NUMBER}/{id_}",
            InstanceId=instance["Id"],
            TargetArn=instance["Arn"],
            PhoneNumberCountryCode=_country(number),
            PhoneNumberType="TOLL_FREE" if number.startswith(tuple(TOLL_FREE.values())) else "DID",
        )
        self.tag(call.region, made["Arn"], request.get("Tags"))
        return {"PhoneNumberId": made["Id"], "PhoneNumberArn": made["Arn"]}

    def describe_phone_number(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A claimed number."""
        number = self._number(call, request)
        shown = {
            **_shown(number),
            "PhoneNumberStatus": {"Status": "CLAIMED"},
            "Tags": self.tags(call.region, number["Arn"]),
        }
        return {"ClaimedPhoneNumberSummary": shown}

    def update_phone_number(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Moves a number to another instance; its flow stays behind."""
        number = self._number(call, request)
        target = request.get("TargetArn") or request.get("InstanceId") or number["TargetArn"]
        instance = self.instance(call.region, last_part(target))
        if instance["Id"] != number["InstanceId"]:
            number.pop("ContactFlowId", None)
        number.update(InstanceId=instance["Id"], TargetArn=instance["Arn"])
        return {"PhoneNumberId": number["Id"], "PhoneNumberArn": number["Arn"]}

    def update_phone_number_metadata(self, call: Call, request: dict[str, Any]) -> None:
        """Changes the description."""
        self.change(self._number(call, request), request, "PhoneNumberDescription")

    def release_phone_number(self, call: Call, request: dict[str, Any]) -> None:
        """Gives a number back."""
        self.documents.take(_region(call), NUMBER, request["PhoneNumberId"])

    def list_phone_numbers_v2(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The claimed numbers."""
        target = request.get("TargetArn") or request.get("InstanceId")
        shown = [
            _shown(one)
            for one in self.documents.all(_region(call), NUMBER)
            if not target or one["InstanceId"] == last_part(target)
        ]
        return listed("ListPhoneNumbersSummaryList", shown, request)

    def associate_phone_number_contact_flow(self, call: Call, request: dict[str, Any]) -> None:
        """Has calls to a number begin with a flow."""
        number = self._number(call, request)
        where = self.where(call, request)
        number["ContactFlowId"] = self.documents.get(where, FLOW, request["ContactFlowId"])["Id"]

    def disassociate_phone_number_contact_flow(self, call: Call, request: dict[str, Any]) -> None:
        """Has calls to a number begin with none."""
        self._number(call, request).pop("ContactFlowId", None)

    def _number(self, call: Call, request: Mapping[str, Any]) -> Document:
        return self.documents.get(_region(call), NUMBER, request["PhoneNumberId"])


def _region(call: Call) -> Where:
    return call.region, ""


def _shown(number: Document) -> dict[str, Any]:
    return {**number, "PhoneNumberId": number["Id"], "PhoneNumberArn": number["Arn"]}


def _beginning(country: str, kind: str) -> str:
    code = COUNTRIES.get(country, ("999", ""))[0]
    ranges = TOLL_FREE if kind == "TOLL_FREE" else FICTION
    return ranges.get(code, f"+{code}55501")


def _country(number: str) -> str:
    known = [c for c, (code, _) in COUNTRIES.items() if number.startswith(f"+{code}")]
    return "US" if "US" in known or not known else known[0]
