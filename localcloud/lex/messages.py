"""What the bot says: one variation of each message group, with its placeholders filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from localcloud.lex.definition import Message, Prompt, Response
from localcloud.lex.gaps import ordered_variation
from localcloud.lex.session import Session, meaning

MAX_MESSAGES = 10
_SLOT = re.compile(r"\{([0-9A-Za-z_-]+)\}")
_ATTRIBUTE = re.compile(r"\[([^\[\]]+)\]")
_REQUEST = re.compile(r"\(\(([^()]+)\)\)")


@dataclass(frozen=True)
class Speaker:
    """Turns a bot's messages into those of the runtime API.

    Args:
        random: Picks variations where their order is not fixed.
        request_attributes: Those of the call, for ``((name))``.
    """

    random: Random
    request_attributes: Mapping[str, str]

    def response(self, response: Response, session: Session) -> list[dict[str, Any]]:
        """One message of each group."""
        return [self._message(self.random.choice(group.variations), session) for group in response]

    def prompt(self, prompt: Prompt, attempt: int, session: Session) -> list[dict[str, Any]]:
        """The question at its n-th attempt, from 0."""
        if not prompt.ordered:
            return self.response(prompt.groups, session)
        return [
            self._message(
                group.variations[ordered_variation(attempt, len(group.variations))], session
            )
            for group in prompt.groups
        ]

    def _message(self, message: Message, session: Session) -> dict[str, Any]:
        if message.card is not None:
            card = {name: self._filled_card(value, session) for name, value in message.card.items()}
            return {"contentType": message.content_type, "imageResponseCard": card}
        content = self._filled(message.content, session)
        return {"content": content, "contentType": message.content_type}

    def _filled_card(self, value: Any, session: Session) -> Any:
        if isinstance(value, str):
            return self._filled(value, session)
        return [
            {name: self._filled(text, session) for name, text in button.items()} for button in value
        ]

    def _filled(self, text: str, session: Session) -> str:
        slots = session.intent.slots if session.intent else {}

        def slot(match: re.Match[str]) -> str:
            return (meaning(slots[match[1]]) or "") if match[1] in slots else match[0]

        text = _SLOT.sub(slot, text)
        text = _ATTRIBUTE.sub(lambda m: session.attributes.get(m[1], m[0]), text)
        return _REQUEST.sub(lambda m: self.request_attributes.get(m[1], m[0]), text)
