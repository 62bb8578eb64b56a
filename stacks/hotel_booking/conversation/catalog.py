"""The cities and room types the hotel sells, as the bot hears and says them.

The booking function reads the same file, so what the bot understands is what can be booked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ml_refarch.lex import SlotType

CATALOG = Path(__file__).parents[3] / "lambda" / "hotel_booking" / "catalog.json"


class Offer(NamedTuple):
    """One thing to choose from: its name in the locale, and what people call it."""

    name: str
    synonyms: tuple[str, ...]


def cities(locale_id: str) -> list[Offer]:
    """The cities with a hotel, in the catalog's order.

    Raises:
        ValueError: a city has no name in the locale.
    """
    return _offers("cities", locale_id)


def room_types(locale_id: str) -> list[Offer]:
    """The types of room, from the simplest up.

    Raises:
        ValueError: a room type has no name in the locale.
    """
    return _offers("room_types", locale_id)


def slot_type(name: str, offers: Sequence[Offer]) -> SlotType:
    """A slot type that takes these offers and their synonyms, and nothing else."""
    return SlotType(name, {offer.name: offer.synonyms for offer in offers})


def in_words(offers: Sequence[Offer], *, last: str, article: str = "") -> str:
    """The offers as they are said, ``last`` before the last one: "a queen, a king or a deluxe"."""
    names = [article + offer.name for offer in offers]
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _offers(kind: str, locale_id: str) -> list[Offer]:
    offers = []
    for entry in json.loads(CATALOG.read_text(encoding="utf-8"))[kind]:
        if locale_id not in entry["names"]:
            raise ValueError(
                f"{CATALOG.name}: {kind}: {entry['id']!r} has no name in {locale_id}; "
                f"it has one in {', '.join(sorted(entry['names']))}"
            )
        synonyms = entry.get("synonyms", {}).get(locale_id, [])
        offers.append(Offer(entry["names"][locale_id], tuple(synonyms)))
    return offers
