"""What Lex checks when it builds a locale. Each complaint is a sentence that names the culprit.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/quotas.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.lex import definition as d
from localcloud.lex.conditions import ConditionError, Values, holds
from localcloud.lex.reading import read_locale
from localcloud.lex.slots.alphanumeric import refuse_pattern
from localcloud.lex.slots.resolver import BUILT_IN_TYPES
from localcloud.lex.surface import key

MAX_UTTERANCE_LENGTH = 500
MAX_UTTERANCES = 1500
BUILT_IN_INTENTS = frozenset(
    f"AMAZON.{name}Intent"
    for name in ("Cancel", "Fallback", "Help", "Pause", "Repeat", "Resume", "StartOver", "Stop")
)
"""The built-in intents that this runtime knows. Kendra's and the generative ones need services
that are not here."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_NO_VALUES = Values(slots={}, attributes={}, request={}, fields={})


def complaints(locale_id: str, document: Mapping[str, Any]) -> list[str]:
    """Why a locale cannot be built; empty where it can."""
    found = list(_of_ids(document))
    if found:
        return found
    locale = read_locale(locale_id, document)
    found += _of_locale(locale)
    for entry in document["slotTypes"]:
        found += _of_slot_type(entry)
    for intent in locale.intents.values():
        found += _of_intent(intent, locale)
    return found


def _of_ids(document: Mapping[str, Any]) -> Iterator[str]:
    types = {entry["slotTypeId"]: entry for entry in document["slotTypes"]}
    for intent in document["intents"]:
        name = intent["intentName"]
        signature = intent.get("parentIntentSignature")
        if signature is not None and signature not in BUILT_IN_INTENTS:
            yield f"Intent {name}: the built-in intent {signature} is not available here"
        slots = {slot["slotId"]: slot["slotName"] for slot in intent["slots"]}
        listed = [priority["slotId"] for priority in intent.get("slotPriorities") or ()]
        for slot_id in listed:
            if slot_id not in slots:
                yield f"Intent {name}: slotPriorities names the slot {slot_id}, which it lacks"
        for slot_id, slot_name in slots.items():
            if slot_id not in listed:
                yield f"Intent {name}: slot {slot_name} has no priority in slotPriorities"
        for slot in intent["slots"]:
            type_id = slot["slotTypeId"]
            if type_id not in types and type_id not in BUILT_IN_TYPES:
                known = ", ".join(sorted(BUILT_IN_TYPES))
                yield (
                    f"Intent {name}, slot {slot['slotName']}: the slot type {type_id} is not "
                    f"available; it must be one of the locale's or of {known}"
                )


def _of_locale(locale: d.Locale) -> Iterator[str]:
    if not any(intent.is_fallback for intent in locale.intents.values()):
        yield f"Locale {locale.id}: it has no intent with the signature {d.FALLBACK_SIGNATURE}"
    if not any(intent.utterances or intent.signature for intent in _own(locale)):
        yield f"Locale {locale.id}: no intent has a sample utterance"
    seen: dict[str, str] = {}
    for intent in locale.intents.values():
        for utterance in intent.utterances:
            other = seen.setdefault(key(utterance), intent.name)
            if other != intent.name:
                yield f"Intents {other} and {intent.name} share the utterance {utterance!r}"


def _own(locale: d.Locale) -> list[d.Intent]:
    return [intent for intent in locale.intents.values() if not intent.is_fallback]


def _of_slot_type(entry: Mapping[str, Any]) -> Iterator[str]:
    name = entry["slotTypeName"]
    parent = entry.get("parentSlotTypeSignature")
    pattern = ((entry.get("valueSelectionSetting") or {}).get("regexFilter") or {}).get("pattern")
    if parent is not None and parent not in BUILT_IN_TYPES:
        yield f"Slot type {name}: its parent {parent} is not available here"
    if entry.get("compositeSlotTypeSetting") or entry.get("externalSourceSetting"):
        yield f"Slot type {name}: composite and grammar slot types are not available here"
    elif parent is None and not entry.get("slotTypeValues"):
        yield f"Slot type {name}: it has no values"
    if pattern is not None:
        refusal = refuse_pattern(pattern)
        if refusal is not None:
            yield f"Slot type {name}: {refusal}"


def _of_intent(intent: d.Intent, locale: d.Locale) -> Iterator[str]:
    where = f"Intent {intent.name}"
    if intent.is_fallback and (intent.utterances or intent.slots or intent.confirmation):
        yield f"{where}: a fallback intent has no utterances, slots or confirmation"
    if locale.id != "en_US" and (intent.input_contexts or intent.output_contexts):
        yield f"{where}: contexts work in en_US only, not in {locale.id}"
    if len(intent.utterances) > MAX_UTTERANCES:
        yield f"{where}: {len(intent.utterances)} utterances are more than {MAX_UTTERANCES}"
    for utterance in intent.utterances:
        yield from _of_utterance(utterance, intent, where)
    for slot in intent.slots:
        if slot.required and slot.prompt is None:
            yield f"{where}, slot {slot.name}: a required slot needs a promptSpecification"
        if slot.multiple and locale.id != "en_US":
            yield f"{where}, slot {slot.name}: several values work in en_US only"
        if slot.multiple:
            yield f"{where}, slot {slot.name}: several values are not available here"
    for outcome in _outcomes(intent):
        yield from _of_outcome(outcome, intent, locale, where)


def _of_utterance(utterance: str, intent: d.Intent, where: str) -> Iterator[str]:
    if len(utterance) > MAX_UTTERANCE_LENGTH:
        yield f"{where}: the utterance {utterance[:40]!r}... has {len(utterance)} characters"
    for name in _PLACEHOLDER.findall(utterance):
        if intent.slot(name.split(".")[0]) is None:
            yield f"{where}: the utterance {utterance!r} names the slot {name}, which it lacks"


def _outcomes(intent: d.Intent) -> Iterator[d.Outcome]:
    hooks = [intent.opening_hook]
    yield intent.opening
    yield intent.closing
    for slot in intent.slots:
        yield from (slot.captured, slot.failed)
        hooks.append(slot.hook)
    if intent.confirmation is not None:
        confirmation = intent.confirmation
        yield from (confirmation.confirmed, confirmation.declined, confirmation.failed)
        hooks.append(confirmation.hook)
    after: list[d.CodeHook | d.Fulfillment | None] = [*hooks, intent.fulfillment]
    for step in after:
        if step is not None:
            yield from (step.success, step.failure, step.timeout)


def _of_outcome(
    outcome: d.Outcome, intent: d.Intent, locale: d.Locale, where: str
) -> Iterator[str]:
    branches = [*outcome.conditional.branches] if outcome.conditional else []
    for branch in branches:
        try:
            holds(branch.condition, _NO_VALUES)
        except ConditionError as error:
            yield f"{where}: the condition {error}"
    steps = [outcome.next_step, *(branch.next_step for branch in branches)]
    if outcome.conditional:
        steps.append(outcome.conditional.default.next_step)
    for step in steps:
        if step is not None:
            yield from _of_step(step, intent, locale, where)


def _of_step(step: d.NextStep, intent: d.Intent, locale: d.Locale, where: str) -> Iterator[str]:
    target = intent
    if step.intent is not None:
        if step.intent not in locale.intents:
            yield f"{where}: a next step names the intent {step.intent}, which the locale lacks"
            return
        target = locale.intents[step.intent]
    for name in [*step.slots, *([step.slot] if step.slot else [])]:
        if target.slot(name) is None:
            yield f"{where}: a next step names the slot {name}, which {target.name} lacks"
