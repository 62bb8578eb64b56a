"""Whole locales out of the store, as the runtime reads them, and whole ones into a version."""

from __future__ import annotations

import copy
from typing import Any

from localcloud.lex.models.kinds import kind
from localcloud.lex.models.store import Store, missing

BOT = kind("Bot")
LOCALE = kind("BotLocale")
INTENT = kind("Intent")
SLOT = kind("Slot")
SLOT_TYPE = kind("SlotType")


def locale_document(store: Store, bot_id: str, version: str, locale_id: str) -> dict[str, Any]:
    """A locale with its intents, their slots and its slot types: see ``localcloud.lex.reading``."""
    where = (bot_id, version, locale_id)
    locale = store.get(LOCALE, {"botId": bot_id, "botVersion": version, "localeId": locale_id})
    document = copy.deepcopy(locale)
    document["slotTypes"] = copy.deepcopy(store.children(SLOT_TYPE, where))
    document["intents"] = [
        {
            **copy.deepcopy(intent),
            "slots": copy.deepcopy(store.children(SLOT, (*where, intent["intentId"]))),
        }
        for intent in store.children(INTENT, where)
    ]
    return document


def put_locale(store: Store, document: dict[str, Any], *, bot_id: str, version: str) -> None:
    """Keeps a locale's document under another version of the bot."""
    where = {"botId": bot_id, "botVersion": version}
    document = copy.deepcopy(document)
    slot_types, intents = document.pop("slotTypes"), document.pop("intents")
    store.put(LOCALE, {**document, **where})
    for slot_type in slot_types:
        store.put(SLOT_TYPE, {**slot_type, **where})
    for intent in intents:
        slots = intent.pop("slots")
        store.put(INTENT, {**intent, **where})
        for slot in slots:
            store.put(SLOT, {**slot, **where})


def bot_document(store: Store, bot_id: str, version: str) -> dict[str, Any]:
    """A bot's version with its built locales: see ``localcloud.lex.reading``."""
    bot = store.documents.get(("Bot", bot_id))
    if bot is None:
        raise missing(f"Bot {bot_id}")
    locales = {
        locale_id: document
        for (owner, of, locale_id), document in store.built.items()
        if (owner, of) == (bot_id, version)
    }
    return {
        "botId": bot_id,
        "botName": bot["botName"],
        "idleSessionTTLInSeconds": bot["idleSessionTTLInSeconds"],
        "locales": locales,
    }
