"""The contacts of a running cloud: under way, waiting, over."""

from __future__ import annotations

import logging
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from localcloud.connect.api.documents import Where
from localcloud.connect.contact import Contact, State
from localcloud.connect.errors import FlowError
from localcloud.connect.places import Queue
from localcloud.connect.player import Player
from localcloud.connect.scene import Input, Silence
from localcloud.connect.transcript import Transcript
from localcloud.errors import ServiceError

LOG = logging.getLogger(__name__)

CONNECTION_LIFE = timedelta(days=1)


@dataclass
class LiveContact:
    """One contact, held by one request at a time.

    Args:
        ends: When a chat is over at the latest.
    """

    player: Player
    where: Where
    began: datetime
    transcript: Transcript | None = None
    ends: datetime | None = None
    ended: datetime | None = None
    deadline: datetime | None = None
    error: FlowError | None = None
    told: int = 0
    logged: int = 0
    recorded: bool = False
    participant_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    participant_token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    connections: dict[str, datetime] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def contact(self) -> Contact:
        """Its state in the flows."""
        return self.player.contact

    def play(self, now: datetime, heard: Input | None = None) -> None:
        """Begins its flow, or gives it what the customer did.

        Raises:
            FlowError: A block cannot be played here; the contact is disconnected.
        """
        try:
            if heard is None:
                self.player.begin()
            else:
                self.player.hear(heard)
        except FlowError as error:
            self.error = error
            raise
        finally:
            self.settle(now)

    def catch_up(self, now: datetime) -> None:
        """What has happened by itself meanwhile: a chat's block timed out, or the chat did."""
        while self.deadline is not None and self.deadline <= now and not self.contact.over:
            try:
                self.play(self.deadline, Silence())
            except FlowError as error:
                # Whoever asks now did not cause it; ``error`` and the log keep it.
                LOG.error("%s", error)  # noqa: TRY400 - its sentence says all
        if self.ends is not None and self.ends <= now and not self.contact.over:
            self.player.leave("EXPIRED")
            self.settle(self.ends)

    def settle(self, now: datetime) -> None:
        """Takes down what came of a turn."""
        listening = self.player.listening
        seconds = listening.seconds if listening and self.transcript is not None else None
        self.deadline = now + timedelta(seconds=seconds) if seconds else None
        if self.transcript is not None:
            self.transcript.take_down(self.contact, now)
        if self.contact.over and self.ended is None:
            self.ended = now


class LiveContacts:
    """Finds contacts by their id and by the tokens of their participants."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[str, LiveContact] = {}
        self._by_participant: dict[str, LiveContact] = {}
        self._by_connection: dict[str, LiveContact] = {}

    def add(self, live: LiveContact) -> None:
        """Takes in a contact."""
        with self._lock:
            self._by_id[live.contact.id] = live
            self._by_participant[live.participant_token] = live

    def find(self, id: str) -> LiveContact | None:  # noqa: A002 - what AWS calls it
        """The contact of an id; None where there is none."""
        return self._by_id.get(id)

    def of_participant(self, token: str) -> LiveContact | None:
        """The contact whose customer has a participant token."""
        return self._by_participant.get(token)

    def of_connection(self, token: str) -> LiveContact | None:
        """The contact whose customer has a connection token."""
        return self._by_connection.get(token)

    def connect(self, live: LiveContact, now: datetime) -> tuple[str, datetime]:
        """A new connection token, and when it ends."""
        token, until = secrets.token_urlsafe(48), now + CONNECTION_LIFE
        with self._lock:
            live.connections[token] = until
            self._by_connection[token] = live
        return token, until

    def waiting_in(self, queue: Queue) -> int:
        """How many contacts wait in a queue."""
        with self._lock:
            every = [live.contact for live in self._by_id.values()]
        return sum(
            one.state is State.QUEUED and one.queue is not None and one.queue.arn == queue.arn
            for one in every
        )


@contextmanager
def held(live: LiveContact, now: datetime) -> Iterator[LiveContact]:
    """Holds a contact for one request, after what has happened by itself meanwhile."""
    with live.lock:
        live.catch_up(now)
        yield live


def cannot_go_on(error: FlowError) -> ServiceError:
    """The answer to a request whose flow cannot go on here."""
    return ServiceError("InvalidRequestException", f"The contact has ended: {error}")
