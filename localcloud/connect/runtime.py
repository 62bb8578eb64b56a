"""Contacts played in this process, without deploying anything: for tests of a flow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from localcloud.clock import Clock
from localcloud.connect.contact import CHAT, VOICE, Contact, Heard, State
from localcloud.connect.document import read_flow
from localcloud.connect.hours import Hours, hours_of
from localcloud.connect.places import Lex, PlacedFlow, Queue, last_part
from localcloud.connect.player import Player
from localcloud.connect.scene import Input, Listening, Pressed, Said, Silence
from localcloud.connect.validation import problems
from localcloud.lex import Hook, HookFailed

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/00000000-0000-4000-8000-000000000000"


class FlowRuntime:
    """A flow with all that it reaches out to.

    ::

        runtime = FlowRuntime(flow.to_json(), invoke_function=call, lex=recognize)
        call = runtime.start(customer="+15551230001")
        call.say("Tomorrow at three")
        assert call.queue is None

    Args:
        content: The flow's JSON, as CreateContactFlow takes it.
        invoke_function: Called as ``invoke_function(arn, event, timeout_seconds)``; returns the
            decoded answer or raises HookFailed, HookTimedOut or HookThrottled.
        lex: Called as ``lex(alias_arn, request)`` with a RecognizeText request (localeId,
            sessionId, text, requestAttributes, sessionState), whose response it returns.
        clock: The time that hours of operation and the log go by.
        hours: Hours of operation by ARN or id, in the shape of the API's HoursOfOperation; its
            overrides under ``Overrides``.
        queues: The queues by ARN or id. By default every id is a queue, named for its last part.
        flows: Other flows' JSON by ARN or id, for transfers.
        flow_type: The type that the flow would be published with.
        name: The flow's name, for the log.

    Raises:
        ValueError: Connect would not publish the flow; lists every problem.
    """

    def __init__(
        self,
        content: str,
        *,
        invoke_function: Hook | None = None,
        lex: Lex | None = None,
        clock: Clock | None = None,
        hours: Mapping[str, Mapping[str, Any]] | None = None,
        queues: Mapping[str, Queue] | None = None,
        flows: Mapping[str, str] | None = None,
        flow_type: str = "CONTACT_FLOW",
        name: str = "Inbound",
    ) -> None:
        self.clock = clock or Clock()
        self._invoke = invoke_function
        self._lex = lex
        self._hours = {
            last_part(id_): hours_of(document, document.get("Overrides") or ())
            for id_, document in (hours or {}).items()
        }
        self._queues = (
            None if queues is None else {last_part(id_): queue for id_, queue in queues.items()}
        )
        self._first = _placed(content, f"{INSTANCE}/contact-flow/{uuid.uuid4()}", name, flow_type)
        self._flows = {
            last_part(id_): _placed(other, id_, last_part(id_), flow_type)
            for id_, other in (flows or {}).items()
        }
        self._contacts: list[PlayedContact] = []

    def start(
        self,
        channel: str = VOICE,
        *,
        customer: str | None = "+15555550100",
        system: str | None = "+18005550100",
        attributes: Mapping[str, str] | None = None,
        language: str = "en-US",
        initial_message: str | None = None,
    ) -> PlayedContact:
        """Begins a contact and plays it until it waits for the customer or its flow is over.

        Args:
            channel: ``VOICE`` or ``CHAT``.
            customer: The caller's number; a chat has none. Likewise ``system``, the one dialled.
            attributes: Contact attributes that it begins with.
            language: The contact's language until the flow sets another.
            initial_message: What a chat began with, ``$.Media.InitialMessage``.

        Raises:
            FlowError: A block cannot be played here; names the flow and the block.
        """
        contact = Contact(
            flow=self._first,
            instance_arn=INSTANCE,
            channel=channel,
            customer=customer if channel == VOICE else None,
            system=system if channel == VOICE else None,
            attributes=dict(attributes or {}),
            language=language,
            initiation_method="API" if channel == CHAT else "INBOUND",
            initial_message=initial_message,
        )
        played = PlayedContact(Player(contact, self))
        self._contacts.append(played)
        played._player.begin()
        return played

    def flow(self, id: str) -> PlacedFlow | None:  # noqa: A002 - what AWS calls it
        """A flow given as one of ``flows``, or the first."""
        if last_part(id) == self._first.id:
            return self._first
        return self._flows.get(last_part(id))

    def queue(self, id: str) -> Queue | None:  # noqa: A002 - what AWS calls it
        """A queue given as one of ``queues``; any, where none were given."""
        if self._queues is None:
            return Queue(id, last_part(id))
        return self._queues.get(last_part(id))

    def hours(self, id: str) -> Hours | None:  # noqa: A002 - what AWS calls it
        """Hours given as one of ``hours``."""
        return self._hours.get(last_part(id))

    def waiting_in(self, queue: Queue) -> int:
        """How many contacts of this runtime wait in a queue."""
        return sum(contact.queue == queue for contact in self._contacts)

    def invoke(self, arn: str, event: dict[str, Any], seconds: float) -> Any:
        """Calls the function."""
        if self._invoke is None:
            raise HookFailed(f"the runtime was made without functions; {arn} was called")
        return self._invoke(arn, event, seconds)

    def invoke_later(self, arn: str, event: dict[str, Any]) -> None:
        """Calls the function now; nobody waits for its answer."""
        if self._invoke is not None:
            self._invoke(arn, event, 900)

    def recognize(self, alias_arn: str, request: dict[str, Any]) -> dict[str, Any]:
        """Speaks with the bot."""
        if self._lex is None:
            raise LookupError(f"lex: the runtime was made without a bot; {alias_arn} was asked")
        return self._lex(alias_arn, request)


class PlayedContact:
    """A contact of a FlowRuntime: what the customer does, and what came of it.

    Each thing that the customer does returns what they heard then.
    """

    def __init__(self, player: Player) -> None:
        self._player = player

    def say(self, text: str) -> tuple[Heard, ...]:
        """Speaks or writes; a block that waits for keys does not hear it."""
        return self._do(Said(text))

    def press(self, keys: str) -> tuple[Heard, ...]:
        """Presses keys: digits, ``*`` and ``#``.

        Raises:
            ValueError: There is no such key, or the contact is a chat.
        """
        wrong = set(keys) - set("0123456789*#")
        if wrong or not keys:
            raise ValueError(f"keys: {keys!r} has to be one or more of 0-9, * and #")
        if self._player.contact.channel != VOICE:
            raise ValueError("keys: a chat has none to press; say something instead")
        return self._do(Pressed(keys))

    def wait(self) -> tuple[Heard, ...]:
        """Does nothing for as long as the block waits: its time-out, without time passing."""
        return self._do(Silence())

    def hang_up(self) -> None:
        """Ends the contact from the customer's side."""
        self._player.leave("CUSTOMER_DISCONNECT")

    @property
    def state(self) -> State:
        """LISTENING, QUEUED or DISCONNECTED."""
        return self._player.contact.state

    @property
    def listening(self) -> Listening | None:
        """What it waits for (keys or a bot, and for how long); None where it does not."""
        return self._player.listening

    @property
    def heard(self) -> tuple[Heard, ...]:
        """All that the customer heard so far."""
        return tuple(self._player.contact.heard)

    @property
    def queue(self) -> Queue | None:
        """The queue that it waits in."""
        contact = self._player.contact
        return contact.queue if contact.state is State.QUEUED else None

    @property
    def attributes(self) -> dict[str, str]:
        """The contact attributes."""
        return dict(self._player.contact.attributes)

    @property
    def contact(self) -> Contact:
        """All that is known of it: ``external``, ``lex``, ``stored_input``, ``voice``..."""
        return self._player.contact

    @property
    def log(self) -> list[dict[str, Any]]:
        """The blocks passed, as Connect's flow logs have them; also where logging is disabled."""
        return list(self._player.log)

    @property
    def blocks(self) -> list[str]:
        """The identifiers of the blocks passed."""
        return [entry["Identifier"] for entry in self._player.log]

    def _do(self, heard: Input) -> tuple[Heard, ...]:
        before = len(self._player.contact.heard)
        self._player.hear(heard)
        return tuple(self._player.contact.heard[before:])


def _placed(content: str, arn: str, name: str, flow_type: str) -> PlacedFlow:
    found = problems(content, flow_type)
    if found:
        listed = "\n  ".join(found)
        raise ValueError(f"flow {name!r}: Connect would not publish it:\n  {listed}")
    return PlacedFlow(arn, name, read_flow(content))
