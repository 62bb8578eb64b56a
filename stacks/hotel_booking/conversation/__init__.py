"""What the hotel bot understands and asks, one module per language.

What it answers from the data (prices, refusals, references) is spoken by the booking function,
in ``lambda/hotel_booking/texts.py``, in the same tone.
"""

from __future__ import annotations

from ml_refarch.lex import Locale

from stacks.hotel_booking.conversation.en_us import EN_US
from stacks.hotel_booking.conversation.ko_kr import KO_KR

LOCALES: tuple[Locale, ...] = (EN_US, KO_KR)
"""Every locale of the bot; the construct deploys them together."""

__all__ = ["EN_US", "KO_KR", "LOCALES"]
