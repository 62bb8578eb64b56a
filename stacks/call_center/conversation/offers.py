"""The times that are offered, as callers choose one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ml_refarch.lex import SlotType


def offer(first: Sequence[str], second: Sequence[str], third: Sequence[str]) -> SlotType:
    """A slot type for the first, second or third offer, also by its key on the phone.

    The function reads the number: ``lambda/call_center_dialog/offering.py``.
    """
    said: Mapping[str, Sequence[str]] = {"1": first, "2": second, "3": third}
    return SlotType("Offer", said)
