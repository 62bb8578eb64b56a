"""What the user's words do: answer the question, correct an answer, begin another intent."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.lex import gaps
from localcloud.lex.contexts import eligible
from localcloud.lex.definition import CodeHook, ElicitationHook, Slot
from localcloud.lex.session import IntentState, Interpretation, is_filled, meaning
from localcloud.lex.slots.confirmation import confirmations, leading_answer
from localcloud.lex.slots.value import SlotValue
from localcloud.lex.steps import (
    Captured,
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
from localcloud.lex.understanding import Reading


def listen(turn: Turn) -> Step:
    """The first step of a turn in which the user said ``turn.text``."""
    waits_for = turn.session.waits_for
    action = turn.session.action or {}
    if turn.session.intent is not None and waits_for == "ElicitSlot":
        turn.asked = turn.slot(action["slotToElicit"])
        return _to_slot(turn, turn.asked)
    if turn.session.intent is not None and waits_for == "ConfirmIntent":
        return _to_confirmation(turn)
    return _begin(turn, _readings(turn))


def _readings(turn: Turn) -> list[Reading]:
    names = eligible(turn.locale, turn.session.contexts)
    return turn.understanding.readings(turn.text, turn.today, eligible=names)


def _begin(turn: Turn, readings: list[Reading]) -> Step:
    turn.session.interpretations = [_interpretation(reading) for reading in readings]
    turn.session.intent = turn.session.interpretations[0].intent
    turn.session.attempt = 0
    turn.heard = [
        (slot, value.original)
        for reading in readings
        for name, value in reading.slots.items()
        if (slot := reading.intent.slot(name)) is not None
    ]
    turn.missed = turn.intent.is_fallback
    return Open()


def _interpretation(reading: Reading) -> Interpretation:
    state = IntentState.fresh(reading.intent)
    for name, value in reading.slots.items():
        state.put(name, value)
    return Interpretation(state, reading.score)


def _to_slot(turn: Turn, slot: Slot) -> Step:
    if turn.understanding.takes_anything(slot):
        sample = _sample(turn)
        if sample is not None and sample.score == 1.0 and sample.intent is not turn.intent:
            return _begin(turn, _readings(turn))
    elif (correction := _correction(turn, slot)) is not None:
        return correction
    found = turn.understanding.answer(slot, turn.text, turn.today)
    if found is not None:
        further = turn.understanding.further(turn.intent, turn.text, turn.today, {slot.name: found})
        for name, value in further.items():
            turn.fill(name, value)
        turn.fill(slot.name, found.value)
        if not is_filled(turn.state.slots[slot.name]):
            turn.misunderstood = slot.name
        return Captured(slot.name)
    other = _correction_or_switch(turn)
    if other is not None:
        return other
    return _again(turn, slot)


def _correction(turn: Turn, asked: Slot) -> Step | None:
    """A sample of this intent that names other slots than the one asked for: see ``gaps``."""
    sample = _sample(turn)
    if sample is None or sample.intent is not turn.intent or asked.name in sample.slots:
        return None
    return _changed(turn, sample.slots)


def _changed(turn: Turn, changes: Mapping[str, SlotValue]) -> Step | None:
    changed = [name for name, value in changes.items() if _differs(turn, name, value)]
    for name in changed:
        turn.fill(name, changes[name])
        turn.state.confirmation = "None"
    return Captured(changed[0]) if changed else None


def _again(turn: Turn, slot: Slot) -> Step:
    turn.misunderstood = slot.name
    attempt = turn.session.attempt + 1
    if slot.prompt is None or attempt > slot.prompt.max_retries:
        return GiveUp(slot.failed)
    hook = gaps.elicitation_hook(turn.intent, slot.elicitation_hook)
    return _hooked(hook, Elicit(slot.name, attempt))


def _hooked(hook: ElicitationHook, then: Step) -> Step:
    return Invoke(CodeHook(label=hook.label), then) if hook.calls_lambda else then


def _sample(turn: Turn, text: str | None = None) -> Reading | None:
    names = eligible(turn.locale, turn.session.contexts)
    said = turn.text if text is None else text
    return turn.understanding.sample(said, turn.today, eligible=names)


def _correction_or_switch(turn: Turn, rest: str | None = None) -> Step | None:
    """See ``gaps``; ``rest`` is the text after a "no"."""
    sample = _sample(turn) or (_sample(turn, rest) if rest else None)
    if sample is not None and sample.intent is not turn.intent and not _is_ours(turn, sample):
        return _begin(turn, [sample, *_without(_readings(turn), sample)])
    changes = dict(sample.slots) if sample and sample.intent is turn.intent else {}
    if not changes:
        changes = turn.understanding.further(turn.intent, turn.text, turn.today, {})
    changed = _changed(turn, changes)
    if changed is not None:
        return changed
    if sample is None:
        readings = _readings(turn)
        best = readings[0]
        if best.intent is not turn.intent and (best.score or 0) >= gaps.SWITCH_SCORE:
            return _begin(turn, readings)
    return None


def _is_ours(turn: Turn, sample: Reading) -> bool:
    """Whether another intent's sample holds nothing but values for this one: see ``gaps``."""
    return sample.bare and all(
        theirs is not None and any(ours.type == theirs.type for ours in turn.intent.slots)
        for theirs in (sample.intent.slot(name) for name in sample.slots)
    )


def _without(readings: list[Reading], reading: Reading) -> list[Reading]:
    return [other for other in readings if other.intent is not reading.intent]


def _differs(turn: Turn, name: str, value: SlotValue) -> bool:
    held = turn.state.slots.get(name)
    if held is None or value.interpreted is not None:
        return held is None or meaning(held) != value.interpreted
    return list(value.resolved) != (held.get("value") or {}).get("resolvedValues")


def _to_confirmation(turn: Turn) -> Step:
    korean = turn.locale.korean
    said = confirmations(turn.text, korean=korean)
    answer = said[0].value.interpreted if said else None
    if answer is None:
        leading = leading_answer(turn.text, korean=korean)
        rest = turn.text[leading.end :].strip(" ,.!") if leading else None
        other = _correction_or_switch(turn, rest)
        if other is not None:
            return other
        answer = leading.value.interpreted if leading else None
    if answer in ("Yes", "No"):
        return _confirmed(turn, yes=answer == "Yes")
    return _confirm_again(turn)


def _confirmed(turn: Turn, *, yes: bool) -> Step:
    turn.state.confirmation = "Confirmed" if yes else "Denied"
    confirmation = turn.intent.confirmation
    end: Step = Fulfil() if yes else End(gaps.STATE_OF_A_DECLINED_INTENT)
    if confirmation is None:
        return NextSlot() if yes else end
    outcome = confirmation.confirmed if yes else confirmation.declined
    hook = gaps.confirmation_hook(turn.intent, confirmation)
    if hook is not None and outcome.next_step is None and outcome.conditional is None:
        turn.respond(outcome.response)
        return Invoke(hook, end)
    return Follow(outcome, end, hook)


def _confirm_again(turn: Turn) -> Step:
    confirmation = turn.intent.confirmation
    attempt = turn.session.attempt + 1
    retries = confirmation.prompt.max_retries if confirmation else 0
    if confirmation is None or attempt > retries:
        return GiveUp(confirmation.failed if confirmation else gaps.NO_BRANCH)
    hook = gaps.elicitation_hook(turn.intent, confirmation.elicitation_hook)
    return _hooked(hook, Confirm(attempt))
