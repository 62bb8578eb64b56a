"""The hotel of a dialogue file: before the first turn, in between, and after the last."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conversations.hotel.dialogue import (
    ExistingBooking,
    Free,
    Full,
    HotelAfter,
    HotelBefore,
    Rooms,
    Stay,
)
from tests.conversations.yaml_node import YamlNode

STATUSES = frozenset({"CONFIRMED", "CANCELLED"})
STAY_KEYS = frozenset({"city", "room_type", "check_in", "nights"})
BOOKING_KEYS = STAY_KEYS | {"reference", "status", "phone", "price", "locale"}


def read_given(node: YamlNode) -> HotelBefore:
    """The key ``given``: the world before the first turn."""
    keys = node.mapping(
        required=frozenset(), allowed=frozenset({"rooms", "full", "bookings", "attributes"})
    )
    return HotelBefore(
        rooms=keys["rooms"].each(_rooms) if "rooms" in keys else (),
        full=keys["full"].each(_stay) if "full" in keys else (),
        bookings=keys["bookings"].each(_existing_booking) if "bookings" in keys else (),
        attributes={name: value.text() for name, (_, value) in keys["attributes"].entries().items()}
        if "attributes" in keys
        else {},
    )


def _rooms(node: YamlNode) -> Rooms:
    keys = node.mapping(
        required=frozenset({"city", "room_type", "capacity", "rate"}), allowed=frozenset()
    )
    return Rooms(
        city=keys["city"].text(),
        room_type=keys["room_type"].text(),
        capacity=keys["capacity"].whole_number(),
        rate=keys["rate"].whole_number(),
    )


def read_happening(node: YamlNode) -> Full:
    """The key ``meanwhile``: what others do."""
    keys = node.mapping(required=frozenset({"full"}), allowed=frozenset())
    return Full(keys["full"].each(_stay))


def _stay(node: YamlNode) -> Stay:
    """A type of room in a city for some nights."""
    return _stay_of(node.mapping(required=STAY_KEYS, allowed=frozenset()))


def _stay_of(keys: Mapping[str, YamlNode]) -> Stay:
    return Stay(
        city=keys["city"].text(),
        room_type=keys["room_type"].text(),
        check_in=keys["check_in"].day(),
        nights=keys["nights"].whole_number(),
    )


def _existing_booking(node: YamlNode) -> ExistingBooking:
    keys = node.mapping(required=STAY_KEYS | {"reference"}, allowed=frozenset({"status", "phone"}))
    return ExistingBooking(
        reference=keys["reference"].text(),
        stay=_stay_of(keys),
        status=keys["status"].choice(STATUSES) if "status" in keys else "CONFIRMED",
        phone=keys["phone"].text() if "phone" in keys else "+12065550100",
    )


def read_then(node: YamlNode) -> HotelAfter:
    """The key ``then``: the world after the last turn."""
    keys = node.mapping(required=frozenset(), allowed=frozenset({"bookings", "free"}))
    return HotelAfter(
        bookings=keys["bookings"].each(_booking) if "bookings" in keys else None,
        free=keys["free"].each(_free) if "free" in keys else (),
    )


def _booking(node: YamlNode) -> dict[str, str]:
    keys = node.mapping(required=frozenset(), allowed=BOOKING_KEYS)
    return {key: value.text() for key, value in keys.items()}


def _free(node: YamlNode) -> Free:
    keys = node.mapping(
        required=frozenset({"city", "room_type", "night", "free"}), allowed=frozenset()
    )
    return Free(
        city=keys["city"].text(),
        room_type=keys["room_type"].text(),
        night=keys["night"].day(),
        free=keys["free"].whole_number(),
    )
