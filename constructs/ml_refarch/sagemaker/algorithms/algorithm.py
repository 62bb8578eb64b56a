"""What a training pipeline asks of an algorithm, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from constructs import Construct

from ml_refarch.sagemaker.images import ContainerImage

from .definition import Goal, InputMode
from .tuning_ranges import Range


@dataclass(frozen=True)
class BoundAlgorithm:
    """An algorithm in a stack, as the requests to SageMaker have it.

    Args:
        hyperparameters: What it is told, beside what is tuned.
        environment: Variables of the training container.
        channels: Inputs that the algorithm brings along, such as its code, by name.
        serving_environment: Variables of the container that serves the model.
    """

    hyperparameters: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    serving_environment: Mapping[str, str] = field(default_factory=dict)


class Algorithm(ABC):
    """What is trained, and what serves the model.

    Attributes:
        image: The container that trains and serves.
        input_mode: How it takes its data.
        accepts: The content types that the endpoint takes, the usual one first.
        answers: The content types that it answers with, the usual one first.
    """

    image: ContainerImage
    input_mode: InputMode
    accepts: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    @abstractmethod
    def metric_definitions(self) -> Sequence[Mapping[str, str]]:
        """How SageMaker reads figures from the log; none where the image defines them itself."""

    @abstractmethod
    def bind(self, scope: Construct, *, isolated: bool) -> BoundAlgorithm:
        """What the requests say of the algorithm.

        Args:
            scope: Where assets are made.
            isolated: Whether the container has no network.
        """

    @abstractmethod
    def check_machines(self, *, instance_type: str, count: int) -> None:
        """Refuses machines that it cannot train on.

        Raises:
            ValueError: It cannot.
        """

    @abstractmethod
    def check_channels(self, channels: Mapping[str, str | None]) -> None:
        """Refuses inputs that it does not take, given with their content types.

        Raises:
            ValueError: One is missing or not known, or of a type that it does not take.
        """

    @abstractmethod
    def check_tuning(
        self, *, objective: str, goal: Goal | None, ranges: Mapping[str, Range]
    ) -> Goal:
        """Which way the objective goes.

        Raises:
            ValueError: The objective or a hyperparameter is not one that can be tuned.
        """

    @abstractmethod
    def check_required(self, *, tuned: Collection[str] = ()) -> None:
        """Refuses to do without hyperparameters that have no default.

        Args:
            tuned: Those that tuning finds.

        Raises:
            ValueError: One is missing.
        """
