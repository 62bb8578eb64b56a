"""The parameters of each action, checked, as Connect's flow language writes them.

Numbers and truth values are strings there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ml_refarch.connect import limits
from ml_refarch.connect.attribute_paths import whole_path

_LANGUAGE = re.compile(r"[a-z]{2,3}-([A-Z]{2}|\d{3})")
_COUNTRY = re.compile(r"[A-Z]{2}")
_TERMINATOR = re.compile(r"[0-9*#]+")

Parameters = dict[str, Any]


def spoken(
    name: str, *, text: str | None, ssml: str | None, prompt: str | None, media: str | None
) -> Parameters:
    """What is played or written: exactly one of the four."""
    sound = media and {"Uri": media, "SourceType": "S3", "MediaType": "Audio"}
    given = {
        key: value
        for key, value in (("Text", text), ("SSML", ssml), ("PromptId", prompt), ("Media", sound))
        if value is not None
    }
    if len(given) != 1:
        raise ValueError(
            f"block {name!r}: give one of text, ssml, prompt and media; {len(given)} were given"
        )
    for said in (text, ssml):
        if said is not None and not said.strip():
            raise ValueError(f"block {name!r}: what it says is empty")
    if ssml is not None and not re.fullmatch(r"<speak\b.*</speak>", ssml.strip(), re.DOTALL):
        raise ValueError(f"block {name!r}: {ssml[:40]!r} is not inside <speak>...</speak>")
    return given


def menu(name: str, said: Parameters, *, seconds: int) -> Parameters:
    """A question that one key answers."""
    return {**said, "InputTimeLimitSeconds": _wait(name, seconds), "StoreInput": "False"}


def collect(
    name: str,
    said: Parameters,
    *,
    digits: int,
    phone_number: str | None,
    seconds: int,
    end: str | None,
    cancel_key: bool,
) -> Parameters:
    """A question that several digits answer."""
    limits.check_range(f"block {name!r}, digits", digits, limits.DIGITS)
    validation: Parameters
    if phone_number is None:
        validation = {"CustomValidation": {"MaximumLength": str(digits)}}
    elif phone_number == "E164":
        validation = {"PhoneNumberValidation": {"NumberFormat": "E164"}}
    elif _COUNTRY.fullmatch(phone_number):
        validation = {
            "PhoneNumberValidation": {"NumberFormat": "Local", "CountryCode": phone_number}
        }
    else:
        raise ValueError(
            f"block {name!r}, phone_number: {phone_number!r} is neither 'E164' nor a country of "
            "two capital letters"
        )
    keys: Parameters = {}
    if end is not None:
        if not _TERMINATOR.fullmatch(end) or len(end) > limits.TERMINATOR_LENGTH:
            raise ValueError(
                f"block {name!r}, end: {end!r} is not 1 to {limits.TERMINATOR_LENGTH} of 0-9, * "
                "and #"
            )
        keys["InputTerminationSequence"] = end
    if not cancel_key:
        keys["DisableCancelKey"] = "True"
    return {
        **said,
        "InputTimeLimitSeconds": _wait(name, seconds),
        "StoreInput": "True",
        "InputValidation": validation,
        **({"DTMFConfiguration": keys} if keys else {}),
    }


def lex(
    name: str,
    said: Parameters,
    *,
    bot: str,
    session: Mapping[str, str] | None,
    chat_timeout_seconds: int | None,
) -> Parameters:
    """A conversation with a bot."""
    asked = {**said, "LexV2Bot": {"AliasArn": _arn(name, "bot", bot, "lex")}}
    if session:
        asked["LexSessionAttributes"] = _strings(name, "session", session)
    if chat_timeout_seconds is not None:
        if chat_timeout_seconds < 1:
            raise ValueError(
                f"block {name!r}, chat_timeout_seconds: {chat_timeout_seconds} is not over 0"
            )
        asked["LexTimeoutSeconds"] = {"Text": str(chat_timeout_seconds)}
    return asked


def invoke(
    name: str,
    *,
    function: str,
    inputs: Mapping[str, str] | None,
    seconds: int,
    answer: str,
    wait: bool,
) -> Parameters:
    """A call of a Lambda function."""
    limits.check_range(f"block {name!r}, seconds", seconds, limits.INVOKE_SECONDS)
    if answer not in ("STRING_MAP", "JSON"):
        raise ValueError(f"block {name!r}, answer: {answer!r} is neither STRING_MAP nor JSON")
    called: Parameters = {
        "LambdaFunctionARN": _arn(name, "function", function, "lambda"),
        "InvocationTimeLimitSeconds": str(seconds),
    }
    if inputs:
        called["LambdaInvocationAttributes"] = _strings(name, "inputs", inputs)
    if not wait:
        called["InvocationType"] = "ASYNCHRONOUS"
    called["ResponseValidation"] = {"ResponseType": answer}
    return called


def contact_attributes(name: str, attributes: Mapping[str, str]) -> Parameters:
    """Attributes of the contact and their values."""
    if not attributes:
        raise ValueError(f"block {name!r}: it sets no attribute")
    for key in attributes:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key):
            raise ValueError(
                f"block {name!r}: the attribute {key!r} may have letters of A-Z and a-z, digits, "
                "_ and - in its name"
            )
    return {"Attributes": _strings(name, "attributes", attributes)}


def comparison(name: str, value: str) -> Parameters:
    """What is compared: one attribute, and nothing around it."""
    if not whole_path(value):
        raise ValueError(
            f"block {name!r}, value: {value!r} is not one attribute such as $.External.found"
        )
    return {"ComparisonValue": str(value)}


def queue(name: str, *, queue: str | None, agent: str | None) -> Parameters:
    """A queue, or the queue of an agent."""
    if (queue is None) == (agent is None):
        raise ValueError(f"block {name!r}: give either queue or agent")
    return {"QueueId": queue} if queue is not None else {"AgentId": agent}


def language(name: str, code: str) -> Parameters:
    """The language of the contact."""
    if not _LANGUAGE.fullmatch(code) and not whole_path(code):
        raise ValueError(f"block {name!r}: {code!r} is not a language such as 'ko-KR'")
    return {"LanguageCode": code}


def recording(
    name: str, participants: Sequence[str], *, bot_part: bool, analytics_language: str | None
) -> Parameters:
    """Whose voice is recorded, and whether the call is analysed."""
    unknown = [one for one in participants if one not in ("Agent", "Customer")]
    if unknown or isinstance(participants, str):
        raise ValueError(
            f"block {name!r}, participants: {participants!r} is not a choice of Agent and Customer"
        )
    behavior: Parameters = {"RecordedParticipants": list(participants)}
    if bot_part:
        behavior["IVRRecordingBehavior"] = "Enabled"
    wanted: Parameters = {"RecordingBehavior": behavior}
    if analytics_language is not None:
        if set(participants) != {"Agent", "Customer"}:
            raise ValueError(
                f"block {name!r}, analytics_language: Contact Lens analyses calls of which both "
                "Agent and Customer are recorded"
            )
        if not _LANGUAGE.fullmatch(analytics_language):
            raise ValueError(
                f"block {name!r}: {analytics_language!r} is not a language such as 'ko-KR'"
            )
        wanted["AnalyticsBehavior"] = {"Enabled": "True", "AnalyticsLanguage": analytics_language}
    return wanted


def _wait(name: str, seconds: int) -> str:
    limits.check_range(f"block {name!r}, seconds", seconds, limits.MENU_SECONDS)
    return str(seconds)


def _arn(name: str, what: str, value: str, service: str) -> str:
    """An ARN, a token for one or an attribute that holds one; names are easily taken for them."""
    known = re.fullmatch(rf"arn:[\w-]+:{service}:[\w-]+:\d{{12}}:\S+", value)
    if not (known or limits.is_token(value) or whole_path(value)):
        raise ValueError(f"block {name!r}, {what}: {value!r} is not an ARN of {service}")
    return str(value)


def _strings(name: str, what: str, values: Mapping[str, str]) -> dict[str, str]:
    for key, value in values.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError(
                f"block {name!r}, {what}: {key!r}: {value!r} is not a text; Connect has no other"
            )
    return {str(key): str(value) for key, value in values.items()}
