"""Text becomes a typed value, or a reason why it cannot."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Spark alone takes "2026" for a moment, and "12:30" for one of today.
_MOMENT = _DAY + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_WANTED = {
    "int": "a whole number",
    "decimal": "a number",
    "double": "a number",
    "date": "a day such as 2026-11-27",
    "timestamp_ntz": "a moment such as 2026-11-27T15:00:00Z",
}
_COMPLAINT_SHOWS = 60


def convert(text: Column, kind: str) -> Column:
    """The value that a text says, of one of Spark's types; null for a text that says none.

    A moment with an offset becomes UTC's clock, without a zone.
    """
    match kind.partition("(")[0]:
        case "string":
            return text
        case "int":
            # Other programs write 3 as 3.0.
            without = F.when(text.rlike(r"^[+-]?[0-9]+\.0+$"), F.substring_index(text, ".", 1))
            return F.coalesce(text.try_cast("int"), without.try_cast("int"))
        case "timestamp_ntz":
            moment = _only(text, _MOMENT).try_cast("timestamp")
            return moment.cast("timestamp_ntz")
        case "date":
            return _only(text, _DAY).try_cast("date")
    return _only(text, _NUMBER).try_cast(kind)


def _only(text: Column, form: str) -> Column:
    return F.when(text.rlike(f"^(?:{form})$"), text)


def complaint(name: str, text: Column, value: Column, kind: str) -> Column:
    """Why a text has no value of a type; null if it has, or if there is no text."""
    if kind == "string":
        return F.lit(None).cast("string")
    return F.when(
        text.isNotNull() & value.isNull(),
        F.concat(
            F.lit(f"{name} is '"),
            F.substring(text, 1, _COMPLAINT_SHOWS),
            F.lit(f"', not {_WANTED[kind.partition('(')[0]]}"),
        ),
    )


def reason(*complaints: Column) -> Column:
    """All complaints in one text; null if there is none."""
    return F.nullif(F.concat_ws("; ", *complaints), F.lit(""))
