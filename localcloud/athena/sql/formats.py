"""Formats of times: Joda's letters, which format_datetime has, as strftime's."""

from __future__ import annotations

import re

from localcloud.athena.failure import QueryFailure

_LETTERS = {
    "yyyy": "%Y",
    "YYYY": "%Y",
    "y": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "dd": "%d",
    "d": "%-d",
    "DDD": "%j",
    "EEEE": "%A",
    "EEE": "%a",
    "E": "%a",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "m": "%-M",
    "ss": "%S",
    "s": "%-S",
    "SSS": "%g",
    "a": "%p",
    "ww": "%V",
    "xxxx": "%G",
    "e": "%u",
}


def joda(form: str) -> str:
    """A format of Joda's as one of strftime's.

    Raises:
        QueryFailure: It has letters that are not made here.
    """
    parts: list[str] = []
    for match in re.finditer(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|(.)", form, re.DOTALL):
        quoted, letters, _, other = match.groups()
        if letters is None:
            parts.append((other or (quoted.replace("''", "'") or "'")).replace("%", "%%"))
        elif letters in _LETTERS:
            parts.append(_LETTERS[letters])
        else:
            raise QueryFailure(
                "NOT_SUPPORTED", f"The local cloud does not have {letters!r} in formats of times"
            )
    return "".join(parts)
