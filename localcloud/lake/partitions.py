"""The partitions of a table: those registered in the catalog, or those its properties project.

Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from localcloud.lake.catalog import Catalog, Column, Partition, Table, folder_of
from localcloud.lake.failures import LakeError, not_here

MOST = 1_000_000
"""Partitions that a table may project."""

_JAVA = {
    "yyyy": "%Y",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "mm": "%M",
    "ss": "%S",
}
_UNITS = {
    "SECONDS": timedelta(seconds=1),
    "MINUTES": timedelta(minutes=1),
    "HOURS": timedelta(hours=1),
    "DAYS": timedelta(days=1),
    "WEEKS": timedelta(weeks=1),
}
_NOW = re.compile(r"NOW(?:\s*([+-])\s*(\d+)\s*(\w+?)S?)?$")


def partitions_of(catalog: Catalog, table: Table, *, now: datetime) -> list[Partition]:
    """The partitions that queries read.

    Args:
        now: The cloud's time, which ranges of dates may name.

    Raises:
        LakeError: INVALID_TABLE_PROPERTY, where the projection is not configured as it has to be.
    """
    if not table.projected:
        return catalog.partitions(table)
    choices = [list(_values(table, key, now)) for key in table.keys]
    count = 1
    for each in choices:
        count *= len(each)
    if count > MOST:
        raise not_here(f"tables that project {count:,} partitions; {MOST:,} are the most")
    return [Partition(values, _location(table, values)) for values in itertools.product(*choices)]


def _location(table: Table, values: tuple[str, ...]) -> str:
    template = table.parameters.get("storage.location.template")
    if not template:
        return folder_of(table, values)
    for key, value in zip(table.keys, values, strict=True):
        template = template.replace(f"${{{key.name}}}", value)
    return template


def _property(table: Table, key: Column, name: str, default: str | None = None) -> str:
    found = table.parameters.get(f"projection.{key.name}.{name}", default)
    if found is None:
        raise LakeError(
            "INVALID_TABLE_PROPERTY",
            f"Table {table.database}.{table.name} is configured for partition projection, but "
            f"the property projection.{key.name}.{name} is missing",
        )
    return found


def _values(table: Table, key: Column, now: datetime) -> Iterator[str]:
    match _property(table, key, "type").lower():
        case "enum":
            yield from (each.strip() for each in _property(table, key, "values").split(","))
        case "integer":
            first, last = (int(each) for each in _range(table, key))
            digits = int(_property(table, key, "digits", "0"))
            for number in range(first, last + 1, int(_property(table, key, "interval", "1"))):
                yield str(number).zfill(digits)
        case "date":
            yield from _dates(table, key, now)
        case "injected":
            raise not_here(f"partition projection of type injected, which {key.name} has")
        case other:
            raise LakeError(
                "INVALID_TABLE_PROPERTY",
                f"projection.{key.name}.type: {other!r} is not enum, integer, date or injected",
            )


def _range(table: Table, key: Column) -> list[str]:
    parts = [each.strip() for each in _property(table, key, "range").split(",")]
    if len(parts) != 2:
        raise LakeError(
            "INVALID_TABLE_PROPERTY",
            f"projection.{key.name}.range: {','.join(parts)!r} is not two values with a comma",
        )
    return parts


def _dates(table: Table, key: Column, now: datetime) -> Iterator[str]:
    written = _property(table, key, "format")
    form = re.sub("|".join(_JAVA), lambda found: _JAVA[found.group()], written.replace("'", ""))
    default = "DAYS" if "HH" not in written else "HOURS" if "mm" not in written else "MINUTES"
    unit = _property(table, key, "interval.unit", default).upper()
    step = int(_property(table, key, "interval", "1"))
    first, last = (_moment(each, form, now) for each in _range(table, key))
    shown = set()
    for moment in _steps(first, last, unit, step):
        text = moment.strftime(form)
        if text not in shown:
            shown.add(text)
            yield text


def _steps(first: datetime, last: datetime, unit: str, step: int) -> Iterator[datetime]:
    if unit in _UNITS:
        while first <= last:
            yield first
            first += _UNITS[unit] * step
        return
    months = {"MONTHS": 1, "YEARS": 12}.get(unit)
    if months is None:
        allowed = ", ".join((*_UNITS, "MONTHS", "YEARS"))
        raise LakeError(
            "INVALID_TABLE_PROPERTY", f"interval.unit: {unit!r} is not one of {allowed}"
        )
    count = 0
    while True:
        month = first.month - 1 + count
        moment = first.replace(year=first.year + month // 12, month=month % 12 + 1, day=1)
        if moment > last:
            return
        yield moment
        count += months * step


def _moment(text: str, form: str, now: datetime) -> datetime:
    relative = _NOW.match(text.upper())
    if relative is None:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    sign, number, unit = relative.groups()
    if sign is None:
        return now
    span = _UNITS.get(f"{unit}S") or timedelta(days={"MONTH": 30, "YEAR": 365}.get(unit, 1))
    return now + (span if sign == "+" else -span) * int(number)
