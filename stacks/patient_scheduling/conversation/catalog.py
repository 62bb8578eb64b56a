"""Whom patients can see and what for, as the bot hears it."""

from __future__ import annotations

from typing import NamedTuple

from ml_refarch.lex import SlotType

from stacks.catalog import catalog_of, in_words, offers, slot_type

CATALOG = catalog_of("patient_scheduling")

FORGET_WHICH = {"reference": "", "listed": "", "intent": ""}
"""Session attributes of the function, for an intent that ends without it: see its ``desk.py``."""


class Spoken(NamedTuple):
    """The slot types of a locale, and the names in them as they are said."""

    provider: SlotType
    reason: SlotType
    reasons: str
    providers: str


def spoken(locale_id: str, *, last: str) -> Spoken:
    """The catalog in a locale; ``last`` is said before the last of several.

    Raises:
        ValueError: a provider or a reason has no name in the locale.
    """
    providers = offers(CATALOG, "providers", locale_id=locale_id)
    reasons = offers(CATALOG, "reasons", locale_id=locale_id)
    anyone = offers(CATALOG, "anyone", locale_id=locale_id)
    return Spoken(
        provider=slot_type("Provider", [*providers, *anyone]),
        reason=slot_type("Reason", reasons),
        reasons=in_words(reasons, last=last),
        providers=in_words(providers, last=last),
    )
