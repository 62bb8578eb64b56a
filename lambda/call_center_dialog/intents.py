"""Which function answers for which intent.

Agent, Done and TellBirthDate have none: the flow goes on from them.
"""

from __future__ import annotations

from dataclasses import replace

import guidance
import move
from desk import Desk, Remembered
from lex_dialog import Answer, LexEvent, Router, check_locale
from texts import TEXTS

FALLBACK = "FallbackIntent"

router = Router[Desk]()
router.dialog("MoveAppointment")(move.check)
router.fulfillment("MoveAppointment")(move.fulfil)
router.always("RepeatAppointment")(guidance.repeat)
router.always("Help")(guidance.give_help)
router.always(FALLBACK)(guidance.not_understood)


def answer(event: LexEvent, desk: Desk) -> Answer:
    """Answers an event of Lex. Whoever is understood once starts afresh with misunderstandings.

    Raises:
        UnknownLocaleError: there are no texts in the bot's locale.
        NoRouteError: the bot has an intent that this function does not know.
    """
    check_locale(event, TEXTS)
    if event.intent.name != FALLBACK:
        attributes = dict(event.session_attributes)
        attributes.pop(Remembered.MISUNDERSTANDINGS, None)
        event = replace(event, session_attributes=attributes)
    return router.answer(event, desk)
