"""Telephone numbers that a caller keys in, as E.164."""

from __future__ import annotations

import re

COUNTRIES = {
    "AU": ("61", "0"),
    "BR": ("55", "0"),
    "CA": ("1", "1"),
    "DE": ("49", "0"),
    "ES": ("34", ""),
    "FR": ("33", "0"),
    "GB": ("44", "0"),
    "IN": ("91", "0"),
    "IT": ("39", ""),
    "JP": ("81", "0"),
    "KR": ("82", "0"),
    "MX": ("52", ""),
    "NL": ("31", "0"),
    "NZ": ("64", "0"),
    "SG": ("65", ""),
    "US": ("1", "1"),
}
"""Calling code and trunk prefix by country, of those that are checked here."""

NORTH_AMERICA = "1"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")


class InvalidNumber(Exception):  # noqa: N818 - the caller's, not ours
    """The keys are no telephone number."""


def in_full(keys: str, number_format: str, country: str | None) -> str:
    """The number in E.164.

    Args:
        keys: The digits, with their country's code where the format is ``E164``.
        number_format: ``Local`` or ``E164``.
        country: Two letters, for local numbers.

    Raises:
        InvalidNumber: They are no such number, or the country is none of ``COUNTRIES``.
    """
    if not keys.isdigit():
        raise InvalidNumber(f"{keys!r} is not a telephone number: it has other keys than digits.")
    if number_format == "E164":
        number = f"+{keys}"
    else:
        if country not in COUNTRIES:
            known = ", ".join(COUNTRIES)
            raise InvalidNumber(f"Numbers of {country} are not known here; those of {known} are.")
        code, trunk = COUNTRIES[country]
        number = f"+{code}{keys.removeprefix(trunk)}"
    shape = _NORTH_AMERICAN if number.startswith(f"+{NORTH_AMERICA}") else _E164
    if not shape.fullmatch(number):
        raise InvalidNumber(f"{keys} is not a valid {number_format} telephone number.")
    return number
