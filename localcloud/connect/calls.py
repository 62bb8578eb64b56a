"""Telephone calls to a running cloud: AWS has no API to be the caller, so here is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localcloud.connect.api.flows import FLOW
from localcloud.connect.api.instances import INBOUND
from localcloud.connect.api.numbers import NUMBER
from localcloud.connect.contact import State
from localcloud.connect.errors import FlowError
from localcloud.connect.live import LiveContact
from localcloud.connect.scene import Input, Pressed, Said, Silence
from localcloud.connect.service import connect_of

if TYPE_CHECKING:
    from localcloud.connect.api.documents import Document, Where
    from localcloud.interface import Cloud

ANONYMOUS = "+15555550100"
KEYS = re.compile(r"[0-9*#]+")
E164 = re.compile(r"\+[1-9][0-9]{1,14}")


class Calls:
    """Places calls and goes on with them. Every answer is JSON: a call as it is then.

    ``heard`` is what the caller heard since the last answer, ``state`` is LISTENING, QUEUED or
    DISCONNECTED, ``listening`` says whether keys or a bot are waited for and how many seconds,
    ``error`` why a flow could not go on here.

    Args:
        cloud: A cloud that has the ConnectService.

    Raises:
        LookupError: It has none.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._connect = connect_of(cloud)

    def start(
        self, customer: str = ANONYMOUS, *, number: str | None = None, flow: str | None = None
    ) -> dict[str, Any]:
        """Places a call.

        Args:
            customer: The caller's number, such as ``+15551230001``.
            number: The number that is dialled.
            flow: The name, id or ARN of the flow that answers. With neither, the only number that
                has a flow is dialled, or else the only inbound flow answers.

        Raises:
            ValueError: A number is none, nobody answers it, or it is not clear who should.
        """
        if not E164.fullmatch(customer):
            raise ValueError(f"customer: {customer!r} is not written as +15551230001")
        where, document, dialled = self._answering(number, flow)
        placed = self._connect.published(where, document["Id"])
        if placed is None:
            raise ValueError(f"flow: {document['Name']!r} is not published")
        if self._connect.attribute(where, INBOUND) != "true":
            raise ValueError("number: the instance does not take inbound calls")
        try:
            live = self._connect.begin_call(where, placed, customer=customer, system=dialled)
        except FlowError as error:
            raise ValueError(str(error)) from error
        return self._shown(live)

    def speak(self, id: str, text: str) -> dict[str, Any]:  # noqa: A002 - of the call
        """Says something; a block that waits for keys does not hear it."""
        if not text.strip():
            raise ValueError("text: it is empty; wait instead")
        return self._do(id, Said(text))

    def press(self, id: str, keys: str) -> dict[str, Any]:  # noqa: A002 - of the call
        """Presses keys: digits, ``*`` and ``#``."""
        if not KEYS.fullmatch(keys):
            raise ValueError(f"keys: {keys!r} has to be one or more of 0-9, * and #")
        return self._do(id, Pressed(keys))

    def wait(self, id: str) -> dict[str, Any]:  # noqa: A002 - of the call
        """Does nothing until what the call waits for times out; no time passes meanwhile."""
        return self._do(id, Silence())

    def hang_up(self, id: str) -> dict[str, Any]:  # noqa: A002 - of the call
        """Ends the call."""
        live = self._live(id)
        self._connect.leave(live, "CUSTOMER_DISCONNECT")
        return self._shown(live)

    def describe(self, id: str) -> dict[str, Any]:  # noqa: A002 - of the call
        """The call, with the log of the blocks that it passed."""
        live = self._live(id)
        return {**self._shown(live), "log": list(live.player.log)}

    def flows(self) -> list[dict[str, Any]]:
        """The inbound flows that can answer, and their numbers."""
        return [
            {
                "name": document["Name"],
                "arn": document["Arn"],
                "region": where[0],
                "numbers": [n["PhoneNumber"] for _, n in self._numbers(document["Id"])],
            }
            for where, document in self._inbound()
        ]

    def _do(self, id: str, heard: Input) -> dict[str, Any]:  # noqa: A002
        live = self._live(id)
        if live.contact.over:
            raise ValueError(f"id: the call {id} is over")
        self._connect.play(live, heard)
        return self._shown(live)

    def _live(self, id: str) -> LiveContact:  # noqa: A002
        live = self._connect.contacts.find(id)
        if live is None:
            raise ValueError(f"id: there is no call {id}")
        return live

    def _answering(
        self, number: str | None, flow: str | None
    ) -> tuple[Where, Document, str | None]:
        if flow is not None:
            found = [
                (where, one)
                for where, one in self._inbound()
                if flow in (one["Name"], one["Id"], one["Arn"])
            ]
            return *_only(found, f"flow: {flow!r}", self.flows()), number
        if number is not None:
            claimed = [n for _, n in self._numbers() if n["PhoneNumber"] == number]
            if not claimed:
                raise ValueError(f"number: {number} is not claimed here, or no flow answers it")
            return self._flow_of(*claimed)
        numbers = [n for _, n in self._numbers()]
        if len(numbers) == 1:
            return self._flow_of(numbers[0])
        return *_only(list(self._inbound()), "flow: none was named, and", self.flows()), None

    def _flow_of(self, number: Document) -> tuple[Where, Document, str]:
        where = number["LastModifiedRegion"], number["InstanceId"]
        return (
            where,
            self._connect.documents.get(where, FLOW, number["ContactFlowId"]),
            str(number["PhoneNumber"]),
        )

    def _numbers(self, flow: str | None = None) -> list[tuple[Where, Document]]:
        return [
            (where, one)
            for where, one in self._connect.documents.everywhere(NUMBER)
            if "ContactFlowId" in one and flow in (None, one["ContactFlowId"])
        ]

    def _inbound(self) -> list[tuple[Where, Document]]:
        return [
            (where, one)
            for where, one in self._connect.documents.everywhere(FLOW)
            if one["Type"] == "CONTACT_FLOW" and one["Status"] == "PUBLISHED"
        ]

    def _shown(self, live: LiveContact) -> dict[str, Any]:
        contact, listening = live.contact, live.player.listening
        heard = contact.heard[live.told :]
        live.told = len(contact.heard)
        queue = contact.queue if contact.state is State.QUEUED else None
        return {
            "id": contact.id,
            "state": contact.state.value,
            "heard": [{"by": one.by, "text": one.text, "block": one.block} for one in heard],
            "listening": (
                {"to": listening.to, "seconds": listening.seconds} if listening else None
            ),
            "queue": queue.name if queue else None,
            "attributes": dict(contact.attributes),
            "flow": contact.flow.name,
            "language": contact.language,
            "voice": contact.voice,
            "blocks": [entry["Identifier"] for entry in live.player.log],
            "disconnect_reason": contact.disconnect_reason,
            "error": str(live.error) if live.error else None,
        }


def _only(
    found: list[tuple[Where, Document]], what: str, every: list[dict[str, Any]]
) -> tuple[Where, Document]:
    if len(found) == 1:
        return found[0]
    known = [flow["name"] for flow in every]
    # Two regions may have flows of one name: then only their ARNs tell them apart.
    told = [f["name"] if known.count(f["name"]) == 1 else f["arn"] for f in every]
    names = ", ".join(sorted(told)) or "none"
    problem = "several flows answer to that" if found else "no flow answers"
    raise ValueError(f"{what} {problem}; the inbound flows are: {names}")
