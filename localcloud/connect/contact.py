"""A contact: who called or wrote, where the flow has got to, what is known so far."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from localcloud.connect.places import PlacedFlow, Queue

VOICE = "VOICE"
CHAT = "CHAT"
TELEPHONE_NUMBER = "TELEPHONE_NUMBER"


class State(StrEnum):
    """What a contact does now."""

    RUNNING = "RUNNING"
    LISTENING = "LISTENING"
    QUEUED = "QUEUED"
    DISCONNECTED = "DISCONNECTED"


@dataclass(frozen=True)
class Heard:
    """Something that the customer heard or read.

    Args:
        text: The words, without mark-up.
        by: ``flow`` or ``bot``.
        block: The identifier of the block that said it.
        ssml: The words as they were marked up for the voice, where they were.
    """

    text: str
    by: str
    block: str
    ssml: str | None = None


@dataclass
class Contact:
    """The state of one contact in the flows.

    Args:
        customer: The customer's telephone number; None in a chat.
        system: The number that was dialled; None in a chat.
        language: The contact's language, such as ``en-US``.
    """

    flow: PlacedFlow
    instance_arn: str
    channel: str = VOICE
    customer: str | None = None
    system: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    language: str = "en-US"
    initiation_method: str = "INBOUND"
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: State = State.RUNNING
    queue: Queue | None = None
    enqueued_at: datetime | None = None
    external: Any = None
    lex: dict[str, Any] = field(default_factory=dict)
    stored_input: str | None = None
    voice: str = "Joanna"
    recording: dict[str, Any] = field(default_factory=dict)
    logging: bool = False
    loops: dict[str, int] = field(default_factory=dict)
    initial_message: str | None = None
    customer_id: str | None = None
    disconnect_reason: str | None = None
    heard: list[Heard] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the contact has ended."""
        return self.state is State.DISCONNECTED

    def data(self) -> dict[str, Any]:
        """What paths such as ``$.CustomerEndpoint.Address`` reach."""
        return {
            **self.event_data(),
            "CustomerId": self.customer_id,
            "External": self.external,
            "Lex": self.lex,
            "StoredCustomerInput": self.stored_input,
            "TextToSpeechVoiceId": self.voice,
            "Media": {"InitialMessage": self.initial_message},
        }

    def event_data(self) -> dict[str, Any]:
        """``ContactData``, as functions get it."""
        queue = self.queue
        return {
            "Attributes": dict(self.attributes),
            "Channel": self.channel,
            "ContactId": self.id,
            "CustomerEndpoint": _endpoint(self.customer),
            "InitialContactId": self.id,
            "InitiationMethod": self.initiation_method,
            "InstanceARN": self.instance_arn,
            "LanguageCode": self.language,
            "MediaStreams": {"Customer": {"Audio": None}},
            "PreviousContactId": self.id,
            "Queue": {"ARN": queue.arn, "Name": queue.name} if queue else None,
            "References": {},
            "SystemEndpoint": _endpoint(self.system),
        }


def _endpoint(address: str | None) -> dict[str, str] | None:
    return {"Address": address, "Type": TELEPHONE_NUMBER} if address else None
