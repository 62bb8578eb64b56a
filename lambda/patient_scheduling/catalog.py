"""Who can be seen for what: the providers and reasons of ``catalog.json``, found by any name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from lex_dialog import Choice, by_words, plain


@dataclass(frozen=True)
class Practitioner(Choice):
    """Somebody who sees patients; their calendar is in the book, under the same id.

    ``sees`` are the ids of the reasons for which.
    """

    sees: frozenset[str]


@dataclass(frozen=True)
class Reason(Choice):
    """What somebody comes for. It is kept with the appointment, and never said or logged."""


@dataclass(frozen=True)
class Catalog:
    """The clinic. Whoever comes first among the practitioners comes first when several are free."""

    practitioners: tuple[Practitioner, ...]
    reasons: tuple[Reason, ...]

    @cached_property
    def _practitioners(self) -> Mapping[str, Practitioner]:
        return by_words(self.practitioners)

    @cached_property
    def _reasons(self) -> Mapping[str, Reason]:
        return by_words(self.reasons)

    def practitioner(self, said: str) -> Practitioner | None:
        """The one of that name; ``None`` for any other word, such as "anyone"."""
        return self._practitioners.get(plain(said))

    def reason(self, said: str) -> Reason | None:
        """The reason of that name, synonym or id in any locale; ``None`` if there is none."""
        return self._reasons.get(plain(said))

    def who_sees(self, reason: Reason) -> tuple[Practitioner, ...]:
        """Those who see patients for it."""
        return tuple(each for each in self.practitioners if reason.id in each.sees)


@cache
def load_catalog() -> Catalog:
    """Reads ``catalog.json``, once."""
    raw: dict[str, Any] = json.loads((Path(__file__).parent / "catalog.json").read_text("utf-8"))
    return Catalog(
        practitioners=tuple(
            Practitioner(each["id"], each["names"], each["synonyms"], frozenset(each["sees"]))
            for each in raw["providers"]
        ),
        reasons=tuple(
            Reason(each["id"], each["names"], each["synonyms"]) for each in raw["reasons"]
        ),
    )
