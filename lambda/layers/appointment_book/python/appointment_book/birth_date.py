"""A date of birth, keyed in or said."""

from __future__ import annotations

import re
from datetime import date, datetime

_KEYED = {
    "en_US": {8: "%m%d%Y"},
    "ko_KR": {8: "%Y%m%d"},
}
"""Eight digits as each language asks for them: 06051980 or 19800605."""


def read_birth_date(said: str, *, locale: str, today: date) -> date | None:
    """The date; ``None`` for what is none, and for one that is yet to come.

    Args:
        said: Digits as the caller was asked to key them in, or ``1980-06-05`` as Lex has dates.
    """
    digits = re.sub(r"\D", "", said)
    pattern = "%Y-%m-%d" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said) else None
    if pattern is None:
        said, pattern = digits, _KEYED[locale].get(len(digits))
    if pattern is None:
        return None
    try:
        read = datetime.strptime(said, pattern).date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        return None
    return read if read <= today else None
