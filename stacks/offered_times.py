"""The times that are offered, as people choose one of them."""

from __future__ import annotations

import json

from ml_refarch.lex import SlotType

from stacks.function_code import FUNCTIONS

OFFERS = FUNCTIONS / "layers/appointment_dialog/python/appointment_dialog/offers.json"


def offer(locale_id: str) -> SlotType:
    """A slot type for the first, second or third offer, also by its number alone.

    The functions read the same file, so what a bot understands is what can be chosen.
    """
    said = json.loads(OFFERS.read_text(encoding="utf-8"))[locale_id]
    return SlotType("Offer", {str(number): words for number, words in enumerate(said, 1)})
