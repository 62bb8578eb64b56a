"""What an evaluation says: the figures of the model, of the baseline and of the model in use."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GROUPS = (
    "regression_metrics",
    "binary_classification_metrics",
    "multiclass_classification_metrics",
)
"""Where the figures of the model are, as SageMaker's model quality has them.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html
"""

Figures = Mapping[str, float]


class InvalidEvaluationError(ValueError):
    """The evaluation is not what it should be; the message says where."""


@dataclass(frozen=True)
class Evaluation:
    """Figures by name.

    Args:
        model: Of the model that is judged.
        baseline: Of what any model must beat; none when nobody measured it.
        in_use: Of the model that is to be replaced; none when there is no such model.
        rows: How many rows were measured.
    """

    model: Figures
    baseline: Figures | None = None
    in_use: Figures | None = None
    rows: int | None = None

    @classmethod
    def read(cls, s3: Any, address: str) -> Evaluation:  # noqa: ANN401 - a client
        """Reads an evaluation.

        Args:
            s3: A client of S3.
            address: ``s3://bucket/key``.

        Raises:
            InvalidEvaluationError: it is not what it should be.
        """
        bucket, _, key = address.removeprefix("s3://").partition("/")
        content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        try:
            value = json.loads(content)
        except ValueError as error:
            raise InvalidEvaluationError(f"{address} is no JSON: {error}") from error
        return cls.parse(value)

    @classmethod
    def parse(cls, value: object) -> Evaluation:
        """Takes an evaluation apart.

        Raises:
            InvalidEvaluationError: it is not what it should be.
        """
        if not isinstance(value, Mapping):
            raise InvalidEvaluationError(f"the evaluation is {value!r}, not an object")
        model = next((value[group] for group in GROUPS if group in value), None)
        if model is None:
            raise InvalidEvaluationError(
                f"the evaluation has none of {', '.join(GROUPS)}; it has {', '.join(value)}"
            )
        rows = value.get("rows")
        return cls(
            model=_figures("the model", model),
            baseline=_optional("baseline", value),
            in_use=_optional("in_use", value),
            rows=rows if isinstance(rows, int) else None,
        )


def _optional(name: str, value: Mapping[str, Any]) -> Figures | None:
    return None if value.get(name) is None else _figures(name, value[name])


def _figures(name: str, value: object) -> Figures:
    if not isinstance(value, Mapping):
        raise InvalidEvaluationError(f"{name}: {value!r} is not an object of figures")
    figures: dict[str, float] = {}
    for metric, said in value.items():
        number = said.get("value") if isinstance(said, Mapping) else said
        if isinstance(number, bool) or not isinstance(number, int | float):
            continue  # SageMaker's format also holds curves and matrices, which are no figures
        figures[metric] = math.nan if math.isinf(number) else float(number)
    return figures
