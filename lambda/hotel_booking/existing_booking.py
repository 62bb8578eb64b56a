"""FindBooking and CancelBooking: what is done with a booking that there is."""

from __future__ import annotations

from booking import Booking, BookingStatus
from bookings import Cancelled
from desk import Counted, Desk, Remembered, ask_again, forget_refusals
from lex_dialog import (
    Answer,
    Confirmation,
    IntentState,
    LexEvent,
    close,
    confirm_intent,
    delegate,
    elicit_slot,
)
from reference import read_reference
from store import StoreBusyError

BOOKING_REFERENCE = "BookingReference"


def check_found(event: LexEvent, desk: Desk) -> Answer:
    """Asks again for a reference that belongs to no booking."""
    if not _said(event):
        return delegate(event)
    return delegate(event) if _find(event, desk) else _unknown(event, desk)


def tell(event: LexEvent, desk: Desk) -> Answer:
    """Reads the booking back."""
    if not _said(event):
        return elicit_slot(event, BOOKING_REFERENCE)
    booking = _find(event, desk)
    if booking is None:
        return _unknown(event, desk)
    texts = desk.speech(event).texts
    confirmed = booking.status is BookingStatus.CONFIRMED
    return _close(
        event,
        desk,
        booking,
        state=IntentState.FULFILLED,
        text=texts.found_confirmed if confirmed else texts.found_cancelled,
        reference=booking.reference,
    )


def check_cancel(event: LexEvent, desk: Desk) -> Answer:
    """Reads the booking back and asks whether to cancel it, if it can be."""
    if event.intent.confirmation is not Confirmation.NONE or not _said(event):
        return delegate(event)
    booking = _find(event, desk)
    if booking is None:
        return _unknown(event, desk)
    outcome = desk.bookings.may_cancel(booking)
    if outcome is not Cancelled.NOW:
        return _not_cancelled(event, desk, booking, outcome)
    speech = desk.speech(event)
    return confirm_intent(
        event,
        say=speech.about(speech.texts.confirm_cancel, booking),
        remember=forget_refusals(event),
    )


def cancel(event: LexEvent, desk: Desk) -> Answer:
    """Cancels the booking. A fulfilment that comes again says that it is cancelled."""
    if not _said(event):
        return elicit_slot(event, BOOKING_REFERENCE)
    booking = _find(event, desk)
    if booking is None:
        return _unknown(event, desk)
    texts = desk.speech(event).texts
    try:
        outcome = desk.bookings.cancel(booking)
    except StoreBusyError:
        return confirm_intent(event, say=texts.busy)
    if outcome is not Cancelled.NOW:
        return _not_cancelled(event, desk, booking, outcome)
    desk.count(Counted.CANCELLED)
    return _close(event, desk, booking, state=IntentState.FULFILLED, text=texts.cancelled)


def is_named(event: LexEvent) -> bool:
    """Whether the guest said which booking: Lex fills in the one that the session remembers."""
    slot = event.slot(BOOKING_REFERENCE)
    if slot is None:
        return False
    remembered = event.session_attributes.get(Remembered.BOOKING_REFERENCE)
    return _said(event) != remembered or slot.original in event.transcript


def _said(event: LexEvent) -> str | None:
    slot = event.slot(BOOKING_REFERENCE)
    return (slot.interpreted or slot.original) if slot else None


def _find(event: LexEvent, desk: Desk) -> Booking | None:
    reference = read_reference(_said(event) or "")
    return desk.bookings.find(reference) if reference else None


def _unknown(event: LexEvent, desk: Desk) -> Answer:
    say = desk.speech(event).texts.reference_unknown
    return ask_again(event, desk, BOOKING_REFERENCE, say=say)


def _not_cancelled(event: LexEvent, desk: Desk, booking: Booking, outcome: Cancelled) -> Answer:
    texts = desk.speech(event).texts
    if outcome is Cancelled.ALREADY:
        return _close(
            event, desk, booking, state=IntentState.FULFILLED, text=texts.already_cancelled
        )
    return _close(event, desk, booking, state=IntentState.FAILED, text=texts.too_late_to_cancel)


def _close(
    event: LexEvent,
    desk: Desk,
    booking: Booking,
    *,
    state: IntentState,
    text: str,
    reference: str | None = None,
) -> Answer:
    """Ends the intent; ``reference`` is the booking that the conversation is about from now on."""
    return close(
        event,
        state,
        say=desk.speech(event).about(text, booking),
        remember={Remembered.BOOKING_REFERENCE: reference, **forget_refusals(event)},
    )
