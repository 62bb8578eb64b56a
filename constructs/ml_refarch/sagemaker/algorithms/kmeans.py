"""K-Means: groups of rows that are alike."""

from __future__ import annotations

from typing import Final

from .definition import CSV, JSON, JSON_LINES, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import OneOf, Real, Text, Whole

_TYPES: Final = (RECORDIO_PROTOBUF, CSV)
_INITIAL: Final = OneOf("random", "kmeans++")

KMEANS: Final = Definition(
    name="K-Means",
    repository="kmeans",
    channels=(Channel("train", _TYPES, required=True), Channel("test", _TYPES)),
    required=("k", "feature_dim"),
    hyperparameters={
        "k": Whole(),
        "feature_dim": Whole(),
        "epochs": Whole(),
        "eval_metrics": Text(
            r'\[\s*"(msd|ssd)"(\s*,\s*"(msd|ssd)")?\s*\]', 'a JSON list of msd and ssd: ["msd"]'
        ),
        "extra_center_factor": Whole(also=("auto",)),
        "half_life_time_size": Whole(0),
        "init_method": _INITIAL,
        "local_lloyd_init_method": _INITIAL,
        "local_lloyd_max_iter": Whole(),
        "local_lloyd_num_trials": Whole(also=("auto",)),
        "local_lloyd_tol": Real(0, 1),
        "mini_batch_size": Whole(),
    },
    objectives={"test:msd": "Minimize", "test:ssd": "Minimize"},
    accepts=(CSV, JSON, RECORDIO_PROTOBUF),
    answers=(JSON, JSON_LINES, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html",
)
