"""DeepAR: forecasts of many time series that are alike."""

from __future__ import annotations

from typing import Final

from .definition import JSON, JSON_LINES, PARQUET, Channel, Definition
from .hyperparameters import OneOf, Real, Text, Whole

# DeepAR knows the type by the file's ending; "json" and "parquet" are what it takes as a name.
_TYPES: Final = ("json", "parquet", JSON_LINES, PARQUET)

DEEPAR: Final = Definition(
    name="DeepAR",
    repository="forecasting-deepar",
    channels=(Channel("train", _TYPES, required=True), Channel("test", _TYPES)),
    required=("context_length", "epochs", "prediction_length", "time_freq"),
    hyperparameters={
        "context_length": Whole(),
        "epochs": Whole(),
        "prediction_length": Whole(),
        "time_freq": Text(r"\d*(M|W|D|H|min)", "a number and one of M, W, D, H, min such as 5min"),
        "cardinality": Text(
            r"auto|ignore|\[\s*\d+(\s*,\s*\d+)*\s*\]|", "auto, ignore or a list such as [2, 3]"
        ),
        "dropout_rate": Real(0, 1),
        "early_stopping_patience": Whole(),
        "embedding_dimension": Whole(),
        "learning_rate": Real(above=True),
        "likelihood": OneOf(
            "gaussian", "beta", "negative-binomial", "student-T", "deterministic-L1"
        ),
        "mini_batch_size": Whole(),
        "num_cells": Whole(),
        "num_dynamic_feat": Whole(also=("auto", "ignore", "")),
        "num_eval_samples": Whole(),
        "num_layers": Whole(),
        "test_quantiles": Text(
            r"\[\s*0?\.\d+(\s*,\s*0?\.\d+)*\s*\]", "a list of quantiles such as [0.1, 0.5, 0.9]"
        ),
    },
    objectives={
        "test:RMSE": "Minimize",
        "test:mean_wQuantileLoss": "Minimize",
        "train:final_loss": "Minimize",
    },
    accepts=(JSON,),
    answers=(JSON,),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/deepar.html",
    input_modes=("File",),
)
