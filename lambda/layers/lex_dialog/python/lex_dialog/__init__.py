"""Read what Lex V2 sends to a function, decide, and answer in a shape that Lex takes.

``LexEvent.parse`` reads the event, a ``Router`` finds the function of the intent, and the builders
``delegate``, ``elicit_slot``, ``elicit_intent``, ``confirm_intent`` and ``close`` make the answer.
``e164`` makes one number of the many forms of AMAZON.PhoneNumber; a ``Choice`` is found by any of
its names.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
"""

from .answer import Answer, close, confirm_intent, delegate, elicit_intent, elicit_slot
from .choice import Choice, by_words, plain
from .event import (
    Confirmation,
    Intent,
    IntentState,
    Interpretation,
    InvalidLexEventError,
    InvocationSource,
    LexEvent,
    ProposedNextState,
)
from .message import Button, Card, CustomPayload, InvalidMessageError, Message, PlainText, Ssml
from .phone import e164
from .routing import NoRouteError, Router, UnknownLocaleError, check_locale, outline
from .slot import Slot, SlotShape

__all__ = [
    "Answer",
    "Button",
    "Card",
    "Choice",
    "Confirmation",
    "CustomPayload",
    "Intent",
    "IntentState",
    "Interpretation",
    "InvalidLexEventError",
    "InvalidMessageError",
    "InvocationSource",
    "LexEvent",
    "Message",
    "NoRouteError",
    "PlainText",
    "ProposedNextState",
    "Router",
    "Slot",
    "SlotShape",
    "Ssml",
    "UnknownLocaleError",
    "by_words",
    "check_locale",
    "close",
    "confirm_intent",
    "delegate",
    "e164",
    "elicit_intent",
    "elicit_slot",
    "outline",
    "plain",
]
