"""What a block works with, and how it says what came of it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.connect.contact import Contact, Heard, State
from localcloud.connect.document import CATCH_ALL, Action
from localcloud.connect.paths import filled, filled_map, is_path, value_at
from localcloud.connect.places import PlacedFlow, Surroundings


@dataclass(frozen=True)
class Said:
    """The customer spoke or wrote."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """The caller pressed keys: digits, ``*`` and ``#``."""

    keys: str


@dataclass(frozen=True)
class Silence:
    """The customer did nothing for as long as the block waits."""


Input = Said | Pressed | Silence


@dataclass(frozen=True)
class Listening:
    """A block waits for the customer.

    Args:
        to: ``keys`` or ``bot``.
        seconds: How long it waits; None where that is not its to say.
    """

    to: str
    seconds: float | None = None


@dataclass(frozen=True)
class Outcome:
    """A block is done and the flow goes on.

    Args:
        result: What the block's conditions are compared with.
        error: The type of error that ended it.
        reason: A sentence for the flow log.
        logged: What else the flow log shows.
    """

    result: str | None = None
    error: str | None = None
    reason: str | None = None
    logged: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """The contact goes on in another flow."""

    flow: PlacedFlow


@dataclass(frozen=True)
class Ended:
    """The flow is over: the contact waits in a queue, or is disconnected."""

    state: State
    reason: str | None = None


Conclusion = Outcome | Moved | Ended
Dialog = Generator[Listening, Input, Conclusion]


def failed(reason: str, *, error: str = CATCH_ALL) -> Outcome:
    """A block that ended in an error."""
    return Outcome(error=error, reason=reason)


@dataclass(frozen=True)
class Scene:
    """One block, played for one contact."""

    contact: Contact
    action: Action
    around: Surroundings

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The block's parameters as the flow has them."""
        return self.action.parameters

    def text(self, name: str) -> str | None:
        """A parameter with its references replaced; None where it is not given."""
        return self.fill(self.parameters.get(name))

    def fill(self, value: Any) -> str | None:
        """A value with its references replaced; None stays None."""
        if value is None:
            return None
        data = self.contact.data()
        return value_at(value, data) if is_path(value) else filled(str(value), data)

    def map(self, values: Mapping[str, Any] | None) -> dict[str, str]:
        """A map with the references in it replaced."""
        return filled_map(values or {}, self.contact.data())

    def say(self, text: str, *, by: str = "flow", ssml: str | None = None) -> None:
        """Has the customer hear or read something."""
        self.contact.heard.append(Heard(text, by, self.action.id, ssml))
