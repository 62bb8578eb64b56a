"""Text becomes a typed value, or a reason why it cannot."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Spark alone takes "2026" for a moment, and "12:30" for one of today.
_MOMENT = _DAY + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_FORMS = {
    "int": (r"[+-]?[0-9]+(\.0+)?", "a whole number"),
    "decimal": (_NUMBER, "a number"),
    "double": (_NUMBER, "a number"),
    "date": (_DAY, "a day such as 2026-11-27"),
    "timestamp_ntz": (_MOMENT, "a moment such as 2026-11-27T15:00:00Z"),
    "boolean": (r"true|false", "true or false"),
}


def convert(text: Column, kind: str) -> Column:
    """The value that a text says, of one of Spark's types; null for a text that says none.

    A moment with an offset becomes UTC's clock, without a zone.
    """
    if kind == "string":
        return text
    form, _ = _FORMS[kind.partition("(")[0]]
    said = F.when(text.rlike(f"^(?:{form})$"), text)
    if kind == "timestamp_ntz":
        return said.try_cast("timestamp").cast("timestamp_ntz")
    if kind == "int":
        return F.regexp_replace(said, r"\.0+$", "").try_cast("int")
    return said.try_cast(kind)


def complaint(name: str, text: Column, kind: str) -> Column:
    """Why a text is not of a type; null if it is, or if there is none."""
    if kind == "string":
        return F.lit(None).cast("string")
    _, wanted = _FORMS[kind.partition("(")[0]]
    return F.when(
        text.isNotNull() & convert(text, kind).isNull(),
        F.concat(F.lit(f"{name} is '"), F.substring(text, 1, 60), F.lit(f"', not {wanted}")),
    )


def reason(*complaints: Column) -> Column:
    """All complaints in one text; null if there is none."""
    said = F.concat_ws("; ", *complaints)
    return F.when(said != "", said)
