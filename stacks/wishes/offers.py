"""The times that are offered, as people choose one of them."""

from __future__ import annotations

import json

from ml_refarch.lex import SlotType

from stacks.function_code import FUNCTIONS

BARE_NUMBERS = frozenset(
    {"one", "two", "three", "하나", "둘", "셋", "일 번", "이 번", "삼 번"}  # 이번 주 is this week
)

OFFERS = FUNCTIONS / "layers/appointment_dialog/python/appointment_dialog/offers.json"


def offer(locale_id: str) -> SlotType:
    """A slot type for the first, second or third offer, also by its key on the phone.

    The functions read the same file, so what a bot understands is what can be chosen.
    """
    said = json.loads(OFFERS.read_text(encoding="utf-8"))[locale_id]
    return SlotType("Offer", {str(number): words for number, words in enumerate(said, 1)})


def ordinal(locale_id: str) -> SlotType:
    """The same without numbers, for who writes: "at three" is a time before anything is offered.

    When something is, the function knows a bare number for what it is.
    """
    said = json.loads(OFFERS.read_text(encoding="utf-8"))[locale_id]
    return SlotType(
        "Ordinal", {words[0]: words[1:] for words in (_ordinals(each) for each in said)}
    )


def _ordinals(words: list[str]) -> list[str]:
    return [word for word in words if word not in BARE_NUMBERS]
