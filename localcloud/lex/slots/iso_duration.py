"""ISO 8601 durations."""

from __future__ import annotations


def from_seconds(seconds: int) -> str:
    """Days, hours, minutes and seconds, such as ``PT1H30M``."""
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if n)
    return f"P{f'{days}D' if days else ''}{'T' + clock if clock else ''}" if seconds else "PT0S"
