"""Factorization Machines: regression and binary classification of sparse, wide data."""

from __future__ import annotations

from typing import Final

from .definition import JSON, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import OneOf, Real, Whole

_INITIAL: Final = OneOf("uniform", "normal", "constant")
_RATE: Final = Real()

FACTORIZATION_MACHINES: Final = Definition(
    name="Factorization Machines",
    repository="factorization-machines",
    channels=(
        Channel("train", (RECORDIO_PROTOBUF,), required=True),
        Channel("test", (RECORDIO_PROTOBUF,)),
    ),
    required=("feature_dim", "num_factors", "predictor_type"),
    hyperparameters={
        "feature_dim": Whole(),
        "num_factors": Whole(),
        "predictor_type": OneOf("binary_classifier", "regressor"),
        "mini_batch_size": Whole(),
        "epochs": Whole(),
        "clip_gradient": Real(None),
        "eps": Real(None),
        "rescale_grad": Real(None),
        **{f"{term}_lr": _RATE for term in ("bias", "linear", "factors")},
        **{f"{term}_wd": _RATE for term in ("bias", "linear", "factors")},
        **{f"{term}_init_method": _INITIAL for term in ("bias", "linear", "factors")},
        **{f"{term}_init_scale": _RATE for term in ("bias", "linear", "factors")},
        **{f"{term}_init_sigma": _RATE for term in ("bias", "linear", "factors")},
        **{f"{term}_init_value": Real(None) for term in ("bias", "linear", "factors")},
    },
    objectives={
        "test:binary_classification_accuracy": "Maximize",
        "test:binary_classification_cross_entropy": "Minimize",
        "test:binary_f_beta": "Maximize",
        "test:rmse": "Minimize",
    },
    accepts=(JSON, RECORDIO_PROTOBUF),
    answers=(JSON, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/fact-machines.html",
)
