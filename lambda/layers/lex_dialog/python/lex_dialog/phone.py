"""Phone numbers as people say them, and as text messages need them (E.164).

A number without a country code belongs to the country whose language the person speaks: +1 for
en_US, +82 for ko_KR. Source: https://www.itu.int/rec/T-REC-E.164/
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class _Country:
    code: str
    trunk: str
    """What people dial before a number at home, and drop from abroad."""
    abroad: tuple[str, ...]
    """What they dial instead of the plus."""
    number: re.Pattern[str]
    """A number without country code and trunk prefix."""


_US = _Country("1", "1", ("011",), re.compile(r"[2-9]\d{2}[2-9]\d{6}"))
_KOREA = _Country(
    "82",
    "0",
    ("00",),
    re.compile(r"1[016-9]\d{7,8}|2\d{7,8}|[3-6][1-5]\d{7,8}|70\d{8}|50\d{9}"),
)
_BY_LOCALE = {"en_US": _US, "ko_KR": _KOREA}
_ANY = re.compile(r"[1-9]\d{7,14}")


def e164(said: str, *, locale: str) -> str | None:
    """The number as ``+14155550132``; ``None`` if it cannot be one.

    Args:
        said: The number as Lex gives it, with or without a country code and punctuation.
        locale: Whose country is meant when the number names none: en_US or ko_KR.
    """
    home = _BY_LOCALE[locale]
    digits = re.sub(r"\D", "", said)
    if said.strip().startswith("+"):
        return _international(digits)
    for national in (digits, digits.removeprefix(home.trunk), digits.removeprefix(home.code)):
        if home.number.fullmatch(national):
            return f"+{home.code}{national}"
    for prefix in home.abroad:
        if digits.startswith(prefix):
            return _international(digits.removeprefix(prefix))
    return None


def _international(digits: str) -> str | None:
    for country in _BY_LOCALE.values():
        if digits.startswith(country.code):
            # "+82 010 ..." is what many write, though the 0 is only dialled at home.
            national = digits.removeprefix(country.code).removeprefix(country.trunk)
            return f"+{country.code}{national}" if country.number.fullmatch(national) else None
    return f"+{digits}" if _ANY.fullmatch(digits) else None
