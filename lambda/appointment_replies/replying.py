"""What follows a text: if it is clear which appointment it is about, that one is cancelled.

It is the one that somebody with the number was reminded of; if there are two or none, they are told
what to do. Whoever can send texts in the name of a number may cancel so, and no more than that; the
number is texted that it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appointment_book import AppointmentBook
from reminders import is_due
from reply import Reply
from stream_effects import Texting, TextRefusedError
from texts import NOTHING_TO_CANCEL, WHICH_TO_CANCEL


class Counted(StrEnum):
    """Names of the metrics, each a count."""

    RECEIVED = "RepliesReceived"
    CANCELLED = "RepliesCancelled"
    REFUSED = "TextsRefused"


class Outcome(StrEnum):
    """What became of a text."""

    CANCELLED = "cancelled"
    ANSWERED = "answered"
    NOT_UNDERSTOOD = "not understood"
    UNKNOWN_NUMBER = "unknown number"


Count = Callable[[Counted], None]


@dataclass(frozen=True)
class Replying:
    """Does what texts ask for.

    Args:
        book: The appointments.
        texting: How people are answered.
        count: Counts something that happened.
    """

    book: AppointmentBook
    texting: Texting
    count: Count

    def handle(self, reply: Reply) -> Outcome:
        """Does what a text asks for.

        Who cancels is texted by what follows the change of the book, as after any cancellation.

        Raises:
            ChangedMeanwhileError: the appointment was changed just now; it is safe to try again.
            BookBusyError: others kept writing; it is safe to try again.
        """
        self.count(Counted.RECEIVED)
        if not reply.cancels:
            return Outcome.NOT_UNDERSTOOD
        people = self.book.visitors(reply.phone)
        if not people:
            return Outcome.UNKNOWN_NUMBER
        if self.book.changed_for(reply.phone, reply.id):
            return Outcome.CANCELLED  # and it died before that was noted
        now = self.book.clock()
        due = [each for person in people for each in person.appointments if is_due(each, now)]
        if len(due) != 1:
            texts = WHICH_TO_CANCEL if due else NOTHING_TO_CANCEL
            self._answer(reply, texts[due[0].locale if due else people[0].person.locale])
            return Outcome.ANSWERED
        self.book.cancel(due[0], request=reply.id)
        self.count(Counted.CANCELLED)
        return Outcome.CANCELLED

    def _answer(self, reply: Reply, text: str) -> None:
        try:
            self.texting.text(reply.phone, text, called=f"who sent {reply.id}")
        except TextRefusedError:
            self.count(Counted.REFUSED)
            raise
