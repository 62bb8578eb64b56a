"""What a call file says, as data. How it is written: README.md beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tests.conversations.dialogue import Text


class Channel(StrEnum):
    """How the caller is there."""

    VOICE = "voice"
    CHAT = "chat"


class Does(StrEnum):
    """What the caller does."""

    SAYS = "says"
    PRESSES = "presses"
    WAITS = "waits"
    HANGS_UP = "hangs_up"


class Trouble(StrEnum):
    """What is wrong with a function."""

    FAILS = "fails"
    SLOW = "slow"


@dataclass(frozen=True)
class Heard:
    """What must, and must not, be among what the caller hears next."""

    texts: tuple[Text, ...] = ()
    never: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Turn:
    """The caller does something and hears the answer; ``what`` is said or pressed."""

    does: Does
    what: str = ""
    hears: Heard = field(default_factory=Heard)
    line: int = 0


@dataclass(frozen=True)
class Meanwhile:
    """Between two turns others book times, or a function begins to fail."""

    taken: tuple[str, ...] = ()
    trouble: Mapping[str, Trouble] = field(default_factory=dict)
    line: int = 0


Step = Turn | Meanwhile


@dataclass(frozen=True)
class Given:
    """The world before the call.

    Args:
        attributes: Contact attributes that it begins with.
        taken: Times that others have, on the provider's clock.
        trouble: What is wrong with functions, by their folder.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    trouble: Mapping[str, Trouble] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The world after the call; what is None is not checked.

    Args:
        state: ``queued`` or ``disconnected``.
        attributes: Contact attributes; None for one that is not there.
        appointments: Whose appointment is when; None for nobody's.
        texts: The text messages, in their order; an empty tuple for none.
        passed: Blocks that were passed, and ``avoided`` ones that were not.
    """

    state: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    appointments: Mapping[str, str | None] = field(default_factory=dict)
    texts: tuple[Text, ...] | None = None
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """A call or a chat, from its first word to what is left of it."""

    name: str
    path: Path
    about: str
    locale: str
    channel: Channel
    caller: str | None
    now: datetime
    begins: Heard
    steps: tuple[Step, ...]
    given: Given
    then: Outcome

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the caller does."""
        return tuple(step for step in self.steps if isinstance(step, Turn))
