"""SageMaker's built-in algorithms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from aws_cdk import Token
from constructs import Construct

from ml_refarch.sagemaker.images import PublishedImage

from . import hyperparameters as rules
from .algorithm import Algorithm, BoundAlgorithm
from .definition import Definition, Goal, InputMode
from .hyperparameters import Value
from .tuning_ranges import Range


class BuiltInAlgorithm(Algorithm):
    """One of SageMaker's algorithms, with its hyperparameters.

    The algorithms are in :mod:`ml_refarch.sagemaker.builtin`::

        BuiltInAlgorithm(builtin.KMEANS, hyperparameters={"k": 8, "feature_dim": 20})

    Args:
        definition: The algorithm.
        hyperparameters: What is set; what tuning is to find is left out.
        version: The version of its image, where there are several; the newest when left out.
        input_mode: ``File``, which copies the data first, or ``Pipe``, which streams it.
        unchecked_hyperparameters: What AWS added after this library was released: passed on.

    Raises:
        ValueError: A hyperparameter does not exist or is out of range, or the version or the
            input mode is not one that it has.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/common-info-all-im-models.html
    """

    def __init__(
        self,
        definition: Definition,
        *,
        hyperparameters: Mapping[str, Value],
        version: str | None = None,
        input_mode: InputMode | None = None,
        unchecked_hyperparameters: Mapping[str, Value] | None = None,
    ) -> None:
        modes = definition.input_modes
        if input_mode is not None and input_mode not in modes:
            raise ValueError(
                f"input_mode: {definition.name} does not take {input_mode!r}; "
                f"it takes {', '.join(modes)}"
            )
        rules.check(
            hyperparameters,
            definition.hyperparameters,
            owner=definition.name,
            where="hyperparameters",
        )
        self.definition = definition
        self.image: PublishedImage = PublishedImage(definition.repository, version)
        self.input_mode = input_mode or modes[0]
        self.accepts = definition.accepts
        self.answers = definition.answers
        self._values = {**hyperparameters, **(unchecked_hyperparameters or {})}

    @property
    def metric_definitions(self) -> Sequence[Mapping[str, str]]:
        return ()

    def bind(
        self,
        scope: Construct,  # noqa: ARG002 - it needs no assets
        *,
        isolated: bool,  # noqa: ARG002 - it needs no network
    ) -> BoundAlgorithm:
        return BoundAlgorithm(hyperparameters=rules.rendered(self._values))

    def check_machines(self, *, instance_type: str, count: int) -> None:
        self.definition.instances.check(
            self.definition.name, instance_type=instance_type, count=count
        )

    def check_channels(self, channels: Mapping[str, str | None]) -> None:
        known = {channel.name: channel for channel in self.definition.channels}
        for name, content_type in channels.items():
            if name not in known:
                raise ValueError(
                    f"channels: {self.definition.name} has no channel {name!r}; "
                    f"it has {', '.join(known)}"
                )
            types = known[name].content_types
            bare = content_type.partition(";")[0].strip() if content_type else None
            if bare is not None and not Token.is_unresolved(bare) and bare not in types:
                raise ValueError(
                    f"content_type: channel {name!r} of {self.definition.name} does not take "
                    f"{content_type!r}; it takes {', '.join(types)}"
                )
        missing = [one.name for one in known.values() if one.required and one.name not in channels]
        if missing:
            raise ValueError(
                f"channels: {self.definition.name} needs {', '.join(missing)}, and has "
                f"{', '.join(channels) or 'none'}"
            )

    def check_required(self, *, tuned: Collection[str] = ()) -> None:
        there = {**dict.fromkeys(tuned, ""), **self._values}
        name = self.definition.name
        if missing := [one for one in self.definition.required if one not in there]:
            described = "; ".join(
                f"{one}, {self.definition.hyperparameters[one].allowed}" for one in missing
            )
            raise ValueError(f"hyperparameters: {name} needs {described}")
        for rule in self.definition.rules:
            if wrong := rule(there):
                raise ValueError(f"hyperparameters: of {name}, {wrong}")

    def check_tuning(
        self, *, objective: str, goal: Goal | None, ranges: Mapping[str, Range]
    ) -> Goal:
        name, known = self.definition.name, self.definition.objectives
        if objective not in known:
            near = get_close_matches(objective, known, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            there = ", ".join(known) or "none: it cannot be tuned"
            raise ValueError(f"objective: {name} reports no {objective!r}{hint}; it has {there}")
        if goal is not None and goal != known[objective]:
            raise ValueError(f"goal: {objective} of {name} is one to {known[objective]}")
        for parameter, wanted in ranges.items():
            if parameter not in self.definition.hyperparameters:
                raise ValueError(
                    rules.unknown(
                        parameter, self.definition.hyperparameters, owner=name, where="ranges"
                    )
                )
            rule = self.definition.hyperparameters[parameter]
            if not wanted.within(rule):
                raise ValueError(f"ranges: {parameter} of {name}, {wanted}, is not {rule.allowed}")
            if parameter in self._values:
                raise ValueError(
                    f"ranges: {parameter} is set to {self._values[parameter]!r} in "
                    "hyperparameters; leave it out there to have it tuned"
                )
        return known[objective]
