"""Checks rows against rules of data quality."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .errors import JobError, QualityError
from .rules import Condition, Operand, Rule

_EXACT = Condition("=", (1.0,))


def check(rows: DataFrame, rules: Sequence[Rule]) -> None:
    """Sees that rows keep all rules. Where there is no row, only RowCount can be broken.

    Raises:
        QualityError: A rule is broken; all broken ones are named, each with its figure.
        JobError: A rule is about a column that there is not.
    """
    for rule in rules:
        absent = [name for name in rule.columns if name not in rows.columns]
        if absent and rule.kind != "ColumnExists":
            raise JobError(f"The rule {rule.text} is about a column that there is not: {absent[0]}")
    figures = _figures(rows, rules)
    broken = [
        f"{rule.text} (it is {figure:g})"
        for rule, figure in zip(rules, figures, strict=True)
        if figure is not None and not _wanted(rule).holds(figure)
    ]
    if broken:
        raise QualityError(f"nothing was written, for the data break {'; '.join(broken)}")


def _wanted(rule: Rule) -> Condition:
    """What a rule's figure has to be: a share of the rows, where the condition is on values."""
    if rule.kind in {"ColumnValues", "ColumnLength"} or rule.condition is None:
        return rule.threshold or _EXACT
    return rule.condition


def _figures(rows: DataFrame, rules: Sequence[Rule]) -> list[float | None]:
    """The figure of each rule, all of one pass; each of what is unique takes one of its own."""
    measures = {
        f"_{number}": _measure(rule)
        for number, rule in enumerate(rules)
        if rule.kind not in {"ColumnExists", "IsUnique", "IsPrimaryKey", "Uniqueness"}
    }
    found = (
        rows.agg(
            F.count(F.lit(1)).alias("_rows"),
            *(measure.cast("double").alias(name) for name, measure in measures.items()),
        ).first()
        if measures
        else None
    )
    figures: list[float | None] = []
    for number, rule in enumerate(rules):
        if rule.kind == "ColumnExists":
            figures.append(float(rule.columns[0] in rows.columns))
        elif found is not None and f"_{number}" in measures:
            figures.append(found[f"_{number}"])
        else:
            figures.append(_uniqueness(rows, rule))
    return figures


def _measure(rule: Rule) -> Column:
    """An aggregate that gives the rule's figure; null if there is no row to look at."""
    counted = F.expr(rule.where) if rule.where else F.lit(True)
    if rule.kind == "RowCount":
        return F.count(F.when(counted, 1))
    column = F.col(rule.columns[0])
    if rule.kind == "Sum":
        return F.sum(F.when(counted, column))
    if rule.kind == "Mean":
        return F.mean(F.when(counted, column))
    if rule.kind in {"IsComplete", "Completeness"} or rule.condition is None:
        met = column.isNotNull()
    else:
        met = _meets(F.length(column) if rule.kind == "ColumnLength" else column, rule.condition)
    return F.mean(F.when(counted, F.when(met, 1.0).otherwise(0.0)))


def _meets(value: Column, condition: Condition) -> Column:
    negated = condition.operator.startswith(("not ", "!="))
    met = reduce(Column.__or__, _alternatives(value, condition))
    # What is asked of a null alone decides; otherwise a null meets what says "not", and only that.
    null_named = None in condition.operands
    if negated:
        met = ~met
    return F.coalesce(met, F.lit(negated and not null_named))


def _alternatives(value: Column, condition: Condition) -> list[Column]:
    operator = condition.operator.removeprefix("not ")
    operands = condition.operands
    match operator:
        case "between":
            return [(value > _literal(operands[0])) & (value < _literal(operands[1]))]
        case "matches":
            return [value.rlike(f"^(?:{operands[0]})$")]
        case "in" | "=" | "!=":
            return [
                value.isNull() if operand is None else value == _literal(operand)
                for operand in operands
            ]
    limit = _literal(operands[0])
    return [
        {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[
            operator
        ]
    ]


def _literal(operand: Operand) -> Column:
    return F.lit(operand)


def _uniqueness(rows: DataFrame, rule: Rule) -> float | None:
    """Which share of the rows has a value, or values, that no other row has."""
    counted = rows.where(rule.where) if rule.where else rows
    if rule.kind != "IsPrimaryKey":
        counted = counted.where(F.col(rule.columns[0]).isNotNull())
    whole = F.lit(True)
    for name in rule.columns:
        whole = whole & F.col(name).isNotNull()
    alone = F.when((F.col("count") == 1) & whole, F.col("count")).otherwise(0)
    found = (
        counted.groupBy(*rule.columns)
        .count()
        .agg((F.sum(alone) / F.sum("count")).alias("share"))
        .first()
    )
    return None if found is None else found["share"]
