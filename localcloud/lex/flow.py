"""The dialog's state machine: runs steps until the bot waits for the user or is done.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/understanding-new-flows.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localcloud.lex import code_hooks, gaps
from localcloud.lex import definition as d
from localcloud.lex.answers import invalid
from localcloud.lex.conditions import ConditionError, Values, holds
from localcloud.lex.session import IntentState, Interpretation, meaning
from localcloud.lex.steps import (
    AskIntent,
    Captured,
    Closing,
    Confirm,
    Elicit,
    End,
    Follow,
    Fulfil,
    GiveUp,
    Invoke,
    NextSlot,
    Open,
    Step,
)
from localcloud.lex.turn import Turn


def run(turn: Turn, first: Step) -> None:
    """Runs the dialog from a step until it waits for the user or ends.

    Raises:
        ServiceError: A code hook failed, or the flow leads in a circle.
    """
    step: Step | None = first
    for _ in range(gaps.MAX_STEPS_IN_A_TURN):
        if step is None:
            return
        step = _RUN[type(step)](turn, step)
    raise invalid(f"the flow of {turn.intent.name} leads in a circle without asking anything")


def _open(turn: Turn, _: Open) -> Step:
    intent = turn.intent
    follow = Follow(intent.opening, NextSlot(), gaps.opening_hook(intent))
    return _respond_and_hook(turn, follow, explicit=intent.opening_hook is not None)


def _captured(turn: Turn, step: Captured) -> Step:
    slot = turn.slot(step.slot)
    follow = Follow(slot.captured, NextSlot(), gaps.capture_hook(turn.intent, slot))
    return _respond_and_hook(turn, follow, explicit=slot.hook is not None)


def _respond_and_hook(turn: Turn, follow: Follow, *, explicit: bool) -> Step:
    """Says the response; calls the hook where there is one, unless the flow goes elsewhere."""
    next_step = _said_and_branched(turn, follow.outcome)
    elsewhere = next_step is not None and next_step.action not in (None, "InvokeDialogCodeHook")
    then = _after(turn, next_step, follow) if elsewhere or follow.hook is None else follow.then
    if follow.hook is not None and (explicit or not elsewhere):
        if next_step is not None and not elsewhere:
            turn.set_values(next_step)
        return Invoke(follow.hook, then)
    return then


def _follow(turn: Turn, step: Follow) -> Step:
    return _after(turn, _said_and_branched(turn, step.outcome), step)


def _said_and_branched(turn: Turn, outcome: d.Outcome) -> d.NextStep | None:
    """Says an outcome's response and that of the branch that holds; returns the next step."""
    turn.respond(outcome.response)
    if outcome.conditional is None:
        return outcome.next_step
    branch = _branch(turn, outcome.conditional)
    turn.respond(branch.response)
    return branch.next_step or outcome.next_step


def _branch(turn: Turn, conditional: d.Conditional) -> d.Branch:
    values = Values(
        slots={name: meaning(slot) for name, slot in turn.state.slots.items()},
        attributes=turn.session.attributes,
        request=turn.request_attributes or {},
        fields={"inputMode": "Text", "inputTranscript": turn.text},
    )
    for branch in conditional.branches:
        try:
            if holds(branch.condition, values):
                return branch
        except ConditionError as error:
            raise invalid(f"the condition {error}") from error
    return conditional.default


def _after(turn: Turn, next_step: d.NextStep | None, follow: Follow) -> Step:
    if next_step is None:
        return follow.then
    if next_step.action == "StartIntent" and next_step.intent:
        turn.take_up(next_step.intent)
    turn.set_values(next_step)
    if next_step.action == "InvokeDialogCodeHook":
        return Invoke(follow.hook, follow.then) if follow.hook else follow.then
    if next_step.action == "ElicitSlot" and next_step.slot:
        return Elicit(next_step.slot, silent=next_step.suppress_message)
    if next_step.action == "ConfirmIntent":
        return Confirm(silent=next_step.suppress_message)
    if next_step.action in ("EndConversation", "CloseIntent") and isinstance(follow.then, End):
        return follow.then
    steps: dict[str | None, Step] = {
        "ElicitIntent": AskIntent(),
        "StartIntent": Open(),
        "FulfillIntent": Fulfil(),
        "CloseIntent": Closing(),
        "EndConversation": End(),
    }
    return steps.get(next_step.action, follow.then)


def _next_slot(turn: Turn, _: NextSlot) -> Step:
    slot = turn.missing()
    if slot is not None:
        if turn.misunderstood != slot.name:
            return Elicit(slot.name)
        attempt = turn.session.attempt + 1
        if slot.prompt is not None and attempt > slot.prompt.max_retries:
            return GiveUp(slot.failed)
        return Elicit(slot.name, attempt)
    if turn.intent.confirmation is not None and turn.state.confirmation != "Confirmed":
        return Confirm()
    return Fulfil()


def _elicit(turn: Turn, step: Elicit) -> None:
    slot = turn.slot(step.slot)
    turn.session.action = {"type": "ElicitSlot", "slotToElicit": slot.name}
    turn.session.attempt = step.attempt
    turn.state.state = "InProgress"
    if slot.prompt is not None and not step.silent:
        turn.say(turn.speaker.prompt(slot.prompt, step.attempt, turn.session))


def _confirm(turn: Turn, step: Confirm) -> Step | None:
    confirmation = turn.intent.confirmation
    if confirmation is None and not step.silent:
        return Fulfil()
    turn.session.action = {"type": "ConfirmIntent"}
    turn.session.attempt = step.attempt
    turn.state.state = "InProgress"
    turn.state.confirmation = "None"
    if confirmation is not None and not step.silent:
        turn.say(turn.speaker.prompt(confirmation.prompt, step.attempt, turn.session))
    return None


def _ask_intent(turn: Turn, _: AskIntent) -> None:
    turn.session.action = {"type": "ElicitIntent"}
    turn.session.intent = None
    turn.session.attempt = 0


def _fulfil(turn: Turn, _: Fulfil) -> Step:
    if turn.missing() is not None:
        return NextSlot()
    turn.state.state = "ReadyForFulfillment"
    fulfillment = turn.intent.fulfillment
    if fulfillment is None:
        return Closing()
    if fulfillment.calls_lambda:
        return code_hooks.invoke_fulfillment(turn, fulfillment)
    code_hooks.fulfilled(turn)
    return Follow(fulfillment.success, Closing())


def _closing(turn: Turn, _: Closing) -> Step:
    return Follow(turn.intent.closing, End())


def _end(turn: Turn, step: End) -> None:
    if step.state is not None and turn.state.state in ("InProgress", "ReadyForFulfillment"):
        turn.state.state = step.state
    turn.session.action = {"type": "Close"}
    turn.session.attempt = 0


def _give_up(turn: Turn, step: GiveUp) -> Step:
    if not gaps.falls_back(step.failed):
        return Follow(step.failed, End("Failed"))
    given_up = Interpretation(turn.state, None)
    turn.session.intent = IntentState.fresh(turn.locale.fallback)
    turn.session.interpretations = [Interpretation(turn.state, None), given_up]
    turn.missed = True
    return Open()


def _invoke(turn: Turn, step: Invoke) -> Step:
    return code_hooks.invoke_dialog(turn, step.hook, step.then)


_RUN: dict[type, Callable[[Turn, Any], Step | None]] = {
    Open: _open,
    NextSlot: _next_slot,
    Elicit: _elicit,
    Captured: _captured,
    Confirm: _confirm,
    AskIntent: _ask_intent,
    Fulfil: _fulfil,
    Closing: _closing,
    End: _end,
    GiveUp: _give_up,
    Invoke: _invoke,
    Follow: _follow,
}
