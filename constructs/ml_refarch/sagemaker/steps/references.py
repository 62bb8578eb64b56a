"""What a step is told that only the run knows: its name, the results of earlier steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias


@dataclass(frozen=True)
class Run:
    """The name of the run."""


@dataclass(frozen=True)
class Result:
    """A part of what SageMaker says of a job that is done.

    Args:
        step: The step's name.
        path: The part, such as ``ModelArtifacts.S3ModelArtifacts``.
    """

    step: str
    path: str


@dataclass(frozen=True)
class Answer:
    """A part of what a function answered.

    Args:
        step: The step's name.
        name: The part's.
    """

    step: str
    name: str


@dataclass(frozen=True)
class Joined:
    """Text made of parts, one after another."""

    parts: tuple[str | Run | Result | Answer, ...]


MODEL_DATA: Final = Result("Train", "ModelArtifacts.S3ModelArtifacts")
"""Where the trained model is: an archive in S3."""

Reference: TypeAlias = Run | Result | Answer | Joined
Request: TypeAlias = dict[str, Any]
"""A request to SageMaker, with references in it."""


def joined(*parts: str | Run | Result | Answer) -> Joined:
    """Text made of parts, one after another."""
    return Joined(parts)


def key(step: str) -> str:
    """Where the result of a step is kept in the state of a run: ``findModelInUse``."""
    return f"{step[0].lower()}{step[1:]}"
