"""Spans of time as a person writes them, such as ``+1d`` or ``+2h30m``."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SPAN = re.compile(r"\+(?=[0-9])" + "".join(rf"(?:([0-9]+){unit})?" for unit in _UNITS))


def duration(text: str) -> timedelta:
    """Reads a span of time.

    Raises:
        argparse.ArgumentTypeError: It is none, or longer than the calendar.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no span of time such as +1d, +2h30m, +45m, +90s or +1w; the units are "
            "w, d, h, m and s, in this order"
        )
    parts = zip(_UNITS.values(), found.groups(), strict=True)
    try:
        return timedelta(**{unit: int(number or 0) for unit, number in parts})
    except OverflowError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than any calendar") from error
