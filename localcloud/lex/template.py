"""A bot's definition from a synthesised CloudFormation template, without deploying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.lex.cloudformation_shape import to_api

FALLBACK = {"intentName": "FallbackIntent", "parentIntentSignature": "AMAZON.FallbackIntent"}
BOT_TYPE = "AWS::Lex::Bot"
PLACEHOLDER_ID = "LOCALBOT00"


def bot_from_template(
    template: Mapping[str, Any], *, logical_id: str | None = None
) -> dict[str, Any]:
    """The bot document (see ``reading``) of a template's bot.

    Args:
        template: A CloudFormation template, such as CDK synthesises.
        logical_id: Which bot, where the template has several.

    Raises:
        ValueError: The template has no bot, several, or none of that id.
        ServiceError: A property is none of Lex's API.
    """
    bots = {
        name: resource
        for name, resource in template.get("Resources", {}).items()
        if resource.get("Type") == BOT_TYPE
    }
    if logical_id is None and len(bots) != 1:
        raise ValueError(f"template: it has {len(bots)} bots ({', '.join(bots)}); say which")
    chosen = logical_id or next(iter(bots))
    if chosen not in bots:
        raise ValueError(f"logical_id: {chosen!r} is none of its bots: {', '.join(bots)}")
    return bot_from_properties(bots[chosen]["Properties"])


def bot_from_properties(
    properties: Mapping[str, Any], *, bot_id: str = PLACEHOLDER_ID
) -> dict[str, Any]:
    """The bot document of ``AWS::Lex::Bot`` properties; intrinsic functions in them stay tokens."""
    properties = _plain(properties)
    return {
        "botId": bot_id,
        "botName": properties["Name"],
        "idleSessionTTLInSeconds": int(properties["IdleSessionTTLInSeconds"]),
        "locales": {
            locale["LocaleId"]: locale_from_properties(locale)
            for locale in properties.get("BotLocales", ())
        },
    }


def locale_from_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """One locale of a bot document; slots and types are known by their names."""
    path = f"BotLocales[{properties['LocaleId']}]"
    base = {k: v for k, v in properties.items() if k not in _APART}
    return {
        **to_api("CreateBotLocale", base, path=path),
        "slotTypes": [
            slot_type_request(entry, path=path) for entry in properties.get("SlotTypes", ())
        ],
        "intents": [_intent(entry, path) for entry in properties.get("Intents", ())],
    }


_APART = ("Intents", "SlotTypes", "CustomVocabulary")


def slot_type_request(entry: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """CreateSlotType's request for one of ``SlotTypes``."""
    renamed = {("SlotTypeName" if k == "Name" else k): v for k, v in entry.items()}
    name = renamed.pop("SlotTypeName", None)
    request = to_api("CreateSlotType", renamed, path=f"{path}.SlotTypes[{name}]")
    return {"slotTypeName": name, **request}


def intent_request(entry: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """UpdateIntent's request for one of ``Intents``; its priorities have slot names for ids."""
    apart = {"Name", "DisplayName", "Slots"}
    rest = {k: v for k, v in entry.items() if k not in apart}
    request = to_api("UpdateIntent", rest, path=f"{path}.Intents[{entry['Name']}]")
    if "DisplayName" in entry:
        request["intentDisplayName"] = entry["DisplayName"]
    return {"intentName": entry["Name"], **request}


def slot_request(entry: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """CreateSlot's request for one of an intent's ``Slots``; its type's name is its id."""
    rest = {k: v for k, v in entry.items() if k != "Name"}
    request = to_api("CreateSlot", rest, path=f"{path}.Slots[{entry['Name']}]")
    return {"slotName": entry["Name"], **request}


def _intent(entry: Mapping[str, Any], path: str) -> dict[str, Any]:
    slots = [
        slot_request(slot, path=f"{path}.Intents[{entry['Name']}]")
        for slot in entry.get("Slots", ())
    ]
    return {**intent_request(entry, path=path), "slots": slots}


def _plain(value: Any) -> Any:
    """The properties with each intrinsic function as the text of its token."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            name = next(iter(value))
            if name == "Ref" or name.startswith("Fn::"):
                return "${" + name + "}"
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
