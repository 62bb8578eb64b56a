"""What stands in braces in utterances and messages, and whether the intent has such a slot."""

from __future__ import annotations

import re
from collections.abc import Collection

from ml_refarch.lex.messages import CustomPayload, MessageGroup, PlainText, Ssml

_UTTERANCE_SLOT = re.compile(r"\{([^{}]*)\}")
# A message may hold JSON: only braces around a name, or a name and its sub-slot, are a placeholder.
_MESSAGE_SLOT = re.compile(r"\{([0-9a-zA-Z][0-9a-zA-Z_-]*)(?:\.[0-9a-zA-Z_-]+)?\}")


def check_utterance(what: str, utterance: str, slots: Collection[str]) -> None:
    """Refuse an utterance with braces left open or a slot that the intent lacks."""
    rest = _UTTERANCE_SLOT.sub("", utterance)
    if "{" in rest or "}" in rest:
        raise ValueError(f"{what}: {utterance!r} has a brace without its partner")
    for name in _UTTERANCE_SLOT.findall(utterance):
        if name.partition(".")[0] not in slots:
            raise ValueError(f"{what}: {utterance!r} refers to {{{name}}}, {has(slots)}")


def check_messages(what: str, groups: Collection[MessageGroup], slots: Collection[str]) -> None:
    """Refuse a message with a slot in braces that the intent lacks."""
    for group in groups:
        for message in group.messages:
            if not isinstance(message, PlainText | Ssml | CustomPayload):
                continue
            for name in _MESSAGE_SLOT.findall(message.text):
                if name not in slots:
                    raise ValueError(
                        f"{what}: {message.text[:80]!r} refers to {{{name}}}, {has(slots)}"
                    )


def has(slots: Collection[str]) -> str:
    """The end of an error about a slot that is not there."""
    return f"but the intent's slots are {', '.join(slots)}" if slots else "but there is no slot"
