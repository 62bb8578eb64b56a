"""Conversations with a Lex bot in the middle of a flow.

Source:
https://docs.aws.amazon.com/connect/latest/APIReference/participant-actions-connectparticipantwithlexbot.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from localcloud.connect.blocks.keys import CANCEL, TERMINATOR
from localcloud.connect.blocks.speaking import play_prompt, spoken
from localcloud.connect.contact import CHAT
from localcloud.connect.document import TIMED_OUT
from localcloud.connect.gaps import SILENCE
from localcloud.connect.scene import (
    Dialog,
    Input,
    Listening,
    Outcome,
    Pressed,
    Said,
    Scene,
    Silence,
    failed,
)
from localcloud.errors import ServiceError

PLATFORM = "x-amz-lex:channels:platform"
ASKING = frozenset({"ElicitIntent", "ElicitSlot", "ConfirmIntent"})


def ask_bot(scene: Scene) -> Dialog:
    """ConnectParticipantWithLexBot: until the bot closes the intent; its name is the result."""
    error = play_prompt(scene)
    if error is not None:
        return error
    in_chat = scene.contact.channel == CHAT
    alias = scene.fill((scene.parameters.get("LexV2Bot") or {}).get("AliasArn")) or ""
    seconds = scene.fill((scene.parameters.get("LexTimeoutSeconds") or {}).get("Text"))
    attributes: dict[str, str] | None = scene.map(scene.parameters.get("LexSessionAttributes"))
    first = scene.fill((scene.parameters.get("LexInitializationData") or {}).get("InitialMessage"))
    text = first if in_chat and first else None
    while True:
        if text is None:
            heard = yield Listening("bot", float(seconds) if in_chat and seconds else None)
            if isinstance(heard, Silence) and in_chat:
                return failed("The customer wrote nothing in time.", error=TIMED_OUT)
            text = _words(heard)
        try:
            answer = scene.around.recognize(alias, _request(scene, text, attributes))
        except (ServiceError, ClientError) as problem:
            return failed(f"Lex answered with an error: {problem}")
        text = attributes = None
        _say(scene, answer.get("messages") or ())
        state = answer.get("sessionState") or {}
        scene.contact.lex = _known(answer)
        if (state.get("dialogAction") or {}).get("type") not in ASKING:
            return Outcome(result=(state.get("intent") or {}).get("name") or "")


def _words(heard: Input) -> str:
    if isinstance(heard, Said):
        return heard.text
    if isinstance(heard, Pressed):
        keys = heard.keys.split(TERMINATOR)[0].rsplit(CANCEL, 1)[-1]
        return keys or SILENCE
    return SILENCE


def _request(scene: Scene, text: str, attributes: Mapping[str, str] | None) -> dict[str, Any]:
    contact = scene.contact
    platform = "Connect Chat" if contact.channel == CHAT else "Connect"
    request: dict[str, Any] = {
        "localeId": contact.language.replace("-", "_"),
        "sessionId": contact.id,
        "text": text,
        "requestAttributes": {PLATFORM: platform},
    }
    if attributes:
        request["sessionState"] = {"sessionAttributes": dict(attributes)}
    return request


def _say(scene: Scene, messages: Any) -> None:
    for message in messages:
        card = message.get("imageResponseCard")
        content = message.get("content") or ""
        if card:
            buttons = [button["text"] for button in card.get("buttons") or ()]
            lines = [card.get("title"), card.get("subtitle"), *buttons]
            scene.say("\n".join(line for line in lines if line), by="bot")
        elif message.get("contentType") == "SSML":
            scene.say(spoken(content), by="bot", ssml=content)
        else:
            scene.say(content, by="bot")


def _known(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What ``$.Lex`` holds. The words of the customer are not in it, on AWS neither."""
    state = answer.get("sessionState") or {}
    intent = state.get("intent") or {}
    interpretations = answer.get("interpretations") or [{}]
    top = next(
        (i for i in interpretations if (i.get("intent") or {}).get("name") == intent.get("name")),
        interpretations[0],
    )
    sentiment = top.get("sentimentResponse") or {}
    return {
        "IntentName": intent.get("name"),
        "IntentConfidence": {"Score": (top.get("nluConfidence") or {}).get("score")},
        "DialogState": intent.get("state"),
        "Slots": {name: _value(slot) for name, slot in (intent.get("slots") or {}).items()},
        "SessionAttributes": dict(state.get("sessionAttributes") or {}),
        "SentimentResponse": {
            "Label": sentiment.get("sentiment"),
            "Scores": {
                name.capitalize(): score
                for name, score in (sentiment.get("sentimentScore") or {}).items()
            },
        },
    }


def _value(slot: Mapping[str, Any] | None) -> str | None:
    value: str | None = ((slot or {}).get("value") or {}).get("interpretedValue")
    return value
