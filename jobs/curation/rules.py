"""Rules of data quality in DQDL, the language of Glue Data Quality: the part that runs anywhere.

The same text is the ruleset that Glue shows. Rules mean what they mean there: bounds of ``between``
are outside of it, and a null fails ``ColumnValues`` unless the condition is ``!=`` or ``not in``.

Source: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import JobError

Operand = float | str | None
"""A number, a text, or ``None`` for the keyword NULL."""

KINDS = {
    "ColumnExists": "column",
    "ColumnLength": "column, condition",
    "ColumnValues": "column, condition",
    "Completeness": "column, condition",
    "IsComplete": "column",
    "IsPrimaryKey": "columns",
    "IsUnique": "column",
    "Mean": "column, condition",
    "RowCount": "condition",
    "Sum": "column, condition",
    "Uniqueness": "column, condition",
}
"""What each kind of rule takes."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])|(?P<word>[A-Za-z_]+)"""
    r"""|(?P<sign>>=|<=|!=|[=<>,()\[\]]))"""
)
_COMPARISONS = (">=", "<=", "!=", "=", ">", "<")


@dataclass(frozen=True)
class Condition:
    """What a figure or a value has to be.

    Args:
        operator: A comparison, ``between``, ``in`` or ``matches``; the last three also with a
            ``not`` before them.
        operands: What it is compared with.
    """

    operator: str
    operands: tuple[Operand, ...]

    def holds(self, figure: float) -> bool:
        """Whether a figure meets it."""
        numbers = [operand for operand in self.operands if isinstance(operand, float)]
        match self.operator:
            case "between":
                return numbers[0] < figure < numbers[1]
            case "not between":
                return not numbers[0] < figure < numbers[1]
            case "in":
                return figure in numbers
            case "not in":
                return figure not in numbers
        return {
            ">=": figure >= numbers[0],
            "<=": figure <= numbers[0],
            "!=": figure != numbers[0],
            "=": figure == numbers[0],
            ">": figure > numbers[0],
            "<": figure < numbers[0],
        }[self.operator]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Args:
        text: As it was written.
        kind: One of ``KINDS``.
        where: SQL for the only rows that count.
        threshold: What share of the rows has to meet the condition; all when left out.
    """

    text: str
    kind: str
    columns: tuple[str, ...] = ()
    condition: Condition | None = None
    where: str | None = None
    threshold: Condition | None = None


def parse_rules(text: str) -> list[Rule]:
    """Reads a ruleset; an empty text is one without rules.

    Raises:
        JobError: It is not DQDL, or needs what is only in Glue.
    """
    return list(_Reader(text).rules()) if text.strip() else []


class _Reader:
    """Reads from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0
        self._start = 0
        self._kind = ""
        self._word = ""
        self._advance()

    def rules(self) -> Iterator[Rule]:
        for expected in ("Rules", "=", "["):
            self._expect(expected)
        while True:
            yield self._rule()
            if self._word != ",":
                break
            self._advance()
        self._expect("]")
        if self._word:
            raise self._refuse("the end")

    def _rule(self) -> Rule:
        start, kind = self._start, self._word
        if kind == "(":
            raise JobError(
                f"Rules joined by 'and' and 'or' are only for Glue: {self._text[start:].strip()}"
            )
        if kind not in KINDS:
            raise JobError(
                f"{kind or 'Nothing'} is no rule that is checked here; there are "
                f"{', '.join(sorted(KINDS))}"
            )
        self._advance()
        takes = KINDS[kind]
        columns: list[str] = []
        while self._kind == "text" and (not columns or takes == "columns"):
            columns.append(self._string())
        if takes.startswith("column") and not columns:
            raise self._refuse('a column, such as "event_id",')
        condition = self._condition() if takes.endswith("condition") else None
        if kind != "ColumnValues" and condition and not _is_numeric(condition):
            raise self._refuse(f"numbers for {kind}")
        where, threshold = self._options(kind)
        written = self._text[start : self._before].strip()
        return Rule(written, kind, tuple(columns), condition, where, threshold)

    def _options(self, kind: str) -> tuple[str | None, Condition | None]:
        where = threshold = None
        if self._word == "where":
            self._advance()
            where = self._string()
        if self._word == "with" and kind == "ColumnValues":
            self._advance()
            self._expect("threshold")
            threshold = self._condition()
            if not _is_numeric(threshold):
                raise self._refuse("numbers for a threshold")
        return where, threshold

    def _condition(self) -> Condition:
        negated = "not " if self._word == "not" else ""
        if negated:
            self._advance()
        operator = self._word
        if operator in _COMPARISONS and not negated:
            self._advance()
            return Condition(operator, (self._operand(),))
        if operator == "between":
            self._advance()
            low = self._operand()
            self._expect("and")
            return Condition(f"{negated}between", (low, self._operand()))
        if operator == "matches":
            self._advance()
            return Condition(f"{negated}matches", (self._string(),))
        if operator == "in":
            self._advance()
            self._expect("[")
            operands = [self._operand()]
            while self._word == ",":
                self._advance()
                operands.append(self._operand())
            self._expect("]")
            return Condition(f"{negated}in", tuple(operands))
        raise self._refuse("a condition, such as > 0,")

    def _operand(self) -> Operand:
        if self._kind == "number":
            number = float(self._word)
            self._advance()
            return number
        if self._kind == "text":
            return self._string()
        if self._word in {"NULL", "EMPTY"}:
            value = None if self._word == "NULL" else ""
            self._advance()
            return value
        raise self._refuse('a number, a "text", NULL or EMPTY')

    def _string(self) -> str:
        if self._kind != "text":
            raise self._refuse('a "text"')
        value = re.sub(r"\\(.)", r"\1", self._word[1:-1])
        self._advance()
        return value

    def _expect(self, token: str) -> None:
        if self._word != token:
            raise self._refuse(token)
        self._advance()

    def _advance(self) -> None:
        self._before = self._end
        if not self._text[self._end :].strip():
            self._start, self._kind, self._word = len(self._text), "", ""
            return
        found = _TOKEN.match(self._text, self._end)
        if not found:
            raise JobError(f"The rules cannot be read from here: {self._text[self._end :].strip()}")
        self._end = found.end()
        self._kind = str(found.lastgroup)
        self._word = found[self._kind]
        self._start = found.start(self._kind)

    def _refuse(self, wanted: str) -> JobError:
        return JobError(
            f"The rules have {self._word or 'nothing'} where {wanted} is to be, after "
            f"'{self._text[: self._start].strip()[-60:]}'"
        )


def _is_numeric(condition: Condition) -> bool:
    return condition.operator != "matches" and all(
        isinstance(operand, float) for operand in condition.operands
    )
