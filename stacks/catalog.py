"""What a bot's function lets people choose, as the bot hears and says it.

The function reads the same ``catalog.json``, so what the bot understands is what can be chosen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ml_refarch.lex import SlotType

from stacks.function_code import FUNCTIONS


class Offer(NamedTuple):
    """One thing to choose: its name in the locale, and what people call it."""

    name: str
    synonyms: tuple[str, ...]


def catalog_of(function: str) -> Path:
    """The catalog of a function of ``lambda/``."""
    return FUNCTIONS / function / "catalog.json"


def offers(catalog: Path, kind: str, *, locale_id: str) -> list[Offer]:
    """All of a kind, in the catalog's order.

    Raises:
        ValueError: one of them has no name in the locale.
    """
    found = []
    for entry in json.loads(catalog.read_text(encoding="utf-8"))[kind]:
        if locale_id not in entry["names"]:
            raise ValueError(
                f"{catalog.name}: {kind}: {entry['id']!r} has no name in {locale_id}; "
                f"it has one in {', '.join(sorted(entry['names']))}"
            )
        synonyms = entry.get("synonyms", {}).get(locale_id, [])
        found.append(Offer(entry["names"][locale_id], tuple(synonyms)))
    return found


def slot_type(name: str, offered: Sequence[Offer]) -> SlotType:
    """A slot type that takes these offers and their synonyms, and nothing else."""
    return SlotType(name, {offer.name: offer.synonyms for offer in offered})


def in_words(offered: Sequence[Offer], *, last: str, article: str = "") -> str:
    """The offers as they are said, ``last`` before the last one: "a queen, a king or a deluxe"."""
    names = [article + offer.name for offer in offered]
    return f"{', '.join(names[:-1])}{last}{names[-1]}"
