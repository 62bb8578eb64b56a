"""What follows the answer to a time that was read back."""

from __future__ import annotations

from ml_refarch.lex.flow import Action, Outcome, Step


def another_day(say: str) -> Outcome:
    """After a no another day is asked for."""
    return Outcome(
        say=say,
        then=Step(
            Action.ELICIT_SLOT,
            slot="Date",
            set_slots={"Date": None, "Time": None, "Offer": None},
        ),
    )
