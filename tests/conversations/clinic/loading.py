"""The clinic of a dialogue file: before the first turn, in between, and after the last."""

from __future__ import annotations

from datetime import datetime

from tests.conversations.clinic.dialogue import (
    Booked,
    ClinicAfter,
    ClinicBefore,
    FrontDesk,
    Taken,
)
from tests.conversations.clinic.people import PEOPLE, PROVIDERS
from tests.conversations.yaml_node import YamlNode

APPOINTMENT_KEYS = frozenset({"person", "provider", "at", "status", "locale", "reason"})
STATUSES = frozenset({"BOOKED", "CANCELLED"})


def read_given(node: YamlNode) -> ClinicBefore:
    """The key ``given``: the clinic before the first turn."""
    keys = node.mapping(
        required=frozenset(), allowed=frozenset({"appointments", "taken", "attributes"})
    )
    return ClinicBefore(
        appointments=keys["appointments"].each(_booked) if "appointments" in keys else (),
        taken=keys["taken"].each(_taken) if "taken" in keys else (),
        attributes={name: value.text() for name, (_, value) in keys["attributes"].entries().items()}
        if "attributes" in keys
        else {},
    )


def read_happening(node: YamlNode) -> Taken | FrontDesk:
    """The key ``meanwhile``: what others do."""
    keys = node.mapping(required=frozenset(), allowed=frozenset({"taken", "cancelled", "moved"}))
    if len(keys) != 1:
        raise node.wrong("one thing at a time happens: taken, cancelled or moved")
    if "taken" in keys:
        return _taken(keys["taken"])
    if "cancelled" in keys:
        return FrontDesk(keys["cancelled"].choice(frozenset(PEOPLE)))
    moved = keys["moved"].mapping(required=frozenset({"person", "at"}), allowed=frozenset())
    return FrontDesk(moved["person"].choice(frozenset(PEOPLE)), _time(moved["at"]))


def read_then(node: YamlNode) -> ClinicAfter:
    """The key ``then``: the clinic after the last turn."""
    keys = node.mapping(required=frozenset(), allowed=frozenset({"appointments", "taken", "free"}))
    return ClinicAfter(
        appointments=keys["appointments"].each(_expected) if "appointments" in keys else None,
        taken=keys["taken"].each(_taken) if "taken" in keys else (),
        free=keys["free"].each(_taken) if "free" in keys else (),
    )


def _booked(node: YamlNode) -> Booked:
    keys = node.mapping(required=frozenset({"person", "provider", "at"}), allowed=frozenset())
    return Booked(
        person=keys["person"].choice(frozenset(PEOPLE)),
        provider=keys["provider"].choice(frozenset(PROVIDERS)),
        at=_time(keys["at"]),
    )


def _taken(node: YamlNode) -> Taken:
    keys = node.mapping(required=frozenset({"provider"}), allowed=frozenset({"at", "days"}))
    if not keys.keys() & {"at", "days"}:
        raise node.wrong("which times: 'at', or 'days' for all of a day")
    return Taken(
        provider=keys["provider"].choice(frozenset(PROVIDERS)),
        at=keys["at"].each(_time) if "at" in keys else (),
        days=keys["days"].each(YamlNode.day) if "days" in keys else (),
    )


def _expected(node: YamlNode) -> dict[str, str]:
    keys = node.mapping(required=frozenset(), allowed=APPOINTMENT_KEYS)
    if "status" in keys:
        keys["status"].choice(STATUSES)
    if "at" in keys:
        _time(keys["at"])
    return {name: value.text() for name, value in keys.items()}


def _time(node: YamlNode) -> datetime:
    try:
        return datetime.strptime(node.text(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - on the clinic's clock
    except ValueError as error:
        raise node.wrong(f"{node.text()!r} is not a time, as in 2026-12-04 15:00") from error
