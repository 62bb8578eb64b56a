"""Calls code hooks and turns their answers into the next step."""

from __future__ import annotations

from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex import gaps
from localcloud.lex.answers import Answer, invalid, read_answer
from localcloud.lex.contexts import activated
from localcloud.lex.definition import NOTHING, CodeHook, Fulfillment, Outcome
from localcloud.lex.events import event
from localcloud.lex.hooks import HookFailed, HookThrottled, HookTimedOut
from localcloud.lex.session import IntentState
from localcloud.lex.steps import (
    AskIntent,
    Closing,
    Confirm,
    Elicit,
    End,
    Follow,
    Fulfil,
    NextSlot,
    Step,
)
from localcloud.lex.turn import Turn


def invoke_dialog(turn: Turn, hook: CodeHook, then: Step) -> Step:
    """Calls a dialog code hook; ``then`` follows where neither it nor its branch says otherwise."""
    if not hook.calls_lambda:
        return Follow(hook.success, then)
    turn.invocation_label = hook.label
    payload = _call(
        turn,
        source="DialogCodeHook",
        seconds=gaps.CODE_HOOK_TIMEOUT_SECONDS,
        proposed=_proposed(turn, then),
        failure=hook.failure,
        timeout=hook.timeout,
    )
    if isinstance(payload, Follow):
        return payload
    answer = _read(turn, payload)
    apply(turn, answer)
    if answer.action != "Delegate":
        return _explicit(turn, answer, Closing())
    if turn.state.state == "Failed":
        return _failed(turn, hook.failure, "the hook delegated with intent.state Failed")
    return Follow(hook.success, then)


def invoke_fulfillment(turn: Turn, fulfillment: Fulfillment) -> Step:
    """Calls the fulfilment code hook; see ``gaps`` for what goes before the configured branches."""
    turn.invocation_label = None
    payload = _call(
        turn,
        source="FulfillmentCodeHook",
        seconds=fulfillment.timeout_seconds,
        proposed=None,
        failure=fulfillment.failure,
        timeout=fulfillment.timeout,
    )
    if isinstance(payload, Follow):
        return Follow(payload.outcome, Closing())
    answer = _read(turn, payload)
    before = turn.state.state
    apply(turn, answer)
    if answer.action == "Close":
        failed = turn.state.state == "Failed"
        branch = fulfillment.failure if failed else fulfillment.success
        return _explicit(turn, answer, Follow(branch, Closing()))
    if answer.action != "Delegate":
        if turn.state.state == before:
            turn.state.state = "InProgress"
        return _explicit(turn, answer, Closing())
    if turn.state.state == "Failed":
        follow = _failed(turn, fulfillment.failure, "the hook delegated with intent.state Failed")
        return Follow(follow.outcome, Closing())
    fulfilled(turn)
    return Follow(fulfillment.success, Closing())


def fulfilled(turn: Turn) -> None:
    """Marks the intent fulfilled and activates its output contexts."""
    turn.state.state = "Fulfilled"
    turn.session.contexts = activated(turn.session.contexts, turn.intent, turn.state)


def apply(turn: Turn, answer: Answer) -> None:
    """Takes over what an answer says about the session: what it leaves out stays."""
    if answer.attributes is not None:
        turn.session.attributes = dict(answer.attributes)
    if answer.contexts is not None:
        turn.session.contexts = answer.contexts
    if answer.request_attributes is not None:
        turn.request_attributes = answer.request_attributes
    if answer.intent is not None:
        if turn.session.intent is None or turn.session.intent.name != answer.intent.name:
            turn.session.intent = IntentState.fresh(answer.intent)
            turn.overridden = True
        if answer.slots is not None:
            kept = {} if gaps.OMITTED_SLOTS_ARE_EMPTIED else turn.state.slots
            empty = IntentState.fresh(answer.intent).slots
            turn.state.slots = {**empty, **kept, **answer.slots}
        turn.state.state = answer.state or turn.state.state
        turn.state.confirmation = answer.confirmation or turn.state.confirmation
    turn.say(answer.messages)


def _call(
    turn: Turn,
    *,
    source: str,
    seconds: float,
    proposed: Elicit | None,
    failure: Outcome,
    timeout: Outcome,
) -> Any | Follow:
    function = turn.alias.functions.get(turn.locale.id)
    if function is None:
        raise ServiceError("ValidationException", gaps.NO_FUNCTION.format(turn=turn), 400)
    try:
        return turn.hook(function, event(turn, source=source, proposed=proposed), seconds)
    except HookThrottled as error:
        raise ServiceError("ThrottlingException", f"Lambda is throttled: {error}", 429) from error
    except HookTimedOut as error:
        turn.hook_failures += 1
        return _failed(turn, timeout, f"Lambda did not answer within {seconds:g} seconds: {error}")
    except HookFailed as error:
        turn.hook_failures += 1
        return _failed(turn, failure, f"Received error response from Lambda: {error}")


def _read(turn: Turn, payload: Any) -> Answer:
    try:
        return read_answer(payload, turn.locale)
    except ServiceError:
        turn.hook_nonsense += 1
        raise


def _failed(turn: Turn, branch: Outcome, reason: str) -> Follow:
    """The failure branch; see ``gaps.ends_with_424``."""
    if gaps.ends_with_424(branch):
        raise invalid(reason)
    turn.state.state = "Failed"
    return Follow(branch, End("Failed"))


def _explicit(turn: Turn, answer: Answer, close_silently: Step) -> Step:
    """The step that an answer other than Delegate asks for."""
    spoken = bool(answer.messages)
    if answer.action == "ElicitSlot" and answer.slot is not None:
        again = turn.misunderstood == answer.slot
        return Elicit(answer.slot, gaps.attempt_after_hook(turn.session.attempt, again), spoken)
    if answer.action == "ConfirmIntent":
        return Confirm(silent=True)
    if answer.action == "ElicitIntent":
        return AskIntent()
    if turn.state.state == "Fulfilled":
        fulfilled(turn)
    return End() if spoken else close_silently


def _proposed(turn: Turn, then: Step) -> Elicit | None:
    """What would be asked next, were the hook to delegate."""
    if isinstance(then, Elicit):
        return then
    if isinstance(then, Follow) and then.outcome == NOTHING:
        return _proposed(turn, then.then)
    if isinstance(then, (NextSlot, Fulfil)):
        slot = turn.missing()
        if slot is not None:
            again = turn.misunderstood == slot.name
            return Elicit(slot.name, turn.session.attempt + 1 if again else 0)
    return None
