"""A small bot that uses each part of the library once, and what its tests share."""

from __future__ import annotations

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template
from ml_refarch.lex import (
    Action,
    Bot,
    Branch,
    Button,
    Card,
    CustomPayload,
    Intent,
    Locale,
    Outcome,
    OutputContext,
    Prompt,
    Response,
    Slot,
    SlotType,
    Ssml,
    Step,
    Voice,
    builtin,
)

CITY = SlotType("City", {"Seattle": ["Emerald City"], "Busan": []})

BOOK = Intent(
    "BookHotel",
    description="Books a room",
    utterances=["Book a hotel", "{Nights} nights in {City}"],
    slots=[
        Slot(
            "City",
            CITY,
            ask="Which city?",
            retry_ask="Seattle or Busan?",
            captured=Response(say="Good choice."),
            not_captured=Outcome(
                say="Let me get somebody.", then=Step(Action.START_INTENT, intent="Agent")
            ),
        ),
        Slot("Nights", builtin.NUMBER, ask=["How many nights?", "For how long?"], retries=1),
        Slot(
            "Reference",
            builtin.alphanumeric("[A-Z]{2}[0-9]{4}"),
            ask=Prompt(
                say="Your reference?",
                also=[Card("Your reference", buttons=[Button("None", "AA0000")])],
                retries=0,
            ),
            default="[reference]",
            obfuscate=True,
            utterances=["it is {Reference}"],
        ),
        Slot("Wishes", builtin.FREE_FORM, required=False),
    ],
    opening=["Gladly.", "Of course."],
    confirm="{Nights} nights in {City}?",
    decline="All right, nothing is booked.",
    confirmed=Outcome(
        branches=[
            Branch(
                "long_stay",
                when="{Nights} > 30",
                say="That is long.",
                then=Step(Action.ELICIT_SLOT, slot="Nights", set_slots={"Nights": None}),
            )
        ],
        otherwise=Step(
            Action.FULFILL_INTENT,
            set_slots={"Wishes": "none"},
            set_attributes={"stay": "short"},
        ),
    ),
    closing=Response(say="See you.", also=[CustomPayload('{"done": true}')]),
    failed="That went wrong.",
    timed_out="That takes a while.",
    hook_failed="I cannot look that up.",
    output_contexts=[OutputContext("booked", turns=3, seconds=600)],
)
AGENT = Intent(
    "Agent",
    utterances=["Agent"],
    closing=Ssml("<speak>One moment.</speak>"),
    dialog_hook=False,
    fulfillment_hook=False,
)
CHANGE = Intent("Change", utterances=["Change it"], input_contexts=["booked"])
ENGLISH = Locale("en_US", intents=[BOOK, AGENT, CHANGE], voice=Voice("Joanna"))
KOREAN = Locale("ko_KR", intents=[Intent("BookHotel", utterances=["호텔 예약"])])


def one_bot(stack: Stack, construct_id: str = "Bot", **settings: Any) -> Bot:
    """A bot with defaults, but for ``settings``."""
    return Bot(stack, construct_id, **{"locales": [KOREAN], **settings})


def function(stack: Stack, construct_id: str = "Function") -> lambda_.Function:
    """A function to call."""
    return lambda_.Function(
        stack,
        construct_id,
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handle",
        code=lambda_.Code.from_inline("def handle(event, context): return event"),
    )


def template_of(stack: Stack) -> dict[str, Any]:
    """What CloudFormation would get."""
    return dict(Template.from_stack(stack).to_json())


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The resources of a type, by logical ID."""
    return {key: one for key, one in template["Resources"].items() if one["Type"] == kind}


def only(template: dict[str, Any], kind: str) -> dict[str, Any]:
    (resource,) = resources(template, kind).values()
    properties: dict[str, Any] = resource["Properties"]
    return properties


def joined(value: dict[str, Any]) -> str:
    """An ARN with its tokens as CloudFormation writes them in Fn::Sub."""
    parts = value["Fn::Join"][1]
    return "".join(
        part if isinstance(part, str) else "${" + ".".join(_path(part)) + "}" for part in parts
    )


def _path(token: dict[str, Any]) -> list[str]:
    (target,) = token.values()
    return [target] if isinstance(target, str) else target


def slot_of(intent: dict[str, Any], name: str) -> dict[str, Any]:
    """A slot of an intent's properties."""
    return next(slot for slot in intent["Slots"] if slot["Name"] == name)


def text(value: str) -> dict[str, Any]:
    """A plain message's properties."""
    return {"PlainTextMessage": {"Value": value}}
