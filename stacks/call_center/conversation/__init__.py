"""What the call centre's bots understand and ask, one module per language.

Two bots, so that a date is never mistaken: one hears the date of birth, one the new day and time.
What they answer from the book is spoken by ``lambda/call_center_dialog/texts.py``, and what the
flow says by ``stacks/call_center/announcements.py``, in the same tone.
"""

from __future__ import annotations

from ml_refarch.lex import Locale

from stacks.call_center.conversation import en_us, ko_kr

VERIFICATION: tuple[Locale, ...] = (en_us.VERIFICATION, ko_kr.VERIFICATION)
"""The bot that is told the date of birth."""

APPOINTMENTS: tuple[Locale, ...] = (en_us.APPOINTMENTS, ko_kr.APPOINTMENTS)
"""The bot that moves the appointment."""

__all__ = ["APPOINTMENTS", "VERIFICATION"]
