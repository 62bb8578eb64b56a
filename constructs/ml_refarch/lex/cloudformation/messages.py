"""Prompts, responses and messages as CloudFormation spells them."""

from __future__ import annotations

from typing import Any

from ml_refarch.lex.messages import (
    Card,
    CustomPayload,
    Message,
    MessageGroup,
    PlainText,
    Prompt,
    Response,
    Ssml,
)

Properties = dict[str, Any]


def prompt(model: Prompt) -> Properties:
    """A ``PromptSpecification``.

    ``Ordered`` makes Lex take the wordings of a message one after another over the retries.
    """
    return {
        "MessageGroupsList": [_group(one) for one in model.groups],
        "MaxRetries": model.retries,
        "AllowInterrupt": model.interruptible,
        "MessageSelectionStrategy": "Ordered" if model.retry else "Random",
    }


def response(model: Response) -> Properties:
    """A ``ResponseSpecification``."""
    return {
        "MessageGroupsList": [_group(one) for one in model.groups],
        "AllowInterrupt": model.interruptible,
    }


def _group(model: MessageGroup) -> Properties:
    made: Properties = {"Message": _message(model.message)}
    if model.variations:
        made["Variations"] = [_message(one) for one in model.variations]
    return made


def _message(model: Message) -> Properties:
    match model:
        case PlainText(text):
            return {"PlainTextMessage": {"Value": text}}
        case Ssml(text):
            return {"SSMLMessage": {"Value": text}}
        case CustomPayload(text):
            return {"CustomPayload": {"Value": text}}
        case Card():
            card: Properties = {"Title": model.title}
            if model.subtitle is not None:
                card["Subtitle"] = model.subtitle
            if model.image_url is not None:
                card["ImageUrl"] = model.image_url
            if model.buttons:
                card["Buttons"] = [{"Text": one.text, "Value": one.value} for one in model.buttons]
            return {"ImageResponseCard": card}
