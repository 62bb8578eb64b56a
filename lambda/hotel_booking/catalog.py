"""The cities and room types of ``catalog.json``, found by what people call them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lex_dialog import Choice, by_words, plain


@dataclass(frozen=True)
class RoomType(Choice):
    """A kind of room."""


@dataclass(frozen=True)
class City(Choice):
    """A city with a hotel. Its ``time_zone`` says which day it is there."""

    time_zone: ZoneInfo


@dataclass(frozen=True)
class Catalog:
    """What can be booked: where, in which rooms, for how many nights, in which currency."""

    cities: tuple[City, ...]
    room_types: tuple[RoomType, ...]
    nights: range
    currency: str

    @cached_property
    def _cities(self) -> Mapping[str, City]:
        return by_words(self.cities)

    @cached_property
    def _room_types(self) -> Mapping[str, RoomType]:
        return by_words(self.room_types)

    def city(self, said: str) -> City | None:
        """The city of that name, synonym or id in any locale; ``None`` if it is not served."""
        return self._cities.get(plain(said))

    def room_type(self, said: str) -> RoomType | None:
        """The room type of that name, synonym or id in any locale; ``None`` if there is none."""
        return self._room_types.get(plain(said))


@cache
def load_catalog() -> Catalog:
    """Reads ``catalog.json``, once."""
    raw: dict[str, Any] = json.loads((Path(__file__).parent / "catalog.json").read_text("utf-8"))
    return Catalog(
        cities=tuple(
            City(city["id"], city["names"], city["synonyms"], ZoneInfo(city["time_zone"]))
            for city in raw["cities"]
        ),
        room_types=tuple(
            RoomType(room["id"], room["names"], room["synonyms"]) for room in raw["room_types"]
        ),
        nights=range(raw["nights"]["min"], raw["nights"]["max"] + 1),
        currency=raw["currency"],
    )
