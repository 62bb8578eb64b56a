"""BuildBotLocale, CreateBotVersion, and what aliases show: from draft to conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.definition import TEST_ALIAS_ID
from localcloud.lex.models.checks import complaints
from localcloud.lex.models.documents import LOCALE, locale_document, put_locale
from localcloud.lex.models.kinds import kind
from localcloud.lex.models.store import DRAFT, Store, missing

VERSION = kind("BotVersion")
ALIAS = kind("BotAlias")
INTENT = kind("Intent")
BOT = kind("Bot")


def build(store: Store, request: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Builds a locale of the draft: Built, or Failed with the reasons."""
    locale = store.get(LOCALE, request)
    bot_id, locale_id = request["botId"], request["localeId"]
    document = locale_document(store, bot_id, DRAFT, locale_id)
    reasons = complaints(locale_id, document)
    locale["lastBuildSubmittedDateTime"] = now
    locale["failureReasons"] = reasons
    locale["botLocaleStatus"] = "Failed" if reasons else "Built"
    if not reasons:
        store.built[bot_id, DRAFT, locale_id] = {**document, "botLocaleStatus": "Built"}
    return {
        "botId": bot_id,
        "botVersion": DRAFT,
        "localeId": locale_id,
        "botLocaleStatus": "Building",
        "lastBuildSubmittedDateTime": now,
    }


def make_version(store: Store, request: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Freezes built locales as the bot's next version.

    Raises:
        ServiceError: PreconditionFailedException, where a locale has not been built.
    """
    bot_id = request["botId"]
    bot = store.get(BOT, request)
    numbers = [int(v["botVersion"]) for v in store.children(VERSION, (bot_id,))]
    retired = int(bot.get("_lastVersion", 0))
    version = str(max([retired, *numbers]) + 1)
    chosen = {}
    for locale_id, source in request["botVersionLocaleSpecification"].items():
        document = store.built.get((bot_id, source["sourceBotVersion"], locale_id))
        if document is None:
            raise ServiceError(
                "PreconditionFailedException",
                f"Locale {locale_id} of version {source['sourceBotVersion']} has not been built.",
                412,
            )
        chosen[locale_id] = document
    frozen: dict[str, Any] = {
        name: bot[name]
        for name in ("botName", "roleArn", "dataPrivacy", "idleSessionTTLInSeconds", "botType")
        if name in bot
    }
    record: dict[str, Any] = {
        **frozen,
        "botId": bot_id,
        "botVersion": version,
        "botStatus": "Available",
        "creationDateTime": now,
        "botVersionLocaleSpecification": request["botVersionLocaleSpecification"],
    }
    if request.get("description"):
        record["description"] = request["description"]
    store.put(VERSION, record)
    bot["_lastVersion"] = version
    for locale_id, document in chosen.items():
        put_locale(store, document, bot_id=bot_id, version=version)
        store.built[bot_id, version, locale_id] = document
    return record


def begin_bot(store: Store, bot: dict[str, Any], now: datetime) -> None:
    """What a new bot comes with: its test alias, which shows the draft."""
    store.put(
        ALIAS,
        {
            "botAliasId": TEST_ALIAS_ID,
            "botAliasName": "TestBotAlias",
            "botVersion": DRAFT,
            "botAliasStatus": "Available",
            "botId": bot["botId"],
            "botAliasLocaleSettings": {},
            "creationDateTime": now,
            "lastUpdatedDateTime": now,
        },
    )


def begin_locale(store: Store, locale: dict[str, Any], now: datetime) -> None:
    """What a new locale comes with: FallbackIntent, and the test alias that shows it."""
    where = {name: locale[name] for name in ("botId", "botVersion", "localeId")}
    store.put(
        INTENT,
        {
            **where,
            "intentId": "FALLBCKINT",
            "intentName": "FallbackIntent",
            "parentIntentSignature": "AMAZON.FallbackIntent",
            "description": "Default intent when no other intent matches",
            "creationDateTime": now,
            "lastUpdatedDateTime": now,
        },
    )
    alias = store.documents["BotAlias", locale["botId"], TEST_ALIAS_ID]
    alias["botAliasLocaleSettings"].setdefault(locale["localeId"], {"enabled": True})


def check_alias(store: Store, alias: dict[str, Any]) -> None:
    """Refuses an alias of a version that is not there.

    Raises:
        ServiceError: ResourceNotFoundException.
    """
    version = alias.get("botVersion")
    if version is None or version == DRAFT:
        return
    if ("BotVersion", alias["botId"], version) not in store.documents:
        raise missing(f"BotVersion {version} of bot {alias['botId']}")


def check_unused(store: Store, bot_id: str, version: str) -> None:
    """Refuses to delete a version that an alias shows.

    Raises:
        ServiceError: PreconditionFailedException, which names the alias.
    """
    for alias in store.children(ALIAS, (bot_id,)):
        if alias.get("botVersion") == version:
            raise ServiceError(
                "PreconditionFailedException",
                f"Version {version} is what the alias {alias['botAliasName']} shows; point the "
                "alias elsewhere first.",
                412,
            )
