"""A conversation with a bot in this process, as short to write as to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from localcloud.clock import Clock
from localcloud.lex import LexRuntime, bot_from_properties
from localcloud.lex.session import meaning

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
"""The Sunday on which all conversations take place."""


@dataclass(frozen=True)
class Reply:
    """What the bot answered."""

    response: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """Its messages."""
        return [message["content"] for message in self.response["messages"]]

    @property
    def action(self) -> str:
        """What it waits for, with the slot: ``ElicitSlot City``, ``Close``."""
        action = self.response["sessionState"]["dialogAction"]
        return " ".join(filter(None, (action["type"], action.get("slotToElicit"))))

    @property
    def intent(self) -> str:
        """The intent and its state: ``BookHotel InProgress``."""
        intent = self.response["sessionState"]["intent"]
        return f"{intent['name']} {intent['state']}"

    @property
    def slots(self) -> dict[str, str | None]:
        """What its slots mean."""
        slots = self.response["sessionState"]["intent"]["slots"]
        return {name: meaning(value) for name, value in slots.items()}

    @property
    def attributes(self) -> dict[str, str]:
        """The session's attributes."""
        attributes: dict[str, str] = self.response["sessionState"]["sessionAttributes"]
        return attributes


class Talk:
    """One guest's conversation.

    Args:
        properties: The bot, in CloudFormation's shape.
        hook: Its code hook: an event in, an answer out.
        locale: The language.

    Attributes:
        events: What its code hook was called with.
        clock: The time, which a test may move.
    """

    def __init__(
        self,
        properties: Mapping[str, Any],
        *,
        hook: Callable[[dict[str, Any]], Any] | None = None,
        locale: str = "en_US",
    ) -> None:
        self.events: list[dict[str, Any]] = []
        self.clock = Clock(lambda: NOW)
        self.ids = {"localeId": locale, "sessionId": "guest"}

        def call(_: str, event: dict[str, Any], __: float) -> Any:
            self.events.append(event)
            return hook(event) if hook else None

        self.runtime = LexRuntime(
            bot_from_properties(properties),
            hook=call if hook else None,
            clock=self.clock,
            random=Random(1),  # noqa: S311 - it picks a wording, not a secret
        )

    def say(self, text: str, **request: Any) -> Reply:
        """One turn."""
        return Reply(self.runtime.recognize_text(**self.ids, text=text, **request))

    def say_all(self, *texts: str) -> Reply:
        """Several turns; the last one's reply."""
        replies = [self.say(text) for text in texts]
        return replies[-1]

    def session(self) -> Reply:
        """The session as it is."""
        return Reply(self.runtime.get_session(**self.ids))
