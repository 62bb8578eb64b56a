"""What each action of the flow language takes: its branches, its errors, its conditions.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language-actions.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ml_refarch.connect import limits

NO_MATCHING_ERROR: Final = "NoMatchingError"
NO_MATCHING_CONDITION: Final = "NoMatchingCondition"
INPUT_TIME_LIMIT_EXCEEDED: Final = "InputTimeLimitExceeded"
INVALID_PHONE_NUMBER: Final = "InvalidPhoneNumber"
QUEUE_AT_CAPACITY: Final = "QueueAtCapacity"

EQUALS: Final = "Equals"
OPERATORS: Final = frozenset(
    {
        EQUALS,
        "NumberGreaterOrEqualTo",
        "NumberGreaterThan",
        "NumberLessOrEqualTo",
        "NumberLessThan",
        "TextContains",
        "TextEndsWith",
        "TextStartsWith",
    }
)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The transitions that one type of action takes.

    Attributes:
        errors: Error branches that must be wired.
        optional_errors: Error branches that may be.
        operators: What conditions may compare with; none, if it takes no conditions.
        values: What they may compare to, if not anything.
        all_values: Whether each of ``values`` must have its branch.
        goes_on: Whether the next block is a branch of its own.
        copies: Which error or which value gives its target to ``NextAction`` as well: Connect wants
            one where no branch of its own is.
        ends: Whether the flow is over for the contact when the action succeeds.
    """

    errors: tuple[str, ...] = ()
    optional_errors: tuple[str, ...] = ()
    operators: frozenset[str] = frozenset()
    values: frozenset[str] | None = None
    all_values: bool = False
    goes_on: bool = True
    copies: str | None = None
    ends: bool = False


_STEP: Final = Rules(errors=(NO_MATCHING_ERROR,))
_ONLY_EQUALS: Final = frozenset({EQUALS})

MENU: Final = Rules(
    errors=(INPUT_TIME_LIMIT_EXCEEDED, NO_MATCHING_CONDITION, NO_MATCHING_ERROR),
    operators=_ONLY_EQUALS,
    values=limits.KEYS,
    goes_on=False,
    copies=NO_MATCHING_CONDITION,
)
COLLECT: Final = _STEP
COLLECT_PHONE_NUMBER: Final = Rules(errors=(NO_MATCHING_ERROR, INVALID_PHONE_NUMBER))

RULES: Final = {
    "MessageParticipant": _STEP,
    "ConnectParticipantWithLexBot": Rules(
        errors=(INPUT_TIME_LIMIT_EXCEEDED, NO_MATCHING_CONDITION, NO_MATCHING_ERROR),
        operators=_ONLY_EQUALS,
        goes_on=False,
        copies=NO_MATCHING_CONDITION,
    ),
    "InvokeLambdaFunction": _STEP,
    "UpdateContactAttributes": _STEP,
    "UpdateContactData": _STEP,
    "Compare": Rules(
        errors=(NO_MATCHING_CONDITION,),
        operators=OPERATORS,
        goes_on=False,
        copies=NO_MATCHING_CONDITION,
    ),
    "UpdateContactTargetQueue": _STEP,
    "TransferContactToQueue": Rules(
        errors=(QUEUE_AT_CAPACITY, NO_MATCHING_ERROR),
        goes_on=False,
        copies=NO_MATCHING_ERROR,
        ends=True,
    ),
    "CheckHoursOfOperation": Rules(
        errors=(NO_MATCHING_ERROR,),
        operators=_ONLY_EQUALS,
        values=frozenset({"True", "False"}),
        all_values=True,
        goes_on=False,
        copies="False",
    ),
    "Loop": Rules(
        operators=_ONLY_EQUALS,
        values=frozenset({"ContinueLooping", "DoneLooping"}),
        all_values=True,
        goes_on=False,
        copies="DoneLooping",
    ),
    "TransferToFlow": Rules(
        errors=(NO_MATCHING_ERROR,), goes_on=False, copies=NO_MATCHING_ERROR, ends=True
    ),
    "UpdateContactTextToSpeechVoice": Rules(optional_errors=(NO_MATCHING_ERROR,)),
    "UpdateContactRecordingBehavior": Rules(),
    "UpdateFlowLoggingBehavior": Rules(),
    "DisconnectParticipant": Rules(goes_on=False, ends=True),
    "EndFlowExecution": Rules(goes_on=False, ends=True),
}
"""The rules of each action; those of ``GetParticipantInput`` depend on how it is used."""


def rules(action: str, parameters: dict[str, object]) -> Rules | None:
    """The rules for an action, ``None`` for one this library does not know."""
    if action != "GetParticipantInput":
        return RULES.get(action)
    if str(parameters.get("StoreInput", "False")) != "True":
        return MENU
    validation = parameters.get("InputValidation")
    if isinstance(validation, dict) and "PhoneNumberValidation" in validation:
        return COLLECT_PHONE_NUMBER
    return COLLECT
