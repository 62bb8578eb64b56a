"""Reads a bot's definition from the document that the lexv2-models API would describe.

The document is ``{botId, botName, idleSessionTTLInSeconds, locales: {localeId: locale}}``, where a
locale is CreateBotLocale's shape with ``intents`` (CreateIntent's shape, each with ``slots`` in
CreateSlot's shape) and ``slotTypes`` (CreateSlotType's shape). Slots name their type by
``slotTypeId``, priorities their slot by ``slotId``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from localcloud.lex import definition as d
from localcloud.lex.gaps import client_fulfils

Document = Mapping[str, Any]

FULFILLMENT_TIMEOUT_SECONDS = 30
"""How long fulfilment may take without ``fulfillmentUpdatesSpecification.timeoutInSeconds``."""


def read_bot(document: Document) -> d.Bot:
    """The typed definition of a bot document."""
    return d.Bot(
        id=document["botId"],
        name=document["botName"],
        session_seconds=int(document["idleSessionTTLInSeconds"]),
        locales={
            locale_id: read_locale(locale_id, locale)
            for locale_id, locale in document["locales"].items()
        },
    )


def read_locale(locale_id: str, document: Document) -> d.Locale:
    """One locale of a bot document."""
    types: dict[str, d.SlotType] = {}
    for entry in document.get("slotTypes", ()):
        types[entry.get("slotTypeId", entry["slotTypeName"])] = _slot_type(entry)
    intents = [_intent(entry, types) for entry in document["intents"]]
    return d.Locale(
        id=locale_id,
        threshold=float(document["nluIntentConfidenceThreshold"]),
        intents={intent.name: intent for intent in intents},
        fingerprint=hashlib.sha256(
            json.dumps(document, sort_keys=True, default=str, ensure_ascii=False).encode()
        ).hexdigest(),
    )


def read_alias(document: Document) -> d.Alias:
    """An alias in DescribeBotAlias's shape."""
    settings = document.get("botAliasLocaleSettings") or {}
    functions = {
        locale: setting["codeHookSpecification"]["lambdaCodeHook"]["lambdaARN"]
        for locale, setting in settings.items()
        if setting.get("codeHookSpecification")
    }
    logs = (document.get("conversationLogSettings") or {}).get("textLogSettings") or []
    text_log = None
    if logs and logs[0]["enabled"]:
        target = logs[0]["destination"]["cloudWatch"]
        place, group = target["cloudWatchLogGroupArn"].split(":log-group:", 1)
        text_log = d.TextLog(
            region=place.split(":")[3], group=group.removesuffix(":*"), prefix=target["logPrefix"]
        )
    return d.Alias(
        id=document["botAliasId"],
        name=document["botAliasName"],
        version=document.get("botVersion", "DRAFT"),
        enabled=frozenset(locale for locale, setting in settings.items() if setting["enabled"]),
        functions=functions,
        text_log=text_log,
    )


def _slot_type(entry: Document) -> d.SlotType:
    setting = entry.get("valueSelectionSetting") or {}
    return d.SlotType(
        name=entry["slotTypeName"],
        parent=entry.get("parentSlotTypeSignature"),
        pattern=(setting.get("regexFilter") or {}).get("pattern"),
        top_resolution=setting.get("resolutionStrategy") == "TopResolution",
        values={
            value["sampleValue"]["value"]: tuple(
                synonym["value"] for synonym in value.get("synonyms") or ()
            )
            for value in entry.get("slotTypeValues") or ()
        },
    )


def _intent(entry: Document, types: Mapping[str, d.SlotType]) -> d.Intent:
    opening = entry.get("initialResponseSetting") or {}
    closing = entry.get("intentClosingSetting") or {}
    slots = {slot.get("slotId", slot["slotName"]): slot for slot in entry.get("slots", ())}
    priorities = {p["slotId"]: p["priority"] for p in entry.get("slotPriorities") or ()}
    order = sorted(slots, key=lambda slot_id: priorities.get(slot_id, len(priorities) + 100))
    return d.Intent(
        name=entry["intentName"],
        signature=entry.get("parentIntentSignature"),
        utterances=_utterances(entry),
        slots=tuple(_slot(slots[slot_id], types) for slot_id in order),
        dialog_hook=bool((entry.get("dialogCodeHook") or {}).get("enabled")),
        opening=_outcome(opening, "initialResponse", "conditional", "nextStep"),
        opening_hook=_hook(opening.get("codeHook")),
        confirmation=_confirmation(entry.get("intentConfirmationSetting")),
        fulfillment=_fulfillment(entry.get("fulfillmentCodeHook")),
        closing=_outcome(closing, "closingResponse", "conditional", "nextStep")
        if closing.get("active", True)
        else d.NOTHING,
        input_contexts=tuple(context["name"] for context in entry.get("inputContexts") or ()),
        output_contexts=tuple(
            d.OutputContext(context["name"], context["timeToLiveInSeconds"], context["turnsToLive"])
            for context in entry.get("outputContexts") or ()
        ),
    )


def _utterances(entry: Document) -> tuple[str, ...]:
    return tuple(sample["utterance"] for sample in entry.get("sampleUtterances") or ())


def _slot(entry: Document, types: Mapping[str, d.SlotType]) -> d.Slot:
    type_id = entry["slotTypeId"]
    setting = entry["valueElicitationSetting"]
    capture = setting.get("slotCaptureSetting") or {}
    defaults = (setting.get("defaultValueSpecification") or {}).get("defaultValueList") or ()
    obfuscation = (entry.get("obfuscationSetting") or {}).get("obfuscationSettingType")
    return d.Slot(
        name=entry["slotName"],
        type=types.get(type_id) or d.SlotType(name=type_id, parent=type_id),
        required=setting["slotConstraint"] == "Required",
        prompt=_prompt(setting.get("promptSpecification")),
        utterances=_utterances(setting),
        defaults=tuple(default["defaultValue"] for default in defaults),
        captured=_named_outcome(capture, "capture"),
        failed=_named_outcome(capture, "failure"),
        hook=_hook(capture.get("codeHook")),
        elicitation_hook=_elicitation_hook(capture.get("elicitationCodeHook")),
        obfuscated=obfuscation == "DefaultObfuscation",
        multiple=bool((entry.get("multipleValuesSetting") or {}).get("allowMultipleValues")),
    )


def _confirmation(entry: Document | None) -> d.Confirmation | None:
    if not entry or not entry.get("active", True):
        return None
    prompt = _prompt(entry.get("promptSpecification"))
    if prompt is None:
        return None
    return d.Confirmation(
        prompt=prompt,
        confirmed=_named_outcome(entry, "confirmation"),
        declined=_named_outcome(entry, "declination"),
        failed=_named_outcome(entry, "failure"),
        hook=_hook(entry.get("codeHook")),
        elicitation_hook=_elicitation_hook(entry.get("elicitationCodeHook")),
    )


def _fulfillment(entry: Document | None) -> d.Fulfillment | None:
    if entry is None or client_fulfils(entry):
        return None
    after = entry.get("postFulfillmentStatusSpecification") or {}
    updates = entry.get("fulfillmentUpdatesSpecification") or {}
    timeout = updates.get("timeoutInSeconds") if updates.get("active") else None
    return d.Fulfillment(
        calls_lambda=bool(entry["enabled"]),
        timeout_seconds=float(timeout or FULFILLMENT_TIMEOUT_SECONDS),
        success=_named_outcome(after, "success"),
        failure=_named_outcome(after, "failure"),
        timeout=_named_outcome(after, "timeout"),
    )


def _hook(entry: Document | None) -> d.CodeHook | None:
    if not entry:
        return None
    after = entry.get("postCodeHookSpecification") or {}
    return d.CodeHook(
        active=bool(entry["active"]),
        calls_lambda=bool(entry["enableCodeHookInvocation"]),
        label=entry.get("invocationLabel"),
        success=_named_outcome(after, "success"),
        failure=_named_outcome(after, "failure"),
        timeout=_named_outcome(after, "timeout"),
    )


def _elicitation_hook(entry: Document | None) -> d.ElicitationHook | None:
    if not entry:
        return None
    return d.ElicitationHook(bool(entry["enableCodeHookInvocation"]), entry.get("invocationLabel"))


def _named_outcome(entry: Document, name: str) -> d.Outcome:
    return _outcome(entry, f"{name}Response", f"{name}Conditional", f"{name}NextStep")


def _outcome(entry: Document, response: str, conditional: str, next_step: str) -> d.Outcome:
    return d.Outcome(
        response=_response(entry.get(response)),
        conditional=_conditional(entry.get(conditional)),
        next_step=_next_step(entry.get(next_step)),
    )


def _conditional(entry: Document | None) -> d.Conditional | None:
    if not entry or not entry["active"]:
        return None
    default = entry["defaultBranch"]
    return d.Conditional(
        branches=tuple(
            d.Branch(
                branch["condition"]["expressionString"],
                _response(branch.get("response")),
                _next_step(branch.get("nextStep")),
            )
            for branch in entry["conditionalBranches"]
        ),
        default=d.Branch(
            "", _response(default.get("response")), _next_step(default.get("nextStep"))
        ),
    )


def _next_step(entry: Document | None) -> d.NextStep | None:
    if not entry:
        return None
    action = entry.get("dialogAction") or {}
    intent = entry.get("intent") or {}
    return d.NextStep(
        action=action.get("type"),
        slot=action.get("slotToElicit"),
        suppress_message=bool(action.get("suppressNextMessage")),
        intent=intent.get("name"),
        slots={name: _override(value) for name, value in (intent.get("slots") or {}).items()},
        attributes=dict(entry.get("sessionAttributes") or {}),
    )


def _override(entry: Document | None) -> str | tuple[str, ...] | None:
    if not entry:
        return None
    if entry.get("shape") == "List":
        values = (_override(value) for value in entry.get("values") or ())
        return tuple(value for value in values if isinstance(value, str))
    value = (entry.get("value") or {}).get("interpretedValue")
    return None if value is None else str(value)


def _prompt(entry: Document | None) -> d.Prompt | None:
    if not entry:
        return None
    return d.Prompt(
        groups=_groups(entry["messageGroups"]),
        max_retries=int(entry["maxRetries"]),
        ordered=entry.get("messageSelectionStrategy") == "Ordered",
    )


def _response(entry: Document | None) -> d.Response:
    return _groups(entry["messageGroups"]) if entry else ()


def _groups(entries: Any) -> d.Response:
    return tuple(
        d.MessageGroup((_message(group["message"]), *map(_message, group.get("variations") or ())))
        for group in entries
    )


def _message(entry: Document) -> d.Message:
    if "plainTextMessage" in entry:
        return d.Message("PlainText", entry["plainTextMessage"]["value"])
    if "ssmlMessage" in entry:
        return d.Message("SSML", entry["ssmlMessage"]["value"])
    if "customPayload" in entry:
        return d.Message("CustomPayload", entry["customPayload"]["value"])
    return d.Message("ImageResponseCard", card=entry["imageResponseCard"])
