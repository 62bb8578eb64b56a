"""Contacts: chats begin here; all contacts are shown, given attributes and stopped here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from localcloud.connect.api.documents import Where
from localcloud.connect.api.flows import FlowOperations
from localcloud.connect.api.hours import HoursOperations
from localcloud.connect.api.instances import InstanceOperations
from localcloud.connect.api.routing import RoutingOperations
from localcloud.connect.contact import CHAT, VOICE, Contact
from localcloud.connect.deployed import DeployedSurroundings
from localcloud.connect.errors import FlowError
from localcloud.connect.live import LiveContact, LiveContacts, cannot_go_on, held
from localcloud.connect.places import PlacedFlow, last_part
from localcloud.connect.player import Player
from localcloud.connect.records import Records
from localcloud.connect.scene import Input
from localcloud.connect.transcript import JOINED, Transcript
from localcloud.connect.written_log import WrittenLog
from localcloud.errors import ServiceError
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_CHAT_MINUTES = 25 * 60


class ContactOperations(FlowOperations, HoursOperations, RoutingOperations, InstanceOperations):
    """StartChatContact, StopContact, DescribeContact, contact attributes.

    Attributes:
        contacts: Every contact since the cloud was started.
    """

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.contacts = LiveContacts()
        self._log = WrittenLog(self)
        self._records = Records(self)
        self._begun: dict[str, dict[str, Any]] = {}

    def start_chat_contact(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Begins a chat and plays its flow until it waits; once for a client token."""
        token = request.get("ClientToken")
        if token in self._begun:
            return self._begun[token]
        where = self.where(call, request)
        flow = self.published(where, request["ContactFlowId"])
        if flow is None:
            message = f"There is no published flow {request['ContactFlowId']}."
            raise ServiceError("ResourceNotFoundException", message, 404)
        first = request.get("InitialMessage")
        live = self.open(
            where,
            Contact(
                flow=flow,
                instance_arn=self.instance(*where)["Arn"],
                channel=CHAT,
                attributes=dict(request.get("Attributes") or {}),
                initiation_method="API",
                customer_id=request.get("CustomerId"),
                initial_message=first["Content"] if first else None,
            ),
        )
        now = self.cloud.clock.now()
        live.ends = now + timedelta(
            minutes=request.get("ChatDurationInMinutes") or DEFAULT_CHAT_MINUTES
        )
        live.transcript = Transcript(
            contact_id=live.contact.id,
            participant_id=live.participant_id,
            customer=request["ParticipantDetails"]["DisplayName"],
        )
        live.transcript.event(JOINED, now)
        if first:
            live.transcript.message(first["Content"], first["ContentType"], now)
        self.play(live)
        answer = {
            "ContactId": live.contact.id,
            "ParticipantId": live.participant_id,
            "ParticipantToken": live.participant_token,
        }
        if token:
            self._begun[token] = answer
        return answer

    def stop_contact(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Ends a contact from outside."""
        live = self._live(call, request, request["ContactId"], "ContactNotFoundException")
        self.leave(live, (request.get("DisconnectReason") or {}).get("Code") or "API")
        return {}

    def describe_contact(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A contact as it is now."""
        live = self._live(call, request, request["ContactId"])
        return {"Contact": _described(live)}

    def get_contact_attributes(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The attributes of a contact, of one that is over too."""
        live = self._live(call, request, request["InitialContactId"])
        return {"Attributes": dict(live.contact.attributes)}

    def update_contact_attributes(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Adds attributes, or changes them."""
        live = self._live(call, request, request["InitialContactId"])
        live.contact.attributes = {**live.contact.attributes, **request["Attributes"]}
        return {}

    def begin_call(
        self, where: Where, flow: PlacedFlow, *, customer: str, system: str | None
    ) -> LiveContact:
        """A call that has just been answered; raises FlowError."""
        instance = self.instance(*where)["Arn"]
        contact = Contact(flow, instance, channel=VOICE, customer=customer, system=system)
        live = self.open(where, contact)
        self._play(live, None)
        return live

    def open(self, where: Where, contact: Contact) -> LiveContact:
        """Takes in a new contact."""
        player = Player(contact, DeployedSurroundings(self, where))
        live = LiveContact(player, where, self.cloud.clock.now())
        self.contacts.add(live)
        return live

    def play(self, live: LiveContact, heard: Input | None = None) -> None:
        """Begins a contact's flow, or gives it what the customer did.

        Raises:
            ServiceError: InvalidRequestException, where the flow cannot go on here.
        """
        try:
            self._play(live, heard)
        except FlowError as error:
            raise cannot_go_on(error) from error

    def leave(self, live: LiveContact, reason: str) -> None:
        """Ends a contact, unless it is over."""
        now = self.cloud.clock.now()
        with held(live, now):
            live.player.leave(reason)
            live.settle(now)
            self._take_down(live)

    def _play(self, live: LiveContact, heard: Input | None) -> None:
        now = self.cloud.clock.now()
        with held(live, now):
            try:
                live.play(now, heard)
            finally:
                self._take_down(live)

    def _take_down(self, live: LiveContact) -> None:
        self._log.write(live)
        self._records.write(live)

    def _live(
        self,
        call: Call,
        request: Mapping[str, Any],
        id: str,  # noqa: A002 - what AWS calls it
        code: str = "ResourceNotFoundException",
    ) -> LiveContact:
        where = self.where(call, request)
        live = self.contacts.find(id)
        if live is None or live.where != where:
            message = f"There is no contact {id} of the instance {last_part(where[1])}."
            raise ServiceError(code, message, 404)
        with held(live, self.cloud.clock.now()):
            self._take_down(live)
        return live


def _described(live: LiveContact) -> dict[str, Any]:
    contact = live.contact
    data = contact.event_data()
    shown: dict[str, Any] = {
        "Arn": f"{contact.instance_arn}/contact/{contact.id}",
        "Id": contact.id,
        "InitiationMethod": contact.initiation_method,
        "Channel": contact.channel,
        "InitiationTimestamp": live.began,
        "ConnectedToSystemTimestamp": live.began,
        "LastUpdateTimestamp": live.ended or contact.enqueued_at or live.began,
        "CustomerId": contact.customer_id,
        "CustomerEndpoint": data["CustomerEndpoint"],
        "SystemEndpoint": data["SystemEndpoint"],
        "Attributes": dict(contact.attributes),
        "DisconnectTimestamp": live.ended,
        "DisconnectReason": contact.disconnect_reason,
    }
    if contact.queue is not None and contact.enqueued_at is not None:
        shown["QueueInfo"] = {"Id": contact.queue.id, "EnqueueTimestamp": contact.enqueued_at}
    return {name: value for name, value in shown.items() if value is not None}
