"""Whether a result meets a condition of the flow language.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language-actions.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence

from localcloud.connect.document import Branch

TEXT: dict[str, Callable[[str, str], bool]] = {
    "Equals": operator.eq,
    "TextStartsWith": str.startswith,
    "TextEndsWith": str.endswith,
    "TextContains": operator.contains,
}
NUMBER: dict[str, Callable[[float, float], bool]] = {
    "NumberGreaterThan": operator.gt,
    "NumberGreaterOrEqualTo": operator.ge,
    "NumberLessThan": operator.lt,
    "NumberLessOrEqualTo": operator.le,
}
OPERATORS = frozenset({*TEXT, *NUMBER})


def first_match(result: str, branches: Iterable[Branch]) -> Branch | None:
    """The first condition that a result meets; None where it meets none."""
    return next((b for b in branches if holds(result, b.operator, b.operands)), None)


def holds(result: str, name: str, operands: Sequence[str]) -> bool:
    """Whether a result meets one condition: case matters, and what is no number never does."""
    if name in TEXT:
        return any(TEXT[name](result, operand) for operand in operands)
    number = _number(result)
    if number is None:
        return False
    limits = [_number(operand) for operand in operands]
    return any(limit is not None and NUMBER[name](number, limit) for limit in limits)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
