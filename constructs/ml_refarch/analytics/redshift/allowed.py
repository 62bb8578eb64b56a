"""What a warehouse may be called, and how large it may be."""

from __future__ import annotations

import re
from typing import Final

from aws_cdk import Duration

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,53}[a-z0-9]")
_DATABASE: Final = re.compile(r"[a-z][a-z0-9_]{0,126}")
_SNAPSHOT_DAYS: Final = range(1, 3653 + 1)


def check(
    name: str, database: str, base: int, most: int | None, final_snapshot: Duration | None
) -> None:
    """Refuses what Redshift Serverless would refuse on deploy.

    Raises:
        ValueError: A name or a number is not allowed.
    """
    if _NAME.fullmatch(name) is None or "--" in name:
        raise ValueError(
            f"name: {name!r} is not 3 to 55 lower-case letters, digits and single '-', a letter "
            "first and no '-' last"
        )
    if _DATABASE.fullmatch(database) is None:
        raise ValueError(
            f"database: {database!r} is not a letter and up to 126 lower-case letters, digits and _"
        )
    if not (base == 4 or (8 <= base <= 512 and base % 8 == 0) or base in range(512, 1025, 32)):
        raise ValueError(
            f"base_capacity: {base} is not 4, 8 to 512 in steps of 8, or to 1,024 in steps of 32"
        )
    if most is not None and most < base:
        raise ValueError(f"max_capacity: {most} is under base_capacity, {base}")
    if final_snapshot is not None and final_snapshot.to_days() not in _SNAPSHOT_DAYS:
        raise ValueError(
            f"final_snapshot: {final_snapshot.to_days():g} days are not between 1 and 3,653"
        )
