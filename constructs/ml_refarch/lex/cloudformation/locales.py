"""Locales, intents, slots and slot types as CloudFormation spells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ml_refarch.lex.cloudformation import flow
from ml_refarch.lex.cloudformation.messages import prompt
from ml_refarch.lex.flow import Outcome
from ml_refarch.lex.intents import Intent
from ml_refarch.lex.locales import Locale
from ml_refarch.lex.slots import AlphaNumericType, Slot, SlotType

Properties = dict[str, Any]


def locale(model: Locale, *, hooks: bool) -> Properties:
    """One entry of ``BotLocales``. ``hooks`` says whether the bot has a function to call.

    Raises:
        ValueError: An intent asks for a hook and there is no function.
    """
    made: Properties = {
        "LocaleId": model.locale_id,
        "NluConfidenceThreshold": model.nlu_threshold,
        "Intents": [intent(one, hooks=hooks) for one in model.intents],
    }
    if model.description is not None:
        made["Description"] = model.description
    if model.voice is not None:
        made["VoiceSettings"] = {"VoiceId": model.voice.voice_id, "Engine": model.voice.engine}
    if model.slot_types:
        made["SlotTypes"] = [slot_type(one) for one in model.slot_types]
    return _merged(made, model.overrides)


def intent(model: Intent, *, hooks: bool) -> Properties:
    """One entry of ``Intents``."""
    dialog = _hooked(model, "dialog_hook", hooks=hooks)
    fulfillment = _hooked(model, "fulfillment_hook", hooks=hooks)
    outcomes = model.outcomes()
    made: Properties = {
        "Name": model.name,
        "DialogCodeHook": {"Enabled": dialog},
        "FulfillmentCodeHook": _fulfillment(outcomes, enabled=fulfillment),
    }
    if model.parent is not None:
        made["ParentIntentSignature"] = model.parent
    if model.description is not None:
        made["Description"] = model.description
    if model.utterances:
        made["SampleUtterances"] = _utterances(model.utterances)
    if model.slots:
        made["Slots"] = [slot(one, dialog_hook=dialog) for one in model.slots]
        made["SlotPriorities"] = [
            {"SlotName": one.name, "Priority": place} for place, one in enumerate(model.slots, 1)
        ]
    initial = _initial(model.name, outcomes, hook=dialog)
    if initial:
        made["InitialResponseSetting"] = initial
    if model.confirmation is not None:
        made["IntentConfirmationSetting"] = {
            "IsActive": True,
            "PromptSpecification": prompt(model.confirmation),
            **_after(
                outcomes,
                {"confirmed": "Confirmation", "decline": "Declination", "unconfirmed": "Failure"},
            ),
        }
    if "closing" in outcomes:
        closing = flow.outcome(outcomes["closing"], response_name="ClosingResponse")
        made["IntentClosingSetting"] = {"IsActive": True, **closing}
    if model.input_contexts:
        made["InputContexts"] = [{"Name": name} for name in model.input_contexts]
    if model.output_contexts:
        made["OutputContexts"] = [
            {"Name": one.name, "TurnsToLive": one.turns, "TimeToLiveInSeconds": one.seconds}
            for one in model.output_contexts
        ]
    return _merged(made, model.overrides)


def slot(model: Slot, *, dialog_hook: bool) -> Properties:
    """One entry of ``Slots``."""
    elicitation: Properties = {"SlotConstraint": "Required" if model.required else "Optional"}
    capture = _after(model.outcomes(), {"captured": "Capture", "not_captured": "Failure"})
    if model.prompt is not None:
        elicitation["PromptSpecification"] = prompt(model.prompt)
        if dialog_hook:
            # The function hears a failed answer too, so that it can help before the retries end.
            capture["ElicitationCodeHook"] = {"EnableCodeHookInvocation": True}
    if capture:
        elicitation["SlotCaptureSetting"] = capture
    if model.utterances:
        elicitation["SampleUtterances"] = _utterances(model.utterances)
    if model.defaults:
        elicitation["DefaultValueSpecification"] = {
            "DefaultValueList": [{"DefaultValue": value} for value in model.defaults]
        }
    made: Properties = {
        "Name": model.name,
        "SlotTypeName": model.slot_type.name,
        "ValueElicitationSetting": elicitation,
        "ObfuscationSetting": {
            "ObfuscationSettingType": "DefaultObfuscation" if model.obfuscate else "None"
        },
    }
    if model.multiple:
        made["MultipleValuesSetting"] = {"AllowMultipleValues": True}
    if model.description is not None:
        made["Description"] = model.description
    return _merged(made, model.overrides)


def slot_type(model: SlotType | AlphaNumericType) -> Properties:
    """One entry of ``SlotTypes``."""
    if isinstance(model, AlphaNumericType):
        return {
            "Name": model.name,
            "ParentSlotTypeSignature": "AMAZON.AlphaNumeric",
            "ValueSelectionSetting": {
                "ResolutionStrategy": "ORIGINAL_VALUE",
                "RegexFilter": {"Pattern": model.regex},
            },
        }
    return {
        "Name": model.name,
        "SlotTypeValues": [
            {"SampleValue": {"Value": value}}
            | ({"Synonyms": [{"Value": word} for word in synonyms]} if synonyms else {})
            for value, synonyms in model.values.items()
        ],
        "ValueSelectionSetting": {"ResolutionStrategy": str(model.resolution)},
    }


def _utterances(texts: Sequence[str]) -> list[Properties]:
    return [{"Utterance": text} for text in texts]


def _initial(name: str, outcomes: Mapping[str, Outcome], *, hook: bool) -> Properties:
    setting: Properties = {}
    if "opening" in outcomes:
        opening = outcomes["opening"]
        setting = flow.outcome(opening, response_name="InitialResponse")
        if hook and opening.then is None and not opening.branches:
            setting["NextStep"] = {"DialogAction": {"Type": "InvokeDialogCodeHook"}}
    if not hook and outcomes.keys() & {"hook_failed", "hook_timed_out"}:
        raise ValueError(f"intent {name}: hook_failed and hook_timed_out need the dialog hook")
    trouble = _after(outcomes, {"hook_failed": "Failure", "hook_timed_out": "Timeout"})
    if hook and (setting or trouble):
        setting["CodeHook"] = {
            "IsActive": True,
            "EnableCodeHookInvocation": True,
            "PostCodeHookSpecification": trouble,
        }
    return setting


def _fulfillment(outcomes: Mapping[str, Outcome], *, enabled: bool) -> Properties:
    made: Properties = {"Enabled": enabled, "IsActive": True}
    after = _after(outcomes, {"fulfilled": "Success", "failed": "Failure", "timed_out": "Timeout"})
    if after:
        made["PostFulfillmentStatusSpecification"] = after
    return made


def _after(outcomes: Mapping[str, Outcome], prefixes: Mapping[str, str]) -> Properties:
    """The outcomes that have a prefix, side by side: ``CaptureResponse``, ``FailureNextStep``."""
    made: Properties = {}
    for part, prefix in prefixes.items():
        if part in outcomes:
            made |= flow.outcome(outcomes[part], response_name=f"{prefix}Response", prefix=prefix)
    return made


def _hooked(model: Intent, which: str, *, hooks: bool) -> bool:
    wanted: bool | None = getattr(model, which)
    if wanted and not hooks:
        raise ValueError(
            f"intent {model.name}: {which} is on, but the bot has no function; give it a code_hook"
        )
    return hooks if wanted is None else wanted


def _merged(made: Properties, overrides: Mapping[str, Any]) -> Properties:
    """``overrides`` over ``made``: dictionaries are merged, everything else is replaced."""
    merged = dict(made)
    for name, value in overrides.items():
        known = merged.get(name)
        merged[name] = (
            _merged(known, value)
            if isinstance(known, dict) and isinstance(value, Mapping)
            else value
        )
    return merged
