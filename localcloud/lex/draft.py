"""Fills a bot's draft from CloudFormation's ``BotLocales``, call by call, and builds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.handlers import ResourceError
from localcloud.lex.template import locale_from_properties

DRAFT = "DRAFT"
_FALLBACK = "AMAZON.FallbackIntent"


def fill_locale(client: Any, bot_id: str, properties: Mapping[str, Any]) -> None:
    """Makes a locale with its slot types, intents and slots, and builds it.

    Args:
        client: A lexv2-models client.
        bot_id: The bot; it must not have the locale yet.
        properties: One of ``BotLocales``.

    Raises:
        ResourceError: The locale cannot be built; the message has every reason.
        ClientError: The API refused a part.
    """
    document = locale_from_properties(properties)
    slot_types, intents = document.pop("slotTypes"), document.pop("intents")
    where = {"botId": bot_id, "botVersion": DRAFT, "localeId": document["localeId"]}
    client.create_bot_locale(**{**document, **where})
    types = {
        entry["slotTypeName"]: client.create_slot_type(**entry, **where)["slotTypeId"]
        for entry in slot_types
    }
    for intent in intents:
        _fill_intent(client, intent, types, where)
    client.build_bot_locale(**where)
    built = client.describe_bot_locale(**where)
    if built["botLocaleStatus"] == "Failed":
        reasons = "; ".join(built["failureReasons"])
        raise ResourceError(f"The locale {where['localeId']} cannot be built: {reasons}")


def _fill_intent(
    client: Any, intent: dict[str, Any], types: Mapping[str, str], where: Mapping[str, str]
) -> None:
    slots = intent.pop("slots")
    priorities = intent.pop("slotPriorities", [])
    if intent.get("parentIntentSignature") == _FALLBACK:
        intent_id = _existing_fallback(client, where)
        client.update_intent(intentId=intent_id, **intent, **where)
    else:
        intent_id = client.create_intent(**intent, **where)["intentId"]
    ids = {}
    for slot in slots:
        slot["slotTypeId"] = types.get(slot["slotTypeId"], slot["slotTypeId"])
        made = client.create_slot(intentId=intent_id, **slot, **where)
        ids[slot["slotName"]] = made["slotId"]
    if slots:
        ordered = [
            {"priority": p["priority"], "slotId": ids.get(p["slotId"], p["slotId"])}
            for p in priorities
        ]
        client.update_intent(intentId=intent_id, slotPriorities=ordered, **intent, **where)


def _existing_fallback(client: Any, where: Mapping[str, str]) -> str:
    """The fallback intent that every new locale comes with."""
    for summary in client.list_intents(**where)["intentSummaries"]:
        if summary.get("parentIntentSignature") == _FALLBACK:
            return str(summary["intentId"])
    raise ResourceError(f"The locale {where['localeId']} came without its fallback intent")
