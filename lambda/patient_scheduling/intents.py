"""Which function answers for which intent of the bot."""

from __future__ import annotations

from dataclasses import replace

import cancel
import change
import guidance
import next_appointment
import schedule
from desk import Desk, Remembered, forget_all
from identity import take_number
from lex_dialog import Answer, LexEvent, Router, check_locale
from texts import TEXTS

FALLBACK = "FallbackIntent"

router = Router[Desk]()
router.dialog(change.SCHEDULE_APPOINTMENT)(schedule.check)
router.fulfillment(change.SCHEDULE_APPOINTMENT)(schedule.fulfil)
router.dialog(change.CHANGE_APPOINTMENT)(change.check)
router.fulfillment(change.CHANGE_APPOINTMENT)(change.fulfil)
router.dialog("CancelAppointment")(cancel.check)
router.fulfillment("CancelAppointment")(cancel.fulfil)
router.always("NextAppointment")(next_appointment.tell)
router.always("Help")(guidance.give_help)
router.always("Goodbye")(guidance.take_leave)
router.always(FALLBACK)(guidance.not_understood)


def answer(event: LexEvent, desk: Desk) -> Answer:
    """Answers an event of Lex.

    Raises:
        UnknownLocaleError: there are no texts in the bot's locale.
        NoRouteError: the bot has an intent that this function does not know.
    """
    check_locale(event, TEXTS)
    event = take_number(event, desk)
    if change.goes_on(event):
        event = change.go_on(event, desk)
    return router.answer(_of_this_intent(event), desk)


def _of_this_intent(event: LexEvent) -> LexEvent:
    """The event, without what another intent has remembered: Lex keeps one at a time.

    Whoever is understood once starts afresh with misunderstandings.
    """
    intent, attributes = event.intent.name, dict(event.session_attributes)
    if intent != FALLBACK:
        attributes.pop(Remembered.MISUNDERSTANDINGS, None)
    if attributes.get(Remembered.INTENT) not in (None, intent):
        kept = attributes.get(Remembered.MISUNDERSTANDINGS)
        attributes = {
            name: value
            for name, value in attributes.items()
            if name not in forget_all(event) and not name.startswith("refusals.")
        }
        if kept:
            attributes[Remembered.MISUNDERSTANDINGS] = kept
    attributes[Remembered.INTENT] = intent
    return replace(event, session_attributes=attributes)
