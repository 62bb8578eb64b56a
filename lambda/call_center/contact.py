"""The event with which Amazon Connect invokes a function from a flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CUSTOMER_NUMBER = "customerNumber"
"""The contact attribute with the number of a chat's customer, set by whoever starts the chat."""

LOCALES = ("en_US", "ko_KR")


class InvalidContactEventError(ValueError):
    """What came is not an event of a flow; the message names the field."""


@dataclass(frozen=True)
class ContactEvent:
    """One invocation by a flow.

    Args:
        contact_id: The call or chat.
        locale: The contact's language; English where there are no texts in it.
        phone: The customer's number, E.164: of the line on a call, in a chat what it began with.
        parameters: What the flow's block passes.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
    """

    contact_id: str
    locale: str
    phone: str | None
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> ContactEvent:
        """Reads an event.

        Raises:
            InvalidContactEventError: it has no contact.
        """
        details: Mapping[str, Any] = raw.get("Details") or {}
        data: Mapping[str, Any] = details.get("ContactData") or {}
        if raw.get("Name") != "ContactFlowEvent" or not data.get("ContactId"):
            raise InvalidContactEventError(
                "Details.ContactData.ContactId is missing: this is no event of a contact flow"
            )
        locale = str(data.get("LanguageCode") or "").replace("-", "_")
        endpoint: Mapping[str, Any] = data.get("CustomerEndpoint") or {}
        attributes: Mapping[str, Any] = data.get("Attributes") or {}
        phone = endpoint.get("Address") or attributes.get(CUSTOMER_NUMBER)
        return cls(
            contact_id=data["ContactId"],
            locale=locale if locale in LOCALES else LOCALES[0],
            phone=phone or None,
            parameters=dict(details.get("Parameters") or {}),
        )
