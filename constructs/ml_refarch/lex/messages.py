"""What a bot says: the four kinds of message, their variations, prompts and responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml_refarch.lex import limits


@dataclass(frozen=True)
class PlainText:
    """Text as it is, at most 1000 characters. ``{Slot}`` and ``[sessionAttribute]`` are filled in.

    Wherever a message is taken a ``str`` may be given: it means ``PlainText``.
    """

    text: str

    def __post_init__(self) -> None:
        limits.check_text("plain text message", self.text, limits.MESSAGE_LENGTH)


@dataclass(frozen=True)
class Ssml:
    """Speech Synthesis Markup: ``<speak>...</speak>``, at most 1000 characters.

    Source: https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
    """

    text: str

    def __post_init__(self) -> None:
        limits.check_text("SSML message", self.text, limits.MESSAGE_LENGTH)
        stripped = self.text.strip()
        if not (stripped.startswith("<speak") and stripped.endswith("</speak>")):
            raise ValueError(f"SSML message: {self.text[:40]!r} is not inside <speak>...</speak>")


@dataclass(frozen=True)
class CustomPayload:
    """Text for the client application, such as JSON, passed on; at most 1000 characters."""

    text: str

    def __post_init__(self) -> None:
        limits.check_text("custom payload", self.text, limits.MESSAGE_LENGTH)


@dataclass(frozen=True)
class Button:
    """A button of a card: what it shows and what it answers, at most 50 characters each."""

    text: str
    value: str

    def __post_init__(self) -> None:
        limits.check_text("button text", self.text, limits.BUTTON_LENGTH)
        limits.check_text("button value", self.value, limits.BUTTON_LENGTH)


@dataclass(frozen=True)
class Card:
    """A response card, shown by channels that can: a title and at most 5 buttons.

    Args:
        title: At most 250 characters, as ``subtitle`` and ``image_url``.
        image_url: A public address of an image.
        buttons: What the person may press; the value is what the bot hears.
    """

    title: str
    subtitle: str | None = None
    image_url: str | None = None
    buttons: Sequence[Button] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "buttons", tuple(self.buttons))
        for what, text in (
            ("title", self.title),
            ("subtitle", self.subtitle),
            ("image_url", self.image_url),
        ):
            if text is not None:
                limits.check_text(f"card {what}", text, limits.CARD_TEXT_LENGTH)
        limits.check_count(f"card {self.title!r}: buttons", len(self.buttons), limits.CARD_BUTTONS)


Message = PlainText | Ssml | CustomPayload | Card
Say = str | Message | Sequence[str | Message]
"""One thing said: a message, or up to three wordings of which Lex picks one."""


@dataclass(frozen=True)
class MessageGroup:
    """One thing said, as Lex keeps it: a message and at most two other wordings."""

    message: Message
    variations: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        limits.check_count("wordings of a message", 1 + len(self.variations), 3, least=1)

    @property
    def messages(self) -> tuple[Message, ...]:
        """All wordings, the first one first."""
        return (self.message, *self.variations)


def message_group(say: Say) -> MessageGroup:
    """The message group for what a person wrote: a text, a message, or a list of wordings."""
    wordings = [say] if isinstance(say, str | PlainText | Ssml | CustomPayload | Card) else say
    if not wordings:
        raise ValueError("a message: no wording given")
    first, *others = (PlainText(one) if isinstance(one, str) else one for one in wordings)
    return MessageGroup(first, tuple(others))


def _groups(say: Say, also: Sequence[Say]) -> tuple[MessageGroup, ...]:
    groups = tuple(message_group(one) for one in (say, *also))
    limits.check_count("messages sent together", len(groups), limits.MESSAGE_GROUPS, least=1)
    return groups


@dataclass(frozen=True, kw_only=True)
class Response:
    """What the bot says without waiting for an answer.

    Args:
        say: A message, or up to three wordings of which Lex picks one.
        also: Up to four more, sent along with it: a card under the text, say.
        interruptible: Whether a caller may speak over it. Voice only.
    """

    say: Say
    also: Sequence[Say] = ()
    interruptible: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "also", tuple(self.also))
        _groups(self.say, self.also)

    @property
    def groups(self) -> tuple[MessageGroup, ...]:
        """The message groups, in the order they are sent."""
        return _groups(self.say, self.also)


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question, asked again when the answer is not understood.

    Lex has one list of wordings for a question. It picks from it by chance, or, with ``retry``,
    takes the first wording for the first attempt and the next one for each retry. So ``say`` is
    either several wordings or one with up to two of ``retry``, not both. With more retries than
    wordings AWS does not say which one comes: a code hook that must decide sends its own message.

    Args:
        say: The question: a message, or up to three wordings.
        also: Up to four more messages sent along with it.
        retry: Other wordings for the first and the second retry.
        retries: How often it is asked again: 0 to 5.
        interruptible: Whether a caller may speak over it. Voice only.

    Raises:
        ValueError: Limits are passed, or ``retry`` is given beside several wordings.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_PromptSpecification.html
    """

    say: Say
    also: Sequence[Say] = ()
    retry: Sequence[str | Message] = ()
    retries: int = 2
    interruptible: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "also", tuple(self.also))
        retry = (self.retry,) if isinstance(self.retry, str) else tuple(self.retry)
        object.__setattr__(self, "retry", retry)
        limits.check_range("retries", self.retries, limits.RETRIES)
        limits.check_count("retry wordings", len(self.retry), limits.VARIATIONS)
        if len(self.retry) > self.retries:
            raise ValueError(
                f"retry: {len(self.retry)} wordings for {self.retries} retries; "
                "the question is asked again only so often"
            )
        first = message_group(self.say)
        if self.retry and first.variations:
            raise ValueError(
                "retry: Lex has one list of wordings for a prompt; give one wording of the "
                "question with retry wordings, or several wordings without"
            )
        _groups(self.say, self.also)

    @property
    def groups(self) -> tuple[MessageGroup, ...]:
        """The message groups, retry wordings as variations of the first."""
        first, *others = _groups(self.say, self.also)
        retry = tuple(PlainText(one) if isinstance(one, str) else one for one in self.retry)
        return (MessageGroup(first.message, first.variations + retry), *others)


Ask = Say | Prompt
Tell = Say | Response


def prompt(ask: Ask) -> Prompt:
    """``ask`` as a prompt: what is not one already is asked with two retries."""
    return ask if isinstance(ask, Prompt) else Prompt(say=ask)


def response(tell: Tell) -> Response:
    """``tell`` as a response."""
    return tell if isinstance(tell, Response) else Response(say=tell)
