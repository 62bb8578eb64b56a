"""The cities and room types the hotel sells, as the bot hears and says them."""

from __future__ import annotations

from stacks.catalog import Offer, catalog_of, offers

CATALOG = catalog_of("hotel_booking")


def cities(locale_id: str) -> list[Offer]:
    """The cities with a hotel, in the catalog's order.

    Raises:
        ValueError: a city has no name in the locale.
    """
    return offers(CATALOG, "cities", locale_id=locale_id)


def room_types(locale_id: str) -> list[Offer]:
    """The types of room, from the simplest up.

    Raises:
        ValueError: a room type has no name in the locale.
    """
    return offers(CATALOG, "room_types", locale_id=locale_id)
