"""BookHotel: check each wish, quote, book.

Which fulfilment is which request: Lex's ``originatingRequestId`` names the first request of a
session, so it is the same for two rooms booked in one conversation, and the slots may be the same
too. So a quote puts a number of its own into the session (``bookingRequest``), and a request is
the session, that number and the stay. A fulfilment that comes again, from Lex or from a client
that lost the answer, carries the same number and gets the same booking. Booking forgets the
number, so that the next quote, even for the same stay, is another request.
Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_SessionSpecification.html
"""

from __future__ import annotations

import hashlib
import uuid

from booking import Booking, BookingStatus
from bookings import Quote, SoldOut
from desk import Counted, Desk, Remembered, ask_again, forget_refusals
from lex_dialog import (
    Answer,
    Confirmation,
    IntentState,
    LexEvent,
    close,
    confirm_intent,
    delegate,
    e164,
    elicit_slot,
)
from stay import Missing, Refused, Stay, Wish, Wishes, read_stay
from store import StoreBusyError

PHONE_NUMBER = "PhoneNumber"


def check(event: LexEvent, desk: Desk) -> Answer:
    """Checks what was said so far; when nothing is missing, quotes the price."""
    if event.intent.confirmation is not Confirmation.NONE:
        return delegate(event)
    stay = _read(event, desk)
    if isinstance(stay, Refused):
        return _refuse(event, desk, stay)
    if isinstance(stay, Missing):
        return _check_phone(event, desk) or delegate(event)
    # Before the number is asked for: nobody wants to spell it for a room that is not there.
    quote = desk.bookings.quote(stay)
    if isinstance(quote, SoldOut):
        return _offer_others(event, desk, quote)
    if refusal := _check_phone(event, desk):
        return refusal
    return _propose(event, desk, quote) if _phone_said(event) else delegate(event)


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Books what was quoted and confirmed, once."""
    stay = _read(event, desk)
    if isinstance(stay, Refused):
        return _refuse(event, desk, stay)
    if isinstance(stay, Missing):
        return elicit_slot(event, stay.wish)
    phone = e164(_phone_said(event), locale=event.locale)
    if phone is None:
        return _check_phone(event, desk) or elicit_slot(event, PHONE_NUMBER)
    request = _request(event, stay)
    if request and (booking := desk.bookings.booked_by(request)):
        return _booked(event, desk, booking)
    quote = desk.bookings.quote(stay)
    if isinstance(quote, SoldOut):
        return _just_taken(event, desk, quote)
    if request is None:
        return _propose(event, desk, quote)
    if event.session_attributes.get(Remembered.QUOTED_PRICE) != str(quote.price):
        return _propose(event, desk, quote, first=desk.speech(event).texts.price_changed)
    return _book(event, desk, quote, request=request, phone=phone)


def drop(event: LexEvent, desk: Desk) -> Answer:
    """Lets go of the booking that was begun; ``event`` is of the intent that says so."""
    return close(
        event,
        IntentState.FULFILLED,
        say=desk.speech(event).texts.dropped,
        remember={
            Remembered.BOOKING_REQUEST: None,
            Remembered.QUOTED_PRICE: None,
            **forget_refusals(event, slots=(*Wish, PHONE_NUMBER)),
        },
    )


def _book(event: LexEvent, desk: Desk, quote: Quote, *, request: str, phone: str) -> Answer:
    try:
        booking = desk.bookings.book(
            quote, request=request, session=event.session_id, phone=phone, locale=event.locale
        )
    except StoreBusyError:
        return confirm_intent(event, say=desk.speech(event).texts.busy)
    if booking is None:
        return _just_taken(event, desk, desk.bookings.quote(quote.stay))
    desk.count(Counted.BOOKED)
    return _booked(event, desk, booking)


def _read(event: LexEvent, desk: Desk) -> Stay | Refused | Missing:
    return read_stay(
        Wishes(
            city=_said(event, Wish.CITY),
            check_in=event.interpreted(Wish.CHECK_IN_DATE),
            nights=_said(event, Wish.NIGHTS),
            room_type=_said(event, Wish.ROOM_TYPE),
        ),
        catalog=desk.bookings.catalog,
        now=desk.bookings.clock(),
    )


def _said(event: LexEvent, slot: str) -> str | None:
    value = event.slot(slot)
    return (value.interpreted or value.original) if value else None


def _phone_said(event: LexEvent) -> str:
    """The number in the slot, else the one that the channel knows."""
    channel = event.session_attributes.get(Remembered.PHONE_NUMBER, "")
    return _said(event, PHONE_NUMBER) or channel


def _check_phone(event: LexEvent, desk: Desk) -> Answer | None:
    said = _phone_said(event)
    if not said or e164(said, locale=event.locale):
        return None
    return ask_again(event, desk, PHONE_NUMBER, say=desk.speech(event).texts.phone_wrong)


def _refuse(event: LexEvent, desk: Desk, refused: Refused) -> Answer:
    return ask_again(event, desk, refused.wish, say=desk.speech(event).refusal(refused))


def _offer_others(
    event: LexEvent, desk: Desk, sold_out: SoldOut, *, first: str | None = None
) -> Answer:
    desk.count(Counted.SOLD_OUT)
    slot = Wish.ROOM_TYPE if sold_out.other_rooms else Wish.CHECK_IN_DATE
    offer = desk.speech(event).sold_out(sold_out)
    return ask_again(event, desk, slot, say=[first, offer] if first else offer)


def _just_taken(event: LexEvent, desk: Desk, now: Quote | SoldOut) -> Answer:
    desk.count(Counted.JUST_TAKEN)
    if isinstance(now, Quote):  # and given back since
        return _propose(event, desk, now)
    return _offer_others(event, desk, now, first=desk.speech(event).texts.just_taken)


def _propose(event: LexEvent, desk: Desk, quote: Quote, *, first: str | None = None) -> Answer:
    desk.count(Counted.QUOTED)
    say = desk.speech(event).quote(quote)
    return confirm_intent(
        event,
        say=[first, say] if first else say,
        slots={PHONE_NUMBER: event.slot(PHONE_NUMBER) or _phone_said(event)},
        remember={
            Remembered.BOOKING_REQUEST: uuid.uuid4().hex,
            Remembered.QUOTED_PRICE: str(quote.price),
            **forget_refusals(event),
        },
    )


def _request(event: LexEvent, stay: Stay) -> str | None:
    """What makes this fulfilment the same request as another; ``None`` if nothing was quoted."""
    number = event.session_attributes.get(Remembered.BOOKING_REQUEST)
    if not number:
        return None
    parts = (
        event.session_id,
        number,
        stay.city.id,
        stay.room_type.id,
        stay.check_in.isoformat(),
        str(stay.nights),
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _booked(event: LexEvent, desk: Desk, booking: Booking) -> Answer:
    speech = desk.speech(event)
    confirmed = booking.status is BookingStatus.CONFIRMED
    text = speech.texts.booked if confirmed else speech.texts.found_cancelled
    return close(
        event,
        IntentState.FULFILLED,
        say=speech.about(text, booking),
        remember={
            Remembered.BOOKING_REFERENCE: booking.reference,
            Remembered.BOOKING_REQUEST: None,
            Remembered.QUOTED_PRICE: None,
            Remembered.BOOKING_BEGUN: None,
            **forget_refusals(event),
        },
    )
