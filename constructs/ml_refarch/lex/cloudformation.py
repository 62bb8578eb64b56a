"""The model as properties of ``AWS::Lex::Bot``, spelled as CloudFormation spells them.

Nothing of the CDK is needed here: what comes out are plain dictionaries.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lex-bot.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ml_refarch.lex.intents import Intent
from ml_refarch.lex.locales import Locale
from ml_refarch.lex.messages import (
    Card,
    CustomPayload,
    Message,
    MessageGroup,
    PlainText,
    Prompt,
    Response,
    Ssml,
)
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
    said = {part: response(one) for part, one in model.responses()}
    made: Properties = {
        "Name": model.name,
        "DialogCodeHook": {"Enabled": dialog},
        "FulfillmentCodeHook": _fulfillment(said, enabled=fulfillment),
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
    if "opening" in said:
        made["InitialResponseSetting"] = _initial(said["opening"], hook=dialog)
    if model.confirmation is not None:
        made["IntentConfirmationSetting"] = {
            "IsActive": True,
            "PromptSpecification": prompt(model.confirmation),
        } | ({"DeclinationResponse": said["decline"]} if "decline" in said else {})
    if "closing" in said:
        made["IntentClosingSetting"] = {"IsActive": True, "ClosingResponse": said["closing"]}
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
    if model.prompt is not None:
        elicitation["PromptSpecification"] = prompt(model.prompt)
        if dialog_hook:
            # The function hears a failed answer too, so that it can help before the retries end.
            elicitation["SlotCaptureSetting"] = {
                "ElicitationCodeHook": {"EnableCodeHookInvocation": True}
            }
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


def prompt(model: Prompt) -> Properties:
    """A ``PromptSpecification``.

    ``Ordered`` makes Lex take the wordings of a message one after another over the retries.
    """
    return {
        "MessageGroupsList": [_group(one) for one in model.groups],
        "MaxRetries": model.retries,
        "AllowInterrupt": model.interruptible,
        "MessageSelectionStrategy": "Ordered" if model.retry else "Random",
    }


def response(model: Response) -> Properties:
    """A ``ResponseSpecification``."""
    return {
        "MessageGroupsList": [_group(one) for one in model.groups],
        "AllowInterrupt": model.interruptible,
    }


def _group(model: MessageGroup) -> Properties:
    made: Properties = {"Message": _message(model.message)}
    if model.variations:
        made["Variations"] = [_message(one) for one in model.variations]
    return made


def _message(model: Message) -> Properties:
    match model:
        case PlainText(text):
            return {"PlainTextMessage": {"Value": text}}
        case Ssml(text):
            return {"SSMLMessage": {"Value": text}}
        case CustomPayload(text):
            return {"CustomPayload": {"Value": text}}
        case Card():
            card: Properties = {"Title": model.title}
            if model.subtitle is not None:
                card["Subtitle"] = model.subtitle
            if model.image_url is not None:
                card["ImageUrl"] = model.image_url
            if model.buttons:
                card["Buttons"] = [{"Text": one.text, "Value": one.value} for one in model.buttons]
            return {"ImageResponseCard": card}


def _utterances(texts: Sequence[str]) -> list[Properties]:
    return [{"Utterance": text} for text in texts]


def _initial(opening: Properties, *, hook: bool) -> Properties:
    setting: Properties = {"InitialResponse": opening}
    if hook:
        setting["NextStep"] = {"DialogAction": {"Type": "InvokeDialogCodeHook"}}
        setting["CodeHook"] = {
            "IsActive": True,
            "EnableCodeHookInvocation": True,
            "PostCodeHookSpecification": {},
        }
    return setting


def _fulfillment(said: Mapping[str, Properties], *, enabled: bool) -> Properties:
    made: Properties = {"Enabled": enabled, "IsActive": True}
    names = {
        "fulfilled": "SuccessResponse",
        "failed": "FailureResponse",
        "timed_out": "TimeoutResponse",
    }
    after = {name: said[part] for part, name in names.items() if part in said}
    if after:
        made["PostFulfillmentStatusSpecification"] = after
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
