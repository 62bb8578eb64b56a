"""What a dialogue file says, as data. How it is written: README.md beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

ANYTHING = "anything"
"""What ``asks`` says when the bot waits for whatever comes next."""


@dataclass(frozen=True)
class SlotValue:
    """What a slot holds: the words it was said with, and what they were understood as.

    Either may be None, which stands for "not checked"; both None is an empty slot.
    """

    said: str | None
    understood: str | None

    @property
    def is_empty(self) -> bool:
        """Whether the slot holds nothing."""
        return self.said is None and self.understood is None

    def __str__(self) -> str:
        if self.is_empty:
            return "nothing"
        if self.said is None:
            return str(self.understood)
        return f"{self.said} = {self.understood or ''}".rstrip()


@dataclass(frozen=True)
class Text:
    """A part of an answer: words that appear in it, or a pattern between slashes."""

    written: str

    @property
    def is_pattern(self) -> bool:
        """Whether it is a pattern."""
        return len(self.written) > 1 and self.written[0] == self.written[-1] == "/"

    def is_in(self, answer: str) -> bool:
        """Whether the answer holds it; case does not count."""
        if self.is_pattern:
            return re.search(self.written[1:-1], answer, re.IGNORECASE) is not None
        return self.written.casefold() in answer.casefold()


@dataclass(frozen=True)
class Expectation:
    """What one answer must be, by its meaning. What is None or empty is not checked."""

    intent: str | None = None
    asks: str | None = None
    confirms: str | None = None
    closes: tuple[str, str] | None = None
    says: tuple[Text, ...] = ()
    says_not: tuple[Text, ...] = ()
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    state: str | None = None
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    error: str | None = None

    @property
    def ends_the_intent(self) -> bool:
        """Whether after it nothing is going on: the intent is over, or another may come."""
        return self.closes is not None or self.asks == ANYTHING

    @property
    def named_intent(self) -> str | None:
        """The intent it names itself, if it does."""
        return self.intent or self.confirms or (self.closes[0] if self.closes else None)


@dataclass(frozen=True)
class Turn:
    """The person says something; the bot answers."""

    user: str
    expect: Expectation
    bot: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Given:
    """The world before the first turn; each bot has its own kind, this is the usual one of any.

    ``attributes`` are the session's, as the channel sets them.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The world after the last turn; each bot has its own kind."""


@dataclass(frozen=True)
class Happening:
    """What others do in the meantime; each bot has its own kinds."""


@dataclass(frozen=True)
class Meanwhile:
    """Something happens between two turns."""

    what: Happening
    line: int = 0


@dataclass(frozen=True)
class Later:
    """Time passes between two turns."""

    by: timedelta
    line: int = 0


@dataclass(frozen=True)
class RetryFulfilment:
    """Lex calls the function once more with the last fulfilment, as after a lost answer.

    The function must answer as it did the first time.
    """

    line: int = 0


Step = Turn | Meanwhile | Later | RetryFulfilment


@dataclass(frozen=True)
class Dialogue:
    """One conversation between a person and the bot, with the world before and after."""

    name: str
    path: Path
    about: str
    locale: str
    now: datetime
    steps: tuple[Step, ...]
    given: Given = Given()
    then: Outcome | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What is said, without what happens in between."""
        return tuple(step for step in self.steps if isinstance(step, Turn))

    def intents(self) -> Iterator[tuple[Turn, str | None]]:
        """Every turn with the intent it belongs to: its own, else the one still going on."""
        going_on: str | None = None
        for turn in self.turns:
            intent = turn.expect.named_intent or going_on
            yield turn, intent
            going_on = None if turn.expect.ends_the_intent else intent
