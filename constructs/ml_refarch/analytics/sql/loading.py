"""How a warehouse's table is filled from the lake: the statements in a file, for a day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from .text import on_one_line, statements

DAYS: Final = ("date", "month")
"""What the daily workflow says of a day."""

_PLACE: Final = re.compile(r"\{(\w*)\}")


def load_statements(file: Path, places: Mapping[str, str]) -> list[str]:
    """The statements in a file, with what is known of the deployment in its places.

    Args:
        file: SQL, of one transaction. ``{date}`` and ``{month}`` are left to the workflow.
        places: What stands for ``{name}``, by name.

    Raises:
        ValueError: There is no such file, it has no statement, or a place that nothing stands for.
    """
    if not file.is_file():
        raise ValueError(f"file: {file} does not exist")
    found = [on_one_line(one) for one in statements(file.read_text(encoding="utf-8"))]
    if not found:
        raise ValueError(f"file: {file.name} has no statement")

    def filled(place: re.Match[str]) -> str:
        name = place.group(1)
        if name in DAYS:
            return place.group()
        if name not in places:
            raise ValueError(
                f"file: {file.name} has a place {place.group()}, which is not one of "
                + ", ".join(f"{{{one}}}" for one in (*DAYS, *places))
            )
        return places[name]

    return [_PLACE.sub(filled, one) for one in found]


def copied_folder(file: Path, statements: Sequence[str], root: str) -> str | None:
    """The folder that statements copy from, if there is one.

    Args:
        file: Where they are from.
        statements: As :func:`load_statements` found them.
        root: What they call the layer, without a slash at its end.

    Raises:
        ValueError: There are several.
    """
    quoted = re.compile(rf"'{re.escape(root)}/([^']*/)'")
    folders = sorted({one for each in statements for one in quoted.findall(each)})
    if len(folders) > 1:
        raise ValueError(
            f"file: {file.name} copies from {', '.join(folders)}; a load is of one folder"
        )
    return folders[0] if folders else None
