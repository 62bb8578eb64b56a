"""Scripts and containers of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Aws
from constructs import Construct

from ml_refarch.sagemaker.images import ContainerImage, PublishedImage

from .algorithm import Algorithm, BoundAlgorithm
from .definition import CSV, JSON, Goal, InputMode
from .hyperparameters import Value, rendered
from .instances import family
from .source_archive import LEFT_OUT, source_archive
from .tuning_ranges import Range

_RESERVED: Final = "sagemaker_"
_CODE_CHANNEL: Final = "code"
_SERVED_CODE: Final = "/opt/ml/model/code"


class ContainerAlgorithm(Algorithm):
    """A container of one's own that trains and serves as SageMaker's contract says.

    Args:
        image: The container.
        hyperparameters: What it is told, as strings, in ``hyperparameters.json``.
        metrics: How to read a figure from the training log: the regular expression with one
            group, by the figure's name. What tuning optimises must be among them.
        input_mode: How it takes its data.
        accepts: The content types that it takes as an endpoint, the usual one first.
        answers: The content types that it answers with, the usual one first.
        serving_environment: Variables for it as an endpoint.

    Raises:
        ValueError: A metric's expression is no regular expression with one group.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/docker-containers-create.html
    """

    def __init__(
        self,
        image: ContainerImage,
        *,
        hyperparameters: Mapping[str, Value] | None = None,
        metrics: Mapping[str, str] | None = None,
        input_mode: InputMode = "File",
        accepts: Sequence[str] = (JSON, CSV),
        answers: Sequence[str] = (JSON,),
        serving_environment: Mapping[str, str] | None = None,
    ) -> None:
        for name, expression in (metrics or {}).items():
            _check_metric(name, expression)
        self.image = image
        self.input_mode = input_mode
        self.accepts = tuple(accepts)
        self.answers = tuple(answers)
        self._values = dict(hyperparameters or {})
        self._metrics = dict(metrics or {})
        self._serving_environment = dict(serving_environment or {})

    @property
    def metric_definitions(self) -> Sequence[Mapping[str, str]]:
        return [{"Name": name, "Regex": regex} for name, regex in self._metrics.items()]

    def bind(
        self,
        scope: Construct,  # noqa: ARG002 - it brings no assets
        *,
        isolated: bool,  # noqa: ARG002 - as above
    ) -> BoundAlgorithm:
        return BoundAlgorithm(
            hyperparameters=rendered(self._values), serving_environment=self._serving_environment
        )

    def check_machines(self, *, instance_type: str, count: int) -> None:
        family("instance_type", instance_type)
        if count < 1:
            raise ValueError(f"instance_count: {count} is not 1 or more")

    def check_channels(self, channels: Mapping[str, str | None]) -> None:
        if not channels:
            raise ValueError("channels: there are none, and training needs data")

    def check_required(self, *, tuned: Collection[str] = ()) -> None:
        """Its own business: it knows what it needs."""

    def check_tuning(
        self, *, objective: str, goal: Goal | None, ranges: Mapping[str, Range]
    ) -> Goal:
        if objective not in self._metrics:
            raise ValueError(
                f"objective: {objective!r} is none of the algorithm's metrics, which are "
                f"{', '.join(self._metrics) or 'none'}"
            )
        if goal is None:
            raise ValueError(f"goal: say whether to Minimize or to Maximize {objective}")
        for parameter in ranges:
            if parameter in self._values:
                raise ValueError(
                    f"ranges: {parameter} is set to {self._values[parameter]!r} in "
                    "hyperparameters; leave it out there to have it tuned"
                )
        return goal


class ScriptAlgorithm(ContainerAlgorithm):
    """A script of one's own in one of SageMaker's framework containers ("script mode").

    The script gets its hyperparameters as command-line arguments and all else in ``SM_...``
    variables. It writes the model to ``SM_MODEL_DIR``, with ``code/`` in it for what serves it.

    Args:
        source: The folder with the scripts; it is packed and unpacked as it is.
        entry_point: The script that trains.
        serving_entry_point: The script that serves, which training puts into the model's
            ``code/``.
        image: The framework's container; XGBoost 3.2 when left out.
        hyperparameters: What the script is told.
        metrics: How to read a figure from the training log: the regular expression with one
            group, by the figure's name. What tuning optimises must be among them.
        accepts: The content types that the endpoint takes, the usual one first.
        answers: The content types that it answers with, the usual one first.
        exclude: What of the folder is left out: patterns of file and folder names.

    Raises:
        ValueError: A script is not there, or a hyperparameter begins with ``sagemaker_``.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html
    """

    def __init__(
        self,
        source: Path,
        *,
        entry_point: str = "train.py",
        serving_entry_point: str = "inference.py",
        image: ContainerImage | None = None,
        hyperparameters: Mapping[str, Value] | None = None,
        metrics: Mapping[str, str] | None = None,
        accepts: Sequence[str] = (JSON, CSV),
        answers: Sequence[str] = (JSON, CSV),
        exclude: Sequence[str] = LEFT_OUT,
    ) -> None:
        for name, script in (
            ("entry_point", entry_point),
            ("serving_entry_point", serving_entry_point),
        ):
            if not (source / script).is_file():
                raise ValueError(f"{name}: {source} has no {script}")
        if wrong := [name for name in hyperparameters or {} if name.startswith(_RESERVED)]:
            raise ValueError(
                f"hyperparameters: {', '.join(wrong)}: names that begin with {_RESERVED} are "
                "SageMaker's own"
            )
        super().__init__(
            image or PublishedImage("sagemaker-xgboost"),
            hyperparameters=hyperparameters,
            metrics=metrics,
            accepts=accepts,
            answers=answers,
        )
        self.source = source
        self.entry_point = entry_point
        self.serving_entry_point = serving_entry_point
        self._exclude = exclude

    def bind(self, scope: Construct, *, isolated: bool) -> BoundAlgorithm:
        archive = source_archive(scope, "Source", source=self.source, exclude=self._exclude)
        # A container without network cannot fetch its code, so that SageMaker brings it as data.
        directory = (
            f"/opt/ml/input/data/{_CODE_CHANNEL}/{archive.s3_object_key}"
            if isolated
            else archive.s3_object_url
        )
        return BoundAlgorithm(
            hyperparameters={
                **{name: json.dumps(value) for name, value in self._values.items()},
                "sagemaker_program": f'"{self.entry_point}"',
                "sagemaker_submit_directory": f'"{directory}"',
                "sagemaker_container_log_level": "20",
                "sagemaker_region": f'"{Aws.REGION}"',
            },
            channels={_CODE_CHANNEL: archive.s3_object_url} if isolated else {},
            serving_environment={
                "SAGEMAKER_PROGRAM": self.serving_entry_point,
                "SAGEMAKER_SUBMIT_DIRECTORY": _SERVED_CODE,
                "SAGEMAKER_CONTAINER_LOG_LEVEL": "20",
                "SAGEMAKER_REGION": Aws.REGION,
            },
        )


def _check_metric(name: str, expression: str) -> None:
    try:
        groups = re.compile(expression).groups
    except re.error as error:
        raise ValueError(
            f"metrics: {name}: {expression!r} is no regular expression: {error}"
        ) from error
    if groups != 1:
        raise ValueError(
            f"metrics: {name}: {expression!r} has {groups} groups, and the figure is the only one"
        )
