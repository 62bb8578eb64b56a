"""What a bot says: text, markup, a payload for the channel, or a card with buttons.

Limits: 10 messages in an answer, 1024 characters in a text, 5 buttons of 50 characters on a card,
titles of 250. Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-response-format.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

MAX_MESSAGES = 10
MAX_TEXT = 1024
MAX_TITLE = 250
MAX_BUTTONS = 5
MAX_BUTTON = 50


class InvalidMessageError(ValueError):
    """A message that Lex would refuse; the text says which limit and by how much."""


def _check(what: str, text: str, most: int) -> None:
    if not 1 <= len(text) <= most:
        raise InvalidMessageError(f"{what} has {len(text)} characters: allowed are 1 to {most}")


@dataclass(frozen=True)
class _Text:
    content: str
    content_type: ClassVar[str]

    def __post_init__(self) -> None:
        _check(f"the {self.content_type} message", self.content, MAX_TEXT)

    def as_json(self) -> dict[str, Any]:
        """The message as an answer carries it."""
        return {"contentType": self.content_type, "content": self.content}


class PlainText(_Text):
    """Text to read or to speak: 1 to 1024 characters."""

    content_type = "PlainText"


class Ssml(_Text):
    """Speech markup: 1 to 1024 characters."""

    content_type = "SSML"


class CustomPayload(_Text):
    """Data in a form that the channel defines: 1 to 1024 characters."""

    content_type = "CustomPayload"


@dataclass(frozen=True)
class Button:
    """A button of a card: ``text`` is shown, ``value`` is sent when it is pressed."""

    text: str
    value: str

    def __post_init__(self) -> None:
        _check("a button's text", self.text, MAX_BUTTON)
        _check("a button's value", self.value, MAX_BUTTON)


@dataclass(frozen=True)
class Card:
    """A card: a title, and a subtitle, a picture and up to 5 buttons as wanted."""

    title: str
    subtitle: str | None = None
    image_url: str | None = None
    buttons: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        _check("the card's title", self.title, MAX_TITLE)
        if self.subtitle is not None:
            _check("the card's subtitle", self.subtitle, MAX_TITLE)
        if self.image_url is not None:
            _check("the card's image URL", self.image_url, MAX_TITLE)
        if len(self.buttons) > MAX_BUTTONS:
            raise InvalidMessageError(
                f"the card has {len(self.buttons)} buttons: allowed are {MAX_BUTTONS}"
            )

    def as_json(self) -> dict[str, Any]:
        """The message as an answer carries it."""
        card: dict[str, Any] = {"title": self.title}
        if self.subtitle is not None:
            card["subtitle"] = self.subtitle
        if self.image_url is not None:
            card["imageUrl"] = self.image_url
        if self.buttons:
            card["buttons"] = [{"text": b.text, "value": b.value} for b in self.buttons]
        return {"contentType": "ImageResponseCard", "imageResponseCard": card}


Message = PlainText | Ssml | CustomPayload | Card


def messages_json(say: str | Message | Sequence[str | Message]) -> list[dict[str, Any]]:
    """Turns what is to be said into an answer's messages; a plain string is plain text.

    Raises:
        InvalidMessageError: there are more than 10, or one is over its limit.
    """
    items = [say] if isinstance(say, str | PlainText | Ssml | CustomPayload | Card) else list(say)
    if len(items) > MAX_MESSAGES:
        raise InvalidMessageError(
            f"{len(items)} messages: an answer carries at most {MAX_MESSAGES}"
        )
    return [(PlainText(item) if isinstance(item, str) else item).as_json() for item in items]
