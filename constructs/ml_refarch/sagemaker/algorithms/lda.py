"""LDA: the topics of texts, by counting words; trains on one CPU machine, in 16 regions."""

from __future__ import annotations

from typing import Final

from .definition import CSV, JSON, JSON_LINES, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import Real, Whole
from .instances import Instances

_TYPES: Final = (RECORDIO_PROTOBUF, CSV)

LDA: Final = Definition(
    name="LDA",
    repository="lda",
    channels=(Channel("train", _TYPES, required=True), Channel("test", _TYPES)),
    required=("feature_dim", "mini_batch_size", "num_topics"),
    hyperparameters={
        "feature_dim": Whole(),
        "mini_batch_size": Whole(),
        "num_topics": Whole(),
        "alpha0": Real(above=True),
        "max_iterations": Whole(),
        "max_restarts": Whole(),
        "tol": Real(above=True),
    },
    objectives={"test:pwll": "Maximize"},
    accepts=(CSV, JSON, RECORDIO_PROTOBUF),
    answers=(JSON, JSON_LINES, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/lda.html",
    instances=Instances(gpus=(), many=False),
)
