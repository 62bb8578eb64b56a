"""Rules that data must satisfy, in Glue's Data Quality Definition Language.

Source: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

from __future__ import annotations

import re
from typing import Final

KINDS: Final = (
    *("ColumnExists", "ColumnLength", "ColumnValues", "Completeness", "IsComplete"),
    *("IsPrimaryKey", "IsUnique", "Mean", "RowCount", "Sum", "Uniqueness"),
)
"""The kinds of rules that a job checks itself, on whichever Spark it runs."""

_RULES: Final = re.compile(r"\s*Rules\s*=\s*\[(.*)\]\s*", re.DOTALL)
_RULE: Final = re.compile(r'\s*([A-Za-z]+)((?:"[^"]*"|\[[^\]]*\]|[^,"\[\]])*)(?:,|\Z)')


def check_rules(rules: str) -> None:
    """Checks that rules are of the kinds that a job can check.

    Raises:
        ValueError: They are not.
    """
    body = _RULES.fullmatch(rules)
    if body is None:
        raise ValueError(f"rules: {rules!r} is not of the form 'Rules = [ ... ]'")
    text, position = body.group(1).rstrip().rstrip(","), 0
    if not text.strip():
        raise ValueError("rules: there are none between the brackets; leave rules out instead")
    while position < len(text):
        found = _RULE.match(text, position)
        if found is None:
            raise ValueError(f"rules: {text[position:].strip()!r} is no rule")
        if found.group(1) not in KINDS:
            raise ValueError(f"rules: {found.group(1)!r} is not one of {', '.join(KINDS)}")
        position = found.end()
