"""What follows a text: the appointment that the person was reminded of is cancelled, if it is clear
which; else they are told what to do.

Whoever can send texts in the name of a number may cancel by it: no more than that, and the number
is texted that it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appointment_book import AppointmentBook
from reminders import is_due
from reply import Reply
from stream_effects import Effect, Effects, Texting, TextRefusedError
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
class Answer:
    """A text to somebody."""

    phone: str
    text: str


def effects(texting: Texting, *, count: Count) -> dict[str, Effect[Answer]]:
    """The answer, by its name."""

    def answer(reply_id: str, answer: Answer) -> str:
        try:
            return texting.text(answer.phone, answer.text, called=f"who sent {reply_id}")
        except TextRefusedError:
            count(Counted.REFUSED)
            raise

    return {"answer": answer}


@dataclass(frozen=True)
class Replying:
    """Does what texts ask for: the book, how they are answered, and ``count``."""

    book: AppointmentBook
    answering: Effects[Answer]
    count: Count

    def handle(self, reply: Reply) -> Outcome:
        """Does what a text asks for, once, however often it is delivered.

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
            return Outcome.CANCELLED
        now = self.book.clock()
        due = [each for person in people for each in person.appointments if is_due(each, now)]
        if len(due) != 1:
            texts = WHICH_TO_CANCEL if due else NOTHING_TO_CANCEL
            locale = due[0].locale if due else people[0].person.locale
            answer = Answer(reply.phone, texts[locale])
            self.answering.follow(reply.id, answer, called=f"the reply {reply.id}")
            return Outcome.ANSWERED
        self.book.cancel(due[0], request=reply.id)
        self.count(Counted.CANCELLED)
        return Outcome.CANCELLED
