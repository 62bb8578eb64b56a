"""The whole state machine of a daily workflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aws_cdk import Duration

from .asl import LAMBDA_RETRIES, State, States, choice, task
from .ending import done, failed, failures
from .step import Step

_CHECK: Final = "CheckSources"
_NEXT: Final = "NextDay"
_NOTE: Final = "NoteDone"
OWN: Final = ("Start", "Begin", "IsBusy", "AlreadyRunning", _NEXT, "HasDay", _CHECK, _NOTE)
"""Names of states that no step may have."""


def definition(
    steps: Sequence[Step],
    *,
    title: str,
    function_arn: str,
    topic_arn: str | None,
    wait_for_sources: Duration,
    looks: int,
    timeout: Duration,
) -> dict[str, Any]:
    """The definition, with JSONPath.

    Args:
        steps: What is done each day, in order.
        title: What messages call the workflow.
        function_arn: What knows the days, and looks for sources.
        topic_arn: Who is told what came of a run; nobody without.
        wait_for_sources: How long it waits before it looks again for files that must be there.
        looks: How often it looks again.
        timeout: How long a run may take.
    """

    def ask(question: str, then: str, **of: Any) -> State:  # noqa: ANN401 - JSON
        return _ask(function_arn, question, then=then, of=of)

    execution = {"execution.$": "$$.Execution.Id"}
    started = {"started.$": "$$.Execution.StartTime", "input.$": "$.input"}
    give_up = ask("end", "Done", **execution)
    states: States = {
        # What a run was started with is kept apart from its own notes.
        "Start": {
            "Type": "Pass",
            "Parameters": {"input.$": "$", "day": {"date": "none", "month": "none"}},
            "Next": "Begin",
        },
        "Begin": _kept("begun", ask("begin", "IsBusy", **execution, **started)),
        "IsBusy": choice(
            {"Variable": "$.begun.busy", "BooleanEquals": True, "Next": "AlreadyRunning"},
            default=_NEXT,
        ),
        "AlreadyRunning": {"Type": "Succeed"},
        _NEXT: _kept("day", ask("next", "HasDay", **started, **{"last.$": "$.day.date"})),
        "HasDay": choice(
            {"Variable": "$.day.found", "BooleanEquals": True, "Next": _CHECK}, default="End"
        ),
        _CHECK: _check_sources(
            ask(
                "sources",
                _entry(steps[0]),
                **{"date.$": "$.day.date"},
                sources={step.name: step.source.asked for step in steps if step.source},
            ),
            wait=wait_for_sources,
            looks=looks,
        ),
        _NOTE: _kept("noted", ask("done", _NEXT, **execution, **{"date.$": "$.day.date"})),
    }
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        then = _entry(following) if following else _NOTE
        if step.source is not None:
            there = {"Variable": f"$.sources.present.{step.name}", "BooleanEquals": True}
            _add(states, {_entry(step): choice({**there, "Next": step.name}, default=then)})
        _add(states, step.states(then=then, failed=failed(step.name)))
    _add(states, done(title=title, topic_arn=topic_arn, give_up=give_up))
    named = ["Begin", _NEXT, _CHECK, *(step.name for step in steps), _NOTE, "End"]
    _add(
        states,
        failures(
            [*named, *(["TellDone"] if topic_arn else [])],
            title=title,
            topic_arn=topic_arn,
            give_up=give_up,
        ),
    )
    return {
        "Comment": f"Each day's work of {title}",
        "StartAt": "Start",
        "TimeoutSeconds": int(timeout.to_seconds()),
        "States": states,
    }


def _add(states: States, more: States) -> None:
    twice = sorted(set(states) & set(more))
    if twice:
        raise ValueError(f"steps: there are two states of the name {', '.join(twice)}")
    states |= more


def _entry(step: Step) -> str:
    return step.name if step.source is None else f"{step.name}HasSource"


def _ask(function_arn: str, question: str, *, then: str, of: Mapping[str, Any]) -> State:
    step = {"begin": "Begin", "next": _NEXT, "sources": _CHECK, "done": _NOTE, "end": "End"}
    return task(
        "lambda:invoke",
        {"FunctionName": function_arn, "Payload": {"ask": question, **of}},
        then=then,
        failed=failed(step[question]),
        retries=[LAMBDA_RETRIES],
    )


def _kept(result: str, state: State) -> State:
    """Keeps what the function answers."""
    return {
        **state,
        "ResultPath": f"$.{result}",
        "ResultSelector": {f"{name}.$": f"$.Payload.{name}" for name in _ANSWERS[result]},
    }


_ANSWERS: Final[Mapping[str, Sequence[str]]] = {
    "begun": ("busy", "holder"),
    "day": ("found", "date", "month", "days"),
    "sources": ("present",),
    "noted": ("date",),
}


def _check_sources(state: State, *, wait: Duration, looks: int) -> State:
    kept = _kept("sources", state)
    if looks:
        again: State = {
            "ErrorEquals": ["SourcesMissingError"],
            "IntervalSeconds": int(wait.to_seconds()),
            "BackoffRate": 1,
            "MaxAttempts": looks,
        }
        kept["Retry"] = [again, *kept["Retry"]]
    return kept
