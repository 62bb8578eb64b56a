"""The actions that are played here: what each takes and where it may lead.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language-actions.html; which
errors are required is what CreateContactFlow answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.connect.conditions import OPERATORS
from localcloud.connect.document import CATCH_ALL, NO_CONDITION, TIMED_OUT
from localcloud.connect.language.checks import (
    Check,
    Field,
    anything,
    choice,
    dynamic_choice,
    integer,
    items,
    missing,
    record,
    reference,
    resource,
    text,
    texts,
    unknown_name,
    wrong_value,
)

TEXT_LIMIT = 6000
EQUALS = frozenset({"Equals"})
KEYS = frozenset("0123456789*#")


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What one action may have.

    Args:
        parameters: Checks the parameters.
        prompts: How many of Text, SSML, PromptId and Media it takes: ``None``, ``at most one`` or
            ``exactly one``.
        either: Two parameters of which it needs one and takes only one.
        errors: The errors that need a branch; ``optional_errors`` may have one.
        operators: The operators of its conditions; None where it takes no conditions.
        results: The results of which each needs a condition; empty where any may be compared.
        ends: Whether it ends the flow.
    """

    parameters: Check
    prompts: str | None = None
    either: tuple[str, str] | None = None
    errors: frozenset[str] = frozenset({CATCH_ALL})
    optional_errors: frozenset[str] = frozenset()
    operators: frozenset[str] | None = None
    results: frozenset[str] = frozenset()
    ends: bool = False


PROMPT = {
    "Text": Field(text(TEXT_LIMIT)),
    "SSML": Field(text(TEXT_LIMIT)),
    "PromptId": Field(resource),
    "Media": Field(
        record(
            Uri=Field(text(), required=True),
            SourceType=Field(choice("S3"), required=True),
            MediaType=Field(choice("Audio"), required=True),
        )
    ),
}

MENU_ERRORS = frozenset({NO_CONDITION, TIMED_OUT, CATCH_ALL})

GRAMMAR: Mapping[str, Grammar] = {
    "MessageParticipant": Grammar(
        parameters=record(**PROMPT),
        prompts="exactly one",
        errors=frozenset(),
        optional_errors=frozenset({CATCH_ALL}),
    ),
    "GetParticipantInput": Grammar(
        parameters=record(
            **PROMPT,
            InputTimeLimitSeconds=Field(integer(1, 180), required=True),
            StoreInput=Field(choice("True", "False"), required=True),
            InputValidation=Field(
                record(
                    PhoneNumberValidation=Field(
                        record(
                            NumberFormat=Field(choice("Local", "E164"), required=True),
                            CountryCode=Field(text(2)),
                        )
                    ),
                    CustomValidation=Field(
                        record(MaximumLength=Field(integer(1, 128), required=True))
                    ),
                )
            ),
            InputEncryption=Field(
                record(EncryptionKeyId=Field(text(), required=True), Key=Field(text(), True))
            ),
            DTMFConfiguration=Field(
                record(
                    InputTerminationSequence=Field(text(5)),
                    DisableCancelKey=Field(choice("True", "False")),
                    InterdigitTimeLimitSeconds=Field(integer(1, 20)),
                )
            ),
        ),
        prompts="at most one",
        errors=MENU_ERRORS,
        operators=EQUALS,
    ),
    "ConnectParticipantWithLexBot": Grammar(
        parameters=record(
            **PROMPT,
            LexV2Bot=Field(record(AliasArn=Field(resource, required=True)), required=True),
            LexSessionAttributes=Field(texts),
            LexTimeoutSeconds=Field(record(Text=Field(integer(1, 604800, dynamic=True)))),
            LexInitializationData=Field(record(InitialMessage=Field(text()))),
        ),
        prompts="at most one",
        errors=frozenset({TIMED_OUT, NO_CONDITION, CATCH_ALL}),
        operators=EQUALS,
    ),
    "InvokeLambdaFunction": Grammar(
        parameters=record(
            LambdaFunctionARN=Field(resource, required=True),
            InvocationTimeLimitSeconds=Field(integer(1, 8), required=True),
            InvocationType=Field(choice("SYNCHRONOUS", "ASYNCHRONOUS")),
            LambdaInvocationAttributes=Field(texts),
            ResponseValidation=Field(
                record(ResponseType=Field(choice("STRING_MAP", "JSON"), required=True))
            ),
        ),
    ),
    "UpdateContactAttributes": Grammar(
        parameters=record(
            Attributes=Field(texts, required=True),
            TargetContact=Field(choice("Current", "Related")),
        ),
    ),
    "UpdateContactData": Grammar(
        parameters=record(
            LanguageCode=Field(text()),
            CustomerId=Field(text()),
            Name=Field(text()),
            Description=Field(text()),
            References=Field(anything),
            SegmentAttributes=Field(anything),
            TargetContact=Field(choice("Current", "Related")),
        ),
    ),
    "Compare": Grammar(
        parameters=record(ComparisonValue=Field(reference, required=True)),
        errors=frozenset({NO_CONDITION}),
        operators=OPERATORS,
    ),
    "UpdateContactTargetQueue": Grammar(
        parameters=record(QueueId=Field(resource), AgentId=Field(resource)),
        either=("QueueId", "AgentId"),
    ),
    "TransferContactToQueue": Grammar(
        parameters=record(), errors=frozenset({"QueueAtCapacity", CATCH_ALL})
    ),
    "CheckHoursOfOperation": Grammar(
        parameters=record(HoursOfOperationId=Field(resource)),
        operators=EQUALS,
        results=frozenset({"True", "False"}),
    ),
    "Loop": Grammar(
        parameters=record(LoopCount=Field(integer(0, 100, dynamic=True), required=True)),
        errors=frozenset(),
        optional_errors=frozenset({CATCH_ALL}),
        operators=EQUALS,
        results=frozenset({"ContinueLooping", "DoneLooping"}),
    ),
    "TransferToFlow": Grammar(parameters=record(ContactFlowId=Field(resource, required=True))),
    "UpdateContactTextToSpeechVoice": Grammar(
        parameters=record(
            TextToSpeechVoice=Field(text(), required=True),
            TextToSpeechEngine=Field(dynamic_choice("standard", "neural", "generative")),
            TextToSpeechStyle=Field(dynamic_choice("None", "Conversational", "Newscaster")),
        ),
        errors=frozenset(),
        optional_errors=frozenset({CATCH_ALL}),
    ),
    "UpdateContactRecordingBehavior": Grammar(
        parameters=record(
            RecordingBehavior=Field(
                record(
                    RecordedParticipants=Field(items(choice("Agent", "Customer")), required=True),
                    ScreenRecordedParticipants=Field(items(choice("Agent"))),
                    IVRRecordingBehavior=Field(choice("Enabled", "Disabled")),
                )
            ),
            AnalyticsBehavior=Field(anything),
        ),
        errors=frozenset(),
    ),
    "UpdateFlowLoggingBehavior": Grammar(
        parameters=record(FlowLoggingBehavior=Field(choice("Enabled", "Disabled"), required=True)),
        errors=frozenset(),
    ),
    "DisconnectParticipant": Grammar(parameters=record(), errors=frozenset(), ends=True),
}


def errors_of(type_: str, parameters: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The errors that an action has to have branches for, and those that it may have besides."""
    grammar = GRAMMAR[type_]
    if type_ == "GetParticipantInput" and parameters.get("StoreInput") == "True":
        validation = parameters.get("InputValidation") or {}
        by_number = {"InvalidPhoneNumber"} if "PhoneNumberValidation" in validation else set()
        return frozenset({CATCH_ALL, *by_number}), frozenset()
    return grammar.errors, grammar.optional_errors


def parameter_problems(type_: str, parameters: Mapping[str, Any], path: str) -> Iterator[str]:
    """What Connect has against the parameters of an action."""
    grammar = GRAMMAR[type_]
    yield from grammar.parameters(parameters, path)
    given = [name for name in PROMPT if name in parameters]
    if grammar.prompts is not None and len(given) > 1:
        yield wrong_value(f"{path}.{given[1]}")
    if grammar.prompts == "exactly one" and not given:
        yield missing(f"{path}.Text")
    if grammar.either is not None:
        both = [name for name in grammar.either if name in parameters]
        if len(both) > 1:
            yield wrong_value(f"{path}.{both[1]}")
        if not both:
            yield missing(f"{path}.{grammar.either[0]}")
    if type_ == "GetParticipantInput":
        yield from _input_problems(parameters, path)


def _input_problems(parameters: Mapping[str, Any], path: str) -> Iterator[str]:
    validation = parameters.get("InputValidation")
    if parameters.get("StoreInput") == "True":
        if validation is None:
            yield missing(f"{path}.InputValidation")
        elif isinstance(validation, Mapping) and len(validation) != 1:
            yield wrong_value(f"{path}.InputValidation")
        return
    for name in ("InputValidation", "InputEncryption", "DTMFConfiguration"):
        if name in parameters:
            yield unknown_name(f"{path}.{name}")
