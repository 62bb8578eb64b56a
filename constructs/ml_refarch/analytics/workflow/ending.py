"""How a run ends: its turn is given up, and somebody is told what came of it, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .asl import LAMBDA_RETRIES, State, States, choice, note, task

FAILED: Final = "Failed"

# Where a service says why: Glue's job and crawler, EMR's run, a function.
_REASONS: Final = ("ErrorMessage", "StateDetails", "errorMessage", "ErrorInfo")


def failed(step: str) -> str:
    """The state that follows the failure of a step."""
    return f"{step}Failed"


def done(*, title: str, topic_arn: str | None, give_up: State) -> States:
    """The end of a run in which all went well."""
    ending: States = {
        "End": {**give_up, "Next": "Done" if topic_arn is None else "TellDone"},
        "Done": {"Type": "Succeed"},
    }
    if topic_arn is not None:
        ending["TellDone"] = _tell(
            topic_arn,
            f"{title}: done",
            {**_who(title), "outcome": "Done", "lastDay.$": "$.day.date"},
            then="Done",
            failed=failed("TellDone"),
        )
    return ending


def failures(steps: Sequence[str], *, title: str, topic_arn: str | None, give_up: State) -> States:
    """What follows the failure of a step: its reason is found, the turn given up, staff told."""
    states: States = {
        failed(step): note(
            "failure",
            {"step": step, "error.$": "$.failure.Error", "reason.$": "$.failure.Cause"},
            then="ReadFailure",
        )
        for step in steps
    }
    states["ReadFailure"] = choice(
        *(
            {
                "Variable": "$.failure.reason",
                "StringMatches": f'{{*"{name}":*}}',
                "Next": f"Read{_title(name)}",
            }
            for name in _REASONS
        ),
        default="GiveUpTurn",
    )
    for name in _REASONS:
        states[f"Read{_title(name)}"] = note(
            "failure",
            {
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "all.$": "States.StringToJson($.failure.reason)",
            },
            then=f"Has{_title(name)}",
        )
        # It may be deeper in what was said, or nothing: then all of it is the reason.
        states[f"Has{_title(name)}"] = choice(
            {"Variable": f"$.failure.all.{name}", "IsString": True, "Next": f"Take{_title(name)}"},
            default="TakeAll",
        )
        states[f"Take{_title(name)}"] = note(
            "failure",
            {
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "reason.$": f"$.failure.all.{name}",
            },
            then="GiveUpTurn",
        )
    states["TakeAll"] = note(
        "failure",
        {
            "step.$": "$.failure.step",
            "error.$": "$.failure.error",
            "reason.$": "States.JsonToString($.failure.all)",
        },
        then="GiveUpTurn",
    )
    end = FAILED if topic_arn is None else "TellFailed"
    # Why the run failed matters more than why the turn could not be given up: whoever comes next
    # sees that this run is over, and takes it.
    states["GiveUpTurn"] = {
        **give_up,
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.kept", "Next": end}],
        "Next": end,
    }
    if topic_arn is not None:
        telling = _tell(
            topic_arn,
            f"{title}: failed",
            {
                **_who(title),
                "outcome": FAILED,
                "day.$": "$.day.date",
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "reason.$": "$.failure.reason",
            },
            then=FAILED,
            failed=FAILED,
        )
        telling["Catch"][0]["ResultPath"] = "$.untold"
        states["TellFailed"] = telling
    states[FAILED] = {
        "Type": "Fail",
        "ErrorPath": "States.Format('{}Failed', $.failure.step)",
        "CausePath": (
            "States.Format('{} of {}: {}', $.failure.step, $.day.date, $.failure.reason)"
        ),
    }
    return states


def _tell(
    topic_arn: str, subject: str, message: Mapping[str, Any], *, then: str, failed: str
) -> State:
    return task(
        "sns:publish",
        {"TopicArn": topic_arn, "Subject": subject[:100], "Message": dict(message)},
        then=then,
        failed=failed,
        result="told",
        retries=[
            {
                "ErrorEquals": [*LAMBDA_RETRIES["ErrorEquals"], "SNS.AmazonSNSException"],
                "IntervalSeconds": 2,
                "BackoffRate": 2,
                "MaxAttempts": 4,
            }
        ],
    )


def _who(title: str) -> dict[str, str]:
    return {"workflow": title, "run.$": "$$.Execution.Name"}


def _title(name: str) -> str:
    return (
        name[0].upper() + name[1:] if name[0].isupper() else f"Function{name[0].upper()}{name[1:]}"
    )
