"""What AWS documents of a built-in algorithm, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .hyperparameters import Rule, Value
from .instances import Instances

Goal: TypeAlias = Literal["Minimize", "Maximize"]
InputMode: TypeAlias = Literal["File", "Pipe", "FastFile"]

CSV: Final = "text/csv"
LIBSVM: Final = "text/libsvm"
PARQUET: Final = "application/x-parquet"
RECORDIO_PROTOBUF: Final = "application/x-recordio-protobuf"
RECORDIO: Final = "application/x-recordio"
JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonlines"


@dataclass(frozen=True)
class Channel:
    """A named input of the training.

    Args:
        name: Its name.
        content_types: The types that it takes.
        required: Whether training needs it.
    """

    name: str
    content_types: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Definition:
    """A built-in algorithm: what it is given, where it runs, what is set.

    Args:
        name: Its name, as AWS writes it.
        repository: The repository of its image.
        channels: Its inputs.
        hyperparameters: What can be set, by name.
        required: Hyperparameters that have no default.
        objectives: The figures that tuning can optimise, and which way.
        input_modes: How it takes its data; the first is the usual one.
        instances: The machines that it trains on.
        rules: What hyperparameters must be together; each says what is wrong, or nothing.
        accepts: What its endpoint takes, the usual one first.
        answers: What its endpoint answers with, the usual one first.
        source: Where AWS documents it.
    """

    name: str
    repository: str
    channels: tuple[Channel, ...]
    hyperparameters: Mapping[str, Rule]
    required: tuple[str, ...]
    objectives: Mapping[str, Goal]
    accepts: tuple[str, ...]
    answers: tuple[str, ...]
    source: str
    input_modes: tuple[InputMode, ...] = ("File", "Pipe")
    instances: Instances = field(default_factory=Instances)
    rules: tuple[Callable[[Mapping[str, Value]], str | None], ...] = ()
