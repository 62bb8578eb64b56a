"""Neural Topic Model: the topics of texts, by a neural network."""

from __future__ import annotations

from typing import Final

from .definition import CSV, JSON, JSON_LINES, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import Flag, OneOf, Real, Text, Whole

_TYPES: Final = (RECORDIO_PROTOBUF, CSV)

NTM: Final = Definition(
    name="Neural Topic Model",
    repository="ntm",
    channels=(
        Channel("train", _TYPES, required=True),
        Channel("validation", _TYPES),
        Channel("test", _TYPES),
        Channel("auxiliary", ("text/plain",)),
    ),
    required=("feature_dim", "num_topics"),
    hyperparameters={
        "feature_dim": Whole(1, 1_000_000),
        "num_topics": Whole(2, 1000),
        "batch_norm": Flag(),
        "clip_gradient": Real(1e-3),
        "encoder_layers": Text(
            r"auto|[1-9]\d*(\s*,\s*[1-9]\d*)*", "auto or sizes separated by commas such as 300,200"
        ),
        "encoder_layers_activation": OneOf("sigmoid", "tanh", "relu"),
        "epochs": Whole(),
        "learning_rate": Real(1e-6, 1),
        "mini_batch_size": Whole(1, 10_000),
        "num_patience_epochs": Whole(),
        "optimizer": OneOf("sgd", "adam", "adagrad", "adadelta", "rmsprop"),
        "rescale_gradient": Real(1e-3, 1),
        "sub_sample": Real(0, 1),
        "tolerance": Real(1e-6, 0.1),
        "weight_decay": Real(0, 1),
    },
    objectives={"validation:total_loss": "Minimize"},
    accepts=(CSV, JSON, RECORDIO_PROTOBUF),
    answers=(JSON, JSON_LINES, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/ntm.html",
)
