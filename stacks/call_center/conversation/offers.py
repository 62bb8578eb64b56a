"""The times that are offered, as callers choose one of them."""

from __future__ import annotations

import json
from pathlib import Path

from ml_refarch.lex import SlotType

OFFERS = Path(__file__).parents[3] / "lambda" / "call_center_dialog" / "offers.json"


def offer(locale_id: str) -> SlotType:
    """A slot type for the first, second or third offer, also by its key on the phone.

    The function reads the same file, so what the bot understands is what can be chosen.
    """
    said = json.loads(OFFERS.read_text(encoding="utf-8"))[locale_id]
    return SlotType("Offer", {str(number): words for number, words in enumerate(said, 1)})
