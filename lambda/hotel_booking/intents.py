"""Which function answers for which intent of the bot."""

from __future__ import annotations

from dataclasses import replace

import book_hotel
import existing_booking
import guidance
from desk import Desk, Remembered
from lex_dialog import Answer, LexEvent, Router, check_locale
from texts import TEXTS

FALLBACK = "FallbackIntent"
BOOK_HOTEL = "BookHotel"
CANCEL_BOOKING = "CancelBooking"

router = Router[Desk]()
router.dialog(BOOK_HOTEL)(book_hotel.check)
router.fulfillment(BOOK_HOTEL)(book_hotel.fulfil)
router.dialog("FindBooking")(existing_booking.check_found)
router.fulfillment("FindBooking")(existing_booking.tell)
router.dialog(CANCEL_BOOKING)(existing_booking.check_cancel)
router.fulfillment(CANCEL_BOOKING)(existing_booking.cancel)
router.always("Help")(guidance.give_help)
router.always(FALLBACK)(guidance.not_understood)


def answer(event: LexEvent, desk: Desk) -> Answer:
    """Answers an event of Lex. Whoever is understood once starts afresh with misunderstandings.

    Who says "cancel" in the middle of booking means that booking, unless they name another: there
    is nothing to cancel yet, so it is dropped.

    Raises:
        UnknownLocaleError: there are no texts in the bot's locale.
        NoRouteError: the bot has an intent that this function does not know.
    """
    check_locale(event, TEXTS)
    intent = event.intent.name
    attributes = dict(event.session_attributes)
    if intent != FALLBACK:
        attributes.pop(Remembered.MISUNDERSTANDINGS, None)
    # Lex keeps one intent at a time: whatever else is understood, the booking begun is over. Only
    # a "no" to the quote is not heard here: "cancel" right after it is answered alike, and rightly.
    begun = attributes.pop(Remembered.BOOKING_BEGUN, None)
    if intent == BOOK_HOTEL:
        attributes[Remembered.BOOKING_BEGUN] = "yes"
    event = replace(event, session_attributes=attributes)
    if begun and intent == CANCEL_BOOKING and not existing_booking.is_named(event):
        return book_hotel.drop(event, desk)
    return router.answer(event, desk)
