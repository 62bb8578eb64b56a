"""WITH (name = value, ...) and TBLPROPERTIES ('name' = 'value', ...)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from localcloud.athena.failure import QueryFailure
from localcloud.athena.statements.words import Words


def properties(words: Words, known: Collection[str]) -> dict[str, Any]:
    """The properties in the brackets that come next: texts, or lists of texts.

    Raises:
        QueryFailure: One is not known, which is how those of Iceberg tables are refused.
    """
    found: dict[str, Any] = {}
    words.expect("(")
    while True:
        name = words.name()
        words.expect("=")
        if words.take("ARRAY"):
            words.expect("[")
            found[name] = []
            while not words.take("]"):
                found[name].append(words.string())
                words.take(",")
        else:
            found[name] = words.value()
        if name not in known:
            raise QueryFailure(
                "NOT_SUPPORTED",
                f"The local cloud does not have the property {name}; it has "
                f"{', '.join(sorted(known))}",
            )
        if not words.take(","):
            break
    words.expect(")")
    return found


def pairs(words: Words) -> dict[str, str]:
    """Texts by texts, as TBLPROPERTIES and SERDEPROPERTIES have them."""
    found: dict[str, str] = {}
    words.expect("(")
    while True:
        name = words.string()
        words.expect("=")
        found[name] = words.string()
        if not words.take(","):
            break
    words.expect(")")
    return found
