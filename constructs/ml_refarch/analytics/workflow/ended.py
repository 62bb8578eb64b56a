"""What follows a look at something that takes its time."""

from __future__ import annotations

from .asl import State, States, choice


def ended(
    name: str,
    status: str,
    *,
    good: str,
    bad: dict[str, str | None],
    waiting: str,
    then: str,
    failed: str,
) -> States:
    """What follows a look: on, back to the wait, or to the failure with its reason."""
    states: States = {
        f"{name}Ended": choice(
            {"Variable": status, "StringEquals": good, "Next": then},
            *(
                {"Variable": status, "StringEquals": one, "Next": f"{name}Ended{one.capitalize()}"}
                for one in bad
            ),
            default=waiting,
        )
    }
    for one, reason in bad.items():
        why: State = {"Cause.$": reason} if reason else {"Cause": f"It was {one.lower()}."}
        states[f"{name}Ended{one.capitalize()}"] = {
            "Type": "Pass",
            "Parameters": {"Error": f"{name}{one.capitalize()}", **why},
            "ResultPath": "$.failure",
            "Next": failed,
        }
    return states
