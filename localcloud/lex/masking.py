"""Slot obfuscation: what a conversation log shows of slots that must not be read there.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/monitoring-obfuscate.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from localcloud.lex import gaps
from localcloud.lex.definition import Intent
from localcloud.lex.surface import composed, unpunctuated
from localcloud.lex.turn import Turn

_BRACES = re.compile(r"[{}]")

Shape = dict[str, Any]


def masked_transcript(turn: Turn) -> str:
    """What was said, the values of obfuscated slots replaced by ``{SlotName}``."""
    if gaps.whole_utterance_is_masked(turn):
        return _mask(turn.asked.name if turn.asked else "")
    hidden = [(slot.name, words) for slot, words in turn.heard if slot.obfuscated]
    if not hidden:
        return _escaped(turn.text)
    said = composed(turn.text)
    # A reader of punctuation as spaces keeps each character's place.
    readable = (said, unpunctuated(said))
    spans: list[tuple[int, int, str]] = []
    for name, words in sorted(hidden, key=lambda item: -len(item[1])):
        span = _place(words, readable, spans)
        if span is None and not any(words in text for text in readable):
            return _mask(name)  # a recogniser read the words otherwise than they stand there
        if span is not None:
            spans.append((*span, name))
    return _replaced(said, sorted(spans))


def masked_intent(shape: Shape, intent: Intent) -> Shape:
    """An intent of the runtime API, the values of its obfuscated slots replaced."""
    slots = {
        name: masked_slot(slot, name) if slot and _is_obfuscated(intent, name) else slot
        for name, slot in shape["slots"].items()
    }
    return {**shape, "slots": slots}


def masked_slot(slot: Mapping[str, Any], name: str) -> Shape:
    """A slot with ``{SlotName}`` in the place of each value that it has."""
    hidden: Shape = dict(slot)
    if slot.get("value"):
        value = slot["value"]
        hidden["value"] = {key: _hidden_value(item, name) for key, item in value.items()}
    if slot.get("values"):
        hidden["values"] = [masked_slot(item, name) for item in slot["values"]]
    return hidden


def masked_transcription(shape: Shape, turn: Turn) -> Shape:
    """A transcription of an event: its text and its resolved slots masked."""
    resolved = {
        name: masked_slot(slot, name) if _is_obfuscated(turn.intent, name) else slot
        for name, slot in shape["resolvedSlots"].items()
    }
    return {**shape, "transcription": masked_transcript(turn), "resolvedSlots": resolved}


def _is_obfuscated(intent: Intent, name: str) -> bool:
    slot = intent.slot(name)
    return slot is not None and slot.obfuscated


def _hidden_value(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_mask(name) for _ in value]
    return None if value is None else _mask(name)


def _mask(name: str) -> str:
    return "{" + name + "}"


def _escaped(text: str) -> str:
    return _BRACES.sub(lambda brace: gaps.BRACE_ESCAPE + brace[0], text)


def _place(
    words: str, texts: tuple[str, ...], taken: list[tuple[int, int, str]]
) -> tuple[int, int] | None:
    """Where the words stand first, as whole words if they do, outside what other slots have."""
    literal = re.escape(words)
    for expression in (rf"(?<!\w){literal}(?!\w)", literal):
        for text in texts:
            for start, end in (match.span() for match in re.finditer(expression, text)):
                if not any(start < other[1] and other[0] < end for other in taken):
                    return start, end
    return None


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, name in spans:
        parts += [_escaped(text[at:start]), _mask(name)]
        at = end
    return "".join([*parts, _escaped(text[at:])])
