"""Patterns of terms: ``ERROR``, ``"a phrase"``, ``-without``, ``?either ?or``, ``%a.*b%``."""

from __future__ import annotations

import re
from typing import ClassVar

from localcloud.cloudwatch.patterns.comparing import compiled
from localcloud.cloudwatch.patterns.fields import Fields, PatternError, no_fields

_TERM = re.compile(
    r"\s*(?P<sign>[-?])?\s*"
    r'(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|%(?P<regex>[^%]+)%|(?P<word>\w+))(?=\s|$|["?%-])\s*'
)


class TermPattern:
    """What an event must have, must not have, or must have one of; the empty pattern fits all.

    Of terms with a question mark one must be there, but they count only where all terms have one.
    """

    has_fields: ClassVar[bool] = False

    def __init__(self, text: str) -> None:
        self._terms: dict[str, list[re.Pattern[str]]] = {"": [], "-": [], "?": []}
        at = 0
        while at < len(text):
            found = _TERM.match(text, at)
            if found is None:
                raise PatternError(
                    f"{text!r} cannot be read from {text[at:]!r} on: a term with other characters "
                    "than letters, digits and underscores is written in quotes"
                )
            self._terms[found["sign"] or ""].append(_expression(found))
            at = found.end()

    def read(self, message: str) -> Fields | None:
        """No fields, of an event that fits."""
        wanted, unwanted, either = self._terms[""], self._terms["-"], self._terms["?"]
        if not all(term.search(message) for term in wanted):
            return None
        if any(term.search(message) for term in unwanted):
            return None
        alone = bool(either) and not wanted and not unwanted
        if alone and not any(term.search(message) for term in either):
            return None
        return no_fields


def _expression(found: re.Match[str]) -> re.Pattern[str]:
    if found["regex"] is not None:
        return compiled(found["regex"])
    words = found["word"] if found["phrase"] is None else re.sub(r"\\(.)", r"\1", found["phrase"])
    return re.compile(re.escape(words))
