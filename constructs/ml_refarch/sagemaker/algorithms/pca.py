"""PCA: fewer columns that say nearly as much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .definition import CSV, JSON, JSON_LINES, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import Flag, OneOf, Value, Whole

_TYPES: Final = (RECORDIO_PROTOBUF, CSV)


def _components(values: Mapping[str, Value]) -> str | None:
    wanted, there = str(values["num_components"]), str(values["feature_dim"])
    if wanted.isdigit() and there.isdigit() and int(wanted) > int(there):
        return f"num_components {wanted} is more than feature_dim, which is {there}"
    return None


PCA: Final = Definition(
    name="PCA",
    repository="pca",
    channels=(Channel("train", _TYPES, required=True), Channel("test", _TYPES)),
    required=("feature_dim", "mini_batch_size", "num_components"),
    hyperparameters={
        "feature_dim": Whole(),
        "mini_batch_size": Whole(),
        "num_components": Whole(),
        "algorithm_mode": OneOf("regular", "randomized"),
        "extra_components": Whole(-1),
        "subtract_mean": Flag(),
    },
    rules=(_components,),
    objectives={},
    accepts=(CSV, JSON, RECORDIO_PROTOBUF),
    answers=(JSON, JSON_LINES, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/pca.html",
)
