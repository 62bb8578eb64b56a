"""Which attribute paths Connect has, and how to find them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

# Whatever comes after these is named by the flow, its functions or its bot.
NAMED: Final = (
    "AppleBusinessChat",
    "Attributes",
    "Campaign",
    "Case",
    "Customer",
    "DataTables",
    "External",
    "FlowAttributes",
    "Lex.AlternativeIntents",
    "Lex.SessionAttributes",
    "Lex.Slots",
    "Loop",
    "Media",
    "Modules",
    "References",
    "SegmentAttributes",
    "Tags",
    "Views",
    "Wisdom",
)

SYSTEM: Final = frozenset(
    {
        "AdditionalEmailRecipients.CcList",
        "AdditionalEmailRecipients.ToList",
        "Agent.ARN",
        "Agent.FirstName",
        "Agent.LastName",
        "Agent.UserName",
        "AwsRegion",
        "Channel",
        "ContactAssociationId",
        "ContactId",
        "CustomerCallbackNumber",
        "CustomerEndpoint.Address",
        "CustomerEndpoint.DisplayName",
        "CustomerEndpoint.Type",
        "CustomerId",
        "Description",
        "InitialContactId",
        "InitiationMethod",
        "InstanceARN",
        "LanguageCode",
        "Lex.DialogState",
        "Lex.IntentConfidence.Score",
        "Lex.IntentName",
        "Lex.SentimentResponse.Label",
        "Lex.SentimentResponse.Scores.Mixed",
        "Lex.SentimentResponse.Scores.Negative",
        "Lex.SentimentResponse.Scores.Neutral",
        "Lex.SentimentResponse.Scores.Positive",
        "MediaStreams.Customer.Audio.StartFragmentNumber",
        "MediaStreams.Customer.Audio.StartTimestamp",
        "MediaStreams.Customer.Audio.StopFragmentNumber",
        "MediaStreams.Customer.Audio.StopTimestamp",
        "MediaStreams.Customer.Audio.StreamARN",
        "Metrics.Agents.AfterContactWork.Count",
        "Metrics.Agents.Available.Count",
        "Metrics.Agents.Busy.Count",
        "Metrics.Agents.Missed.Count",
        "Metrics.Agents.NonProductive.Count",
        "Metrics.Agents.Online.Count",
        "Metrics.Agents.Staffed.Count",
        "Metrics.Contact.EstimatedWaitTime",
        "Metrics.Contact.PositionInQueue",
        "Metrics.Queue.ARN",
        "Metrics.Queue.EstimatedWaitTime",
        "Metrics.Queue.Name",
        "Metrics.Queue.OldestContactAge",
        "Metrics.Queue.Size",
        "Name",
        "PreviousContactId",
        "Queue.ARN",
        "Queue.Name",
        "Queue.OutboundCallerId.Address",
        "Queue.OutboundCallerId.Type",
        "RelatedContactId",
        "StoredCustomerInput",
        "SystemEndpoint.Address",
        "SystemEndpoint.DisplayName",
        "SystemEndpoint.Type",
        "TaskContactId",
        "TextToSpeechVoiceId",
    }
)
"""Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html"""

EMPTY: Final = {
    "Lex.InputTranscript": "is always empty; have the bot's function copy the words into a "
    "session attribute"
}

_PART = r"(?:\.?\['[^'\]]*'\]|\.\w[\w-]*(?:\[\d+\])?)"
_PATH = re.compile(rf"\$(?!\{{){_PART}(?:{_PART})*")
_PARTS = re.compile(r"\['([^'\]]*)'\]|\.(\w[\w-]*)")
# Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_UpdateContactAttributes.html
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_KEY = re.compile(r"[^'\]\x00-\x1f]+")


def whole_path(text: str) -> bool:
    """Whether the text is one path and nothing beside it."""
    return _PATH.fullmatch(text) is not None


def wrong_paths(value: Any) -> Iterator[str]:  # noqa: ANN401 - the parameters of an action
    """Sentences about the paths in ``value``, at any depth, that Connect does not have."""
    if isinstance(value, str):
        for path in _PATH.findall(value):
            wrong = _wrong(path)
            if wrong:
                yield wrong
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from wrong_paths(key)
            yield from wrong_paths(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from wrong_paths(one)


def check_path(path: str) -> str:
    """The path, if Connect has it.

    Raises:
        ValueError: It has not.
    """
    wrong = _wrong(path) if whole_path(path) else f"{path!r} is not one attribute path"
    if wrong:
        raise ValueError(f"attribute: {wrong}")
    return path


def _wrong(path: str) -> str | None:
    found = _PARTS.findall(path)
    parts = [quoted or plain for quoted, plain in found]
    dotted = ".".join(parts)
    if dotted in EMPTY:
        return f"{path} {EMPTY[dotted]}"
    for space in NAMED:
        depth = space.count(".") + 1
        if parts[:depth] != space.split("."):
            continue
        if len(parts) == depth:
            return f"{path} needs the name of one value after it, as in $.{space}.name"
        for quoted, plain in found[depth:]:
            if plain and not _KEY.fullmatch(plain):
                return (
                    f"{path} names {plain!r}, and a name has letters of A-Z and a-z, digits, _ "
                    "and -; text that follows an attribute needs a space before it"
                )
            if not plain and not _QUOTED_KEY.fullmatch(quoted):
                return f"{path} has an empty name"
        return None
    if dotted in SYSTEM:
        return None
    near = get_close_matches(dotted, [*SYSTEM, *NAMED], n=1)
    hint = f"; did you mean $.{near[0]}?" if near else ""
    return f"{path} is no attribute of Connect{hint}"
