"""Puts the hotel's decisions into words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from booking import Booking
from bookings import Quote, SoldOut
from catalog import Catalog
from stay import Reason, Refused
from texts import TEXTS, Texts, say_all, say_choice, say_date, say_dollars, say_nights


@dataclass(frozen=True)
class Speech:
    """Speaks ``locale`` about what ``catalog`` has."""

    locale: str
    catalog: Catalog

    @property
    def texts(self) -> Texts:
        """What is said as it stands."""
        return TEXTS[self.locale]

    def refusal(self, refused: Refused) -> str:
        """Why a wish cannot be met, and what can be asked for instead."""
        texts = self.texts
        day = self._date(refused.day) if refused.day else ""
        match refused.reason:
            case Reason.CITY_NOT_SERVED:
                return texts.city_not_served.format(cities=self._cities())
            case Reason.DATE_UNCLEAR:
                return texts.date_unclear.format(day=day)
            case Reason.DATE_PAST:
                return texts.date_past.format(day=day)
            case Reason.DATE_TOO_FAR:
                return texts.date_too_far.format(day=day)
            case Reason.NIGHTS_WRONG:
                nights = self.catalog.nights
                return texts.nights_wrong.format(fewest=nights[0], most=nights[-1])
            case Reason.ROOM_TYPE_UNKNOWN:
                return texts.room_type_unknown.format(room_types=self._room_types())

    def sold_out(self, sold_out: SoldOut) -> str:
        """That the stay is not free, and what is."""
        stay = sold_out.stay
        others = ""
        text = self.texts.sold_out
        if sold_out.other_rooms:
            text = self.texts.sold_out_other_rooms
            offers = [
                self.texts.other_room.format(
                    room_type=quote.stay.room_type.name(self.locale),
                    price=self._dollars(quote.price),
                )
                for quote in sold_out.other_rooms
            ]
            others = say_all(offers, locale=self.locale)
        elif sold_out.other_dates:
            text = self.texts.sold_out_other_dates
            others = say_choice(
                [self._date(day) for day in sold_out.other_dates], locale=self.locale
            )
        return text.format(
            city=stay.city.name(self.locale),
            room_type=stay.room_type.name(self.locale),
            nights=self._nights(stay.nights),
            check_in=self._date(stay.check_in),
            others=others,
        )

    def quote(self, quote: Quote) -> str:
        """What the stay costs, and whether to book it."""
        stay = quote.stay
        return self.texts.quote.format(
            city=stay.city.name(self.locale),
            room_type=stay.room_type.name(self.locale),
            nights=self._nights(stay.nights),
            check_in=self._date(stay.check_in),
            check_out=self._date(stay.check_out),
            price=self._dollars(quote.price),
            rate=self._dollars(quote.rooms.rate),
        )

    def about(self, text: str, booking: Booking) -> str:
        """``text``, one of ``texts``, about the booking."""
        city = self.catalog.city(booking.city)
        room_type = self.catalog.room_type(booking.room_type)
        return text.format(
            reference=booking.reference,
            # A city that left the catalog still has bookings.
            city=city.name(self.locale) if city else booking.city_name,
            room_type=room_type.name(self.locale) if room_type else booking.room_type_name,
            nights=self._nights(booking.nights),
            check_in=self._date(booking.check_in),
            price=self._dollars(booking.price),
        )

    def help(self) -> str:
        """What the bot can do."""
        return self.texts.help.format(
            cities=self._cities(), example=self.catalog.cities[0].name(self.locale)
        )

    def _cities(self) -> str:
        return say_all([city.name(self.locale) for city in self.catalog.cities], locale=self.locale)

    def _room_types(self) -> str:
        names = [room_type.name(self.locale) for room_type in self.catalog.room_types]
        if self.locale == "en_US":
            names = [f"a {name}" for name in names]
        return say_choice(names, locale=self.locale)

    def _date(self, day: date) -> str:
        return say_date(day, locale=self.locale)

    def _nights(self, nights: int) -> str:
        return say_nights(nights, locale=self.locale)

    def _dollars(self, amount: int) -> str:
        return say_dollars(amount, locale=self.locale)
