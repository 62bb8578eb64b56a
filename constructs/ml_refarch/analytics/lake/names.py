"""Names of tables, views and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,127}")


def check_names(named: Mapping[str, Iterable[str]]) -> None:
    """Looks at names, by the parameter that has them.

    Raises:
        ValueError: One is not what Glue, Spark and Athena all take as it is.
    """
    for parameter, names in named.items():
        for name in names:
            if _NAME.fullmatch(name) is None:
                raise ValueError(
                    f"{parameter}: {name!r} is not 1 to 128 lower-case letters, digits and _, "
                    "a digit not first"
                )
