"""What AWS does not document about EMR, or cannot be the same here, and what is done instead.

Each name is one choice, made here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MINUTE_SECONDS = 60.0
"""Of a job run's time-out."""

DEFAULT_TIMEOUT_MINUTES = 720
"""Of a job run. (Documented.)"""

DETAIL_LIMIT = 4000
"""Characters of stateDetails."""

LAST_EXCEPTIONS = 3
"""How many lines of the driver's log the details of a failure tell."""

RELEASE = re.compile(r"emr-(spark-)?\d+\.\d+\.\d+(-\w+)?")
"""Labels of releases: whatever their Spark is, here it is 4.1.1."""

NO_AUTO_START = (
    "Application {id} is not started and does not start by itself (autoStartConfiguration). Start "
    "it first."
)
"""The refusal of a job run by an application that is not started."""

_EXCEPTION = re.compile(r"^(Caused by: )?[\w.$]*(Error|Exception|Exit)\b")


def failed_details(code: int, lines: Sequence[str]) -> str:
    """The details of a job run that has failed, from the last lines of its driver."""
    told = [line for line in lines if _EXCEPTION.match(line)] or [
        line for line in lines if line.strip()
    ]
    last = "\n".join(told[-LAST_EXCEPTIONS:])
    return (
        "Job execution failed, please check complete logs in configured logging destination. "
        f"ExitCode: {code}. Last few exceptions: {last}"
    )[:DETAIL_LIMIT]


def recorded_only(command: Sequence[str]) -> str:
    """Why a step of something else than Spark fails: one that did nothing must not look done."""
    return (
        f"The local cloud runs spark-submit alone of what a cluster has: {' '.join(command)} is "
        "recorded only"
    )
