"""The kinds of resource in the lexv2-models API, and how its operations are named for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

VERBS = ("Create", "Describe", "Update", "Delete", "List")


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    Args:
        noun: As in the operations' names.
        id: The field of its id.
        name: The field of its name, unique among its siblings.
        parents: The fields that lead to it, outermost first.
        summaries: The field of its list.
        filter: What ListX's filters call its name.
        status: The field of its status, if it has one.
    """

    noun: str
    id: str
    name: str
    parents: tuple[str, ...]
    summaries: str
    filter: str
    status: str | None = None


_LOCALE = ("botId", "botVersion", "localeId")
KINDS = (
    Kind("Bot", "botId", "botName", (), "botSummaries", "BotName", "botStatus"),
    Kind(
        "BotLocale",
        "localeId",
        "localeId",
        ("botId", "botVersion"),
        "botLocaleSummaries",
        "BotLocaleName",
        "botLocaleStatus",
    ),
    Kind("Intent", "intentId", "intentName", _LOCALE, "intentSummaries", "IntentName"),
    Kind("Slot", "slotId", "slotName", (*_LOCALE, "intentId"), "slotSummaries", "SlotName"),
    Kind("SlotType", "slotTypeId", "slotTypeName", _LOCALE, "slotTypeSummaries", "SlotTypeName"),
    Kind(
        "BotVersion",
        "botVersion",
        "botVersion",
        ("botId",),
        "botVersionSummaries",
        "BotVersion",
        "botStatus",
    ),
    Kind(
        "BotAlias",
        "botAliasId",
        "botAliasName",
        ("botId",),
        "botAliasSummaries",
        "BotAliasName",
        "botAliasStatus",
    ),
)
_BY_NOUN = {kind.noun: kind for kind in KINDS}


def kind(noun: str) -> Kind:
    """The kind of a noun in the operations' names."""
    return _BY_NOUN[noun]


def parsed(operation: str) -> tuple[str, Kind] | None:
    """The verb and kind of an operation such as ``ListIntents``; None for any other."""
    match = re.fullmatch(rf"({'|'.join(VERBS)})(\w+)", operation)
    if match is None:
        return None
    noun = match[2]
    if match[1] == "List":
        noun = noun.removesuffix("es") if noun == "BotAliases" else noun.removesuffix("s")
    found = _BY_NOUN.get(noun)
    return (match[1], found) if found else None


def path(kind: Kind, request: dict[str, Any]) -> tuple[str, ...]:
    """The ids that lead to a resource of a kind, without its own."""
    return tuple(request[name] for name in kind.parents)
