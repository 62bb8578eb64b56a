"""Bots in CloudFormation's shape, as small as a test needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]

CITY: Shape = {
    "Name": "City",
    "SlotTypeValues": [
        {"SampleValue": {"Value": "Seattle"}, "Synonyms": [{"Value": "Emerald City"}]},
        {"SampleValue": {"Value": "New York"}, "Synonyms": [{"Value": "NYC"}]},
    ],
    "ValueSelectionSetting": {"ResolutionStrategy": "TOP_RESOLUTION"},
}
FALLBACK: Shape = {
    "Name": "FallbackIntent",
    "ParentIntentSignature": "AMAZON.FallbackIntent",
    "IntentClosingSetting": {
        "ClosingResponse": {
            "MessageGroupsList": [{"Message": {"PlainTextMessage": {"Value": "Sorry?"}}}]
        }
    },
}


def response(*texts: str) -> Shape:
    """A response that says each text, in a group of its own."""
    return {
        "MessageGroupsList": [{"Message": {"PlainTextMessage": {"Value": text}}} for text in texts]
    }


def prompt(text: str, *variations: str, retries: int = 2) -> Shape:
    """A question, with variations in their order."""
    group: Shape = {"Message": {"PlainTextMessage": {"Value": text}}}
    if variations:
        group["Variations"] = [{"PlainTextMessage": {"Value": other}} for other in variations]
    return {
        "MessageGroupsList": [group],
        "MaxRetries": retries,
        "MessageSelectionStrategy": "Ordered",
    }


def step(action: str, **more: Any) -> Shape:
    """A next step."""
    return {"DialogAction": {"Type": action, **more}}


def slot(
    name: str, type_name: str, ask: str | Shape, *, required: bool = True, **more: Any
) -> Shape:
    """A slot; ``Capture`` is its SlotCaptureSetting, ``Defaults`` its default values."""
    setting: Shape = {
        "SlotConstraint": "Required" if required else "Optional",
        "PromptSpecification": prompt(ask) if isinstance(ask, str) else ask,
    }
    if "Capture" in more:
        setting["SlotCaptureSetting"] = more.pop("Capture")
    if "Defaults" in more:
        setting["DefaultValueSpecification"] = {
            "DefaultValueList": [{"DefaultValue": value} for value in more.pop("Defaults")]
        }
    return {"Name": name, "SlotTypeName": type_name, "ValueElicitationSetting": setting, **more}


def intent(name: str, utterances: Sequence[str], slots: Sequence[Shape] = (), **more: Any) -> Shape:
    """An intent; its slots have the priority of their order."""
    return {
        "Name": name,
        "SampleUtterances": [{"Utterance": utterance} for utterance in utterances],
        "Slots": list(slots),
        "SlotPriorities": [
            {"SlotName": one["Name"], "Priority": index} for index, one in enumerate(slots)
        ],
        **more,
    }


def bot(
    *intents: Shape, slot_types: Sequence[Shape] = (CITY,), locale: str = "en_US", **more: Any
) -> Shape:
    """The properties of a bot with one locale and a fallback intent."""
    named = {one["Name"] for one in intents}
    fallback = [] if "FallbackIntent" in named else [FALLBACK]
    return {
        "Name": "Hotel",
        "RoleArn": "arn:aws:iam::123456789012:role/lex-service-role",
        "DataPrivacy": {"ChildDirected": False},
        "IdleSessionTTLInSeconds": 300,
        "BotLocales": [
            {
                "LocaleId": locale,
                "NluConfidenceThreshold": 0.4,
                "SlotTypes": list(slot_types),
                "Intents": [*intents, *fallback],
            }
        ],
        **more,
    }


def book_hotel(**more: Any) -> Shape:
    """An intent with three slots and a confirmation; ``more`` adds to it or replaces."""
    return intent(
        "BookHotel",
        ["Book a hotel", "I need a room in {City}", "{Nights} nights in {City}", "make it {City}"],
        [
            slot("City", "City", "Which city?"),
            slot("CheckInDate", "AMAZON.Date", "What day?"),
            slot("Nights", "AMAZON.Number", "How many nights?"),
        ],
        **{
            "IntentConfirmationSetting": {
                "PromptSpecification": prompt("{Nights} nights in {City} from {CheckInDate}?"),
                "DeclinationResponse": response("Nothing is booked."),
            },
            **more,
        },
    )


def cancel(**more: Any) -> Shape:
    """An intent without slots."""
    return intent("Cancel", ["cancel my booking", "I want to cancel"], **more)


def answer(event: Mapping[str, Any], action: str = "Delegate", *texts: str, **more: Any) -> Shape:
    """A code hook's answer: the event's intent, an action, messages.

    ``intent``, ``dialog_action`` and ``state`` add to those parts of the answer.
    """
    state = event["sessionState"]
    return {
        "sessionState": {
            "dialogAction": {"type": action, **more.get("dialog_action", {})},
            "intent": {**state["intent"], **more.get("intent", {})},
            **more.get("state", {}),
        },
        "messages": [{"contentType": "PlainText", "content": text} for text in texts],
    }
