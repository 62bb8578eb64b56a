"""The ``connectparticipant`` service: the customer's side of a chat.

What a message leads to has happened when SendMessage answers; the transcript shows it. There is no
websocket.
Source:
https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations_Amazon_Connect_Participant_Service.html
"""

from __future__ import annotations

import json
from typing import Any

from localcloud.connect.flow_log import timestamp
from localcloud.connect.live import LiveContact, held
from localcloud.connect.scene import Said
from localcloud.connect.service import ConnectService, connect_of
from localcloud.connect.transcript import TEXT, TOLD, Transcript
from localcloud.errors import ServiceError
from localcloud.service import Call, Service

CREDENTIALS = "CONNECTION_CREDENTIALS"
MARKDOWN = "text/markdown"
JSON = "application/json"
PICKED = "application/vnd.amazonaws.connect.message.interactive.response"
LONGEST_TEXT = 1024


class ConnectParticipantService(Service):
    """CreateParticipantConnection, SendMessage, SendEvent, GetTranscript, DisconnectParticipant."""

    api = "connectparticipant"

    def create_participant_connection(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The token that the other operations take."""
        types = request.get("Type") or []
        if types and CREDENTIALS not in types:
            message = f"Type: there is no {types[0]} here; ask for {CREDENTIALS}."
            raise ServiceError("ValidationException", message)
        live = self._connect.contacts.of_participant(request["ParticipantToken"])
        if live is None or live.contact.over:
            raise _denied()
        token, until = self._connect.contacts.connect(live, self.cloud.clock.now())
        return {"ConnectionCredentials": {"ConnectionToken": token, "Expiry": timestamp(until)}}

    def send_message(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Writes to the flow, and waits for what it says."""
        live, transcript = self._chat(request)
        content, content_type = request["Content"], request["ContentType"]
        words = _words(content, content_type)
        with live.lock:
            item = transcript.message(content, content_type, self.cloud.clock.now())
            self._connect.play(live, Said(words))
        return {"Id": item["Id"], "AbsoluteTime": item["AbsoluteTime"]}

    def send_event(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Tells that the customer types, or has read something."""
        live, transcript = self._chat(request)
        content_type = request["ContentType"]
        if content_type not in TOLD:
            message = f"ContentType: {content_type!r} is none of {', '.join(sorted(TOLD))}."
            raise ServiceError("ValidationException", message)
        with live.lock:
            item = transcript.event(content_type, self.cloud.clock.now())
        return {"Id": item["Id"], "AbsoluteTime": item["AbsoluteTime"]}

    def get_transcript(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """What was written so far."""
        live, transcript = self._chat(request, ended=True)
        with live.lock:
            items, token = transcript.page(request)
        answer = {"InitialContactId": live.contact.id, "Transcript": items}
        return {**answer, "NextToken": token} if token else answer

    def disconnect_participant(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The customer leaves the chat."""
        live, _transcript = self._chat(request)
        self._connect.leave(live, "CUSTOMER_DISCONNECT")
        return {}

    @property
    def _connect(self) -> ConnectService:
        return connect_of(self.cloud)

    def _chat(
        self, request: dict[str, Any], *, ended: bool = False
    ) -> tuple[LiveContact, Transcript]:
        token, now = request["ConnectionToken"], self.cloud.clock.now()
        live = self._connect.contacts.of_connection(token)
        if live is None or live.transcript is None or live.connections[token] <= now:
            raise _denied()
        with held(live, now):
            if live.contact.over and not ended:
                raise _denied()
        return live, live.transcript


def _words(content: str, content_type: str) -> str:
    """What a message says to the flow."""
    if content_type in (TEXT, MARKDOWN):
        if not 0 < len(content) <= LONGEST_TEXT:
            message = f"Content: it has {len(content)} characters; 1 to {LONGEST_TEXT} are allowed."
            raise ServiceError("ValidationException", message)
        return content
    if content_type not in (JSON, PICKED):
        known = ", ".join((TEXT, MARKDOWN, JSON, PICKED))
        message = f"ContentType: {content_type!r} is none of {known}."
        raise ServiceError("ValidationException", message)
    try:
        document = json.loads(content)
    except ValueError as error:
        message = f"Content: it is not the JSON that {content_type} says: {error}"
        raise ServiceError("ValidationException", message) from error
    picked = ((document.get("data") or {}) if isinstance(document, dict) else {}).get("content")
    title = picked.get("title") if isinstance(picked, dict) else None
    return title if content_type == PICKED and isinstance(title, str) else content


def _denied() -> ServiceError:
    return ServiceError("AccessDeniedException", "Access denied", 403)
