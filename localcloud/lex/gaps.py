"""What AWS does not document about Lex V2, and what this runtime does there.

Each name is one choice, made here and nowhere else. Whoever learns what AWS really does changes it
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from localcloud.lex.definition import (
    NOTHING,
    CodeHook,
    Confirmation,
    ElicitationHook,
    Intent,
    Outcome,
    Slot,
)

if TYPE_CHECKING:
    from localcloud.lex.turn import Turn

CODE_HOOK_TIMEOUT_SECONDS = 30.0
"""How long a dialog code hook may take. (Documented; here because nothing sets it.)

Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda.html
"""

MAX_STEPS_IN_A_TURN = 100
"""A flow that takes more steps than this without asking anything is a loop: 424."""

SWITCH_SCORE = 0.75
"""In the middle of a dialog the slot asked for is tried first. Another intent is taken up where the
answer does not fill it and fits a sample of that intent or scores this high; else the answer counts
as not understood. A sample that is hardly more than its slots ("at {Time}") is no reason where the
intent under way has slots of those types: they are filled. Only a slot that takes any words at all
comes after a sample word for word."""

FURTHER_SLOTS_ARE_TAKEN = True
"""An utterance or an answer that names further slots of its intent fills them too, where their
types can be told from the words (dates, times, numbers beside a word that the samples have there,
phone numbers, values of custom types); what they held is replaced. So is a correction: a sample of
the intent under way goes before the slot asked for when it names others, and a leading "no" at the
confirmation does not hinder it. False: only the slot asked for is filled."""

OMITTED_SLOTS_ARE_EMPTIED = True
"""A code hook's answer with ``slots`` replaces them all: those it leaves out are null. False: they
stay. An answer without ``slots`` keeps them either way."""

STATE_OF_A_DECLINED_INTENT = "Failed"
"""How an intent ends that the user declined, where the declination leads nowhere else."""

NO_BRANCH = NOTHING
"""The failure branch of a confirmation that a code hook asked for and the bot does not have."""

NO_FUNCTION = (
    "Invalid Bot Configuration: the intent {turn.state.name} calls a code hook, but the alias "
    "{turn.alias.name} has no Lambda function for the locale {turn.locale.id}."
)
"""The message of the ValidationException where an alias lacks the function that its bot calls."""


BRACE_ESCAPE = r"\\"
"""What stands before each brace of an utterance in a conversation log. (Documented: two
backslashes. Taken as two characters of the text, and as done in every utterance, since a mask could
not be told from what was said otherwise.)"""


def whole_utterance_is_masked(turn: Turn) -> bool:
    """Whether a conversation log shows nothing of an utterance but the name of the slot that was
    asked for, in braces (documented: "the entire utterance is obfuscated"; not what stands for it).
    It is where the slot asked for is obfuscated and got no value: also if the utterance begins
    another intent or changes another slot, and if it is the one after which the bot falls back.
    Values in other utterances that are not understood stay as they are (documented)."""
    asked = turn.asked
    return (
        asked is not None and asked.obfuscated and not any(slot is asked for slot, _ in turn.heard)
    )


def opening_hook(intent: Intent) -> CodeHook | None:
    """The hook when an intent begins: an intent with its dialog code hook on calls it, unless its
    initial response has one that is inactive. One that is there also runs before a next step other
    than InvokeDialogCodeHook."""
    hook = intent.opening_hook or CodeHook()
    return hook if intent.dialog_hook and hook.active else None


def capture_hook(intent: Intent, slot: Slot) -> CodeHook | None:
    """The hook when a slot was captured: likewise, as in the bots that the console makes."""
    hook = slot.hook or CodeHook()
    return hook if intent.dialog_hook and hook.active else None


def confirmation_hook(intent: Intent, confirmation: Confirmation) -> CodeHook | None:
    """The hook after the answer to a confirmation: only one that the confirmation configures."""
    hook = confirmation.hook
    return hook if intent.dialog_hook and hook is not None and hook.active else None


def elicitation_hook(intent: Intent, configured: ElicitationHook | None) -> ElicitationHook:
    """The hook after an answer not understood: unless the prompt says otherwise, the intent's."""
    if not intent.dialog_hook:
        return ElicitationHook(calls_lambda=False)
    return configured or ElicitationHook(calls_lambda=True)


def ends_with_424(failure: Outcome) -> bool:
    """A hook that raises, times out, or delegates with ``intent.state`` Failed takes its branch;
    with nothing configured there the call fails with 424 and the session stays as it was."""
    return not failure.configured


def falls_back(failure: Outcome) -> bool:
    """Retries used up: the failure branch; with nothing configured there, FallbackIntent."""
    return not failure.configured


def attempt_after_hook(attempt: int, misunderstood: bool) -> int:
    """The attempt of a prompt that a hook asks for: one more where the answer was not understood,
    the first where the hook refused a value that was."""
    return attempt + 1 if misunderstood else 0


def ordered_variation(attempt: int, variations: int) -> int:
    """With ``MessageSelectionStrategy`` Ordered the n-th attempt says the n-th variation, and
    begins again after the last."""
    return attempt % variations


def day_of_span(start: date, end: date, today: date) -> date:
    """The day that AMAZON.Date of a week or a weekend, from ``start`` until before ``end``, is: its
    first, or today where it has begun. (Of a month or a year it is the last, as documented.)"""
    return today if start < today < end else start


def client_fulfils(setting: Mapping[str, object] | None) -> bool:
    """An intent without ``fulfillmentCodeHook``, or with it inactive, ends ReadyForFulfillment; one
    with the hook there but not enabled ends Fulfilled."""
    return not setting or not setting.get("active", True)
