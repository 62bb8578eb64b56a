"""What the patients' bot understands and asks, one module per language.

What it answers from the book (times, refusals, read-backs) is spoken by the scheduling function,
in ``lambda/patient_scheduling/texts.py``, in the same tone.
"""

from __future__ import annotations

from ml_refarch.lex import Locale

from stacks.patient_scheduling.conversation.en_us import EN_US
from stacks.patient_scheduling.conversation.ko_kr import KO_KR

LOCALES: tuple[Locale, ...] = (EN_US, KO_KR)
"""Every locale of the bot; the construct deploys them together."""

__all__ = ["EN_US", "KO_KR", "LOCALES"]
