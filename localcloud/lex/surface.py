"""What of an utterance matters: not its case, its punctuation or the width of its spaces."""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = re.compile(r"[!?;:,“”\"„«»…。、，！？()\[\]~]|\.(?=\s|$)|(?<=\s)[-–—](?=\s)")
_APOSTROPHE = re.compile(r"[’‘`´]")


def composed(text: str) -> str:
    """The text with its letters composed (Hangul in syllables), spaces at the ends removed."""
    return unicodedata.normalize("NFC", text).strip()


def unpunctuated(text: str) -> str:
    """The text with punctuation between words as spaces; every character keeps its place.

    A colon or comma between digits stays: it belongs to a time or a number.
    """
    text = _APOSTROPHE.sub("'", text)
    return _PUNCTUATION.sub(
        lambda m: m[0] if _between_digits(text, m.start()) else " " * len(m[0]), text
    )


def key(text: str) -> str:
    """What two utterances share when they differ only in case, punctuation and spacing."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _between_digits(text: str, index: int) -> bool:
    return (
        text[index] in ":,"
        and 0 < index < len(text) - 1
        and text[index - 1].isdigit()
        and text[index + 1].isdigit()
    )
