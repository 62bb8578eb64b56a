"""What was written in a chat, as GetTranscript shows it.

Source:
https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetTranscript.html
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from localcloud.connect.contact import Contact, State
from localcloud.connect.flow_log import timestamp

TEXT = "text/plain"
EVENT = "application/vnd.amazonaws.connect.event."
JOINED = f"{EVENT}participant.joined"
LEFT = f"{EVENT}participant.left"
ENDED = f"{EVENT}chat.ended"
TRANSFERRED = f"{EVENT}transfer.succeeded"

KEPT = frozenset({JOINED, LEFT, ENDED, TRANSFERRED})
"""Events that a transcript shows."""

TOLD = frozenset(
    f"{EVENT}{name}"
    for name in ("typing", "message.delivered", "message.read", "connection.acknowledged")
)
"""Events that participants tell each other, and that a transcript leaves out."""

NAMES = {"flow": "SYSTEM_MESSAGE", "bot": "BOT"}
DEFAULT_PAGE = 10

Item = dict[str, Any]


class Transcript:
    """The items of one chat, in order."""

    def __init__(self, *, contact_id: str, participant_id: str, customer: str) -> None:
        self._contact_id = contact_id
        self._customer = {
            "ParticipantId": participant_id,
            "DisplayName": customer,
            "ParticipantRole": "CUSTOMER",
        }
        self._items: list[Item] = []
        self._heard = 0
        self._queued = self._over = False

    def message(self, content: str, content_type: str, now: datetime) -> Item:
        """Takes down what the customer wrote."""
        return self._add(
            "MESSAGE", now, Content=content, ContentType=content_type, **self._customer
        )

    def event(self, content_type: str, now: datetime) -> Item:
        """Takes down an event of the customer's; one that transcripts leave out is not kept."""
        item = self._add("EVENT", now, ContentType=content_type, **self._customer)
        if content_type not in KEPT:
            self._items.remove(item)
        return item

    def take_down(self, contact: Contact, now: datetime) -> None:
        """Takes down what the flow and its bots have said since, and where the contact got to."""
        for heard in contact.heard[self._heard :]:
            self._add(
                "MESSAGE",
                now,
                Content=heard.text,
                ContentType=TEXT,
                ParticipantRole="SYSTEM",
                DisplayName=NAMES[heard.by],
            )
        self._heard = len(contact.heard)
        if contact.state is State.QUEUED and not self._queued:
            self._queued = True
            self._add("EVENT", now, ContentType=TRANSFERRED)
        if contact.over and not self._over:
            self._over = True
            if contact.disconnect_reason == "CUSTOMER_DISCONNECT":
                self._add("EVENT", now, ContentType=LEFT, **self._customer)
            self._add("EVENT", now, ContentType=ENDED)

    @property
    def items(self) -> list[Item]:
        """All items, oldest first."""
        return list(self._items)

    def page(self, request: Mapping[str, Any]) -> tuple[list[Item], str | None]:
        """The items that a request asks for, and the token of the next ones."""
        items = list(self._items)
        position = request.get("StartPosition") or {}
        backward = request.get("ScanDirection", "FORWARD" if position else "BACKWARD") == "BACKWARD"
        index = self._index(items, position, backward)
        items = items[: index + 1][::-1] if backward else items[index:]
        token = request.get("NextToken") or "0"
        start = int(token) if token.isdigit() else 0
        size = int(request.get("MaxResults") or DEFAULT_PAGE)
        shown = items[start : start + size]
        following = str(start + size) if start + size < len(items) else None
        ascending = request.get("SortOrder", "DESCENDING") == "ASCENDING"
        return sorted(shown, key=self._items.index, reverse=not ascending), following

    @staticmethod
    def _index(items: list[Item], position: Mapping[str, Any], backward: bool) -> int:
        if "Id" in position:
            ids = [item["Id"] for item in items]
            return ids.index(position["Id"]) if position["Id"] in ids else len(items)
        if "AbsoluteTime" in position:
            times: list[str] = [item["AbsoluteTime"] for item in items]
            at: str = position["AbsoluteTime"]
            if backward:
                return sum(time <= at for time in times) - 1
            return sum(time < at for time in times)
        if "MostRecent" in position:
            return max(0, len(items) - int(position["MostRecent"]))
        return len(items) - 1 if backward else 0

    def _add(self, type_: str, now: datetime, **members: Any) -> Item:
        item = {
            "Id": str(uuid.uuid4()),
            "Type": type_,
            "AbsoluteTime": timestamp(now),
            "ContactId": self._contact_id,
            **members,
        }
        self._items.append(item)
        return item
