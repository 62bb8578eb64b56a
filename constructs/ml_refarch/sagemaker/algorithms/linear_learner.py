"""Linear Learner: regression and classification by a linear function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .definition import CSV, JSON, JSON_LINES, RECORDIO_PROTOBUF, Channel, Definition
from .hyperparameters import Flag, OneOf, Real, Value, Whole

_TYPES: Final = (RECORDIO_PROTOBUF, CSV)
_AUTO: Final = ("auto",)
_POSITIVE: Final = Real(above=True)
_AUTO_POSITIVE: Final = Real(above=True, also=_AUTO)
_AUTO_SHARE: Final = Real(0, 1, also=_AUTO)
_SHARE: Final = Real(0, 1)
_LOSSES: Final = {
    "binary_classifier": ("auto", "logistic", "hinge_loss"),
    "multiclass_classifier": ("auto", "softmax_loss"),
    "regressor": (
        "auto",
        "squared_loss",
        "absolute_loss",
        "eps_insensitive_squared_loss",
        "eps_insensitive_absolute_loss",
        "quantile_loss",
        "huber_loss",
    ),
}


def _classes(values: Mapping[str, Value]) -> str | None:
    if values["predictor_type"] == "multiclass_classifier" and "num_classes" not in values:
        return "num_classes is missing, which predictor_type multiclass_classifier needs"
    return None


def _loss(values: Mapping[str, Value]) -> str | None:
    allowed = _LOSSES.get(str(values["predictor_type"]))
    loss = values.get("loss", "auto")
    if allowed is None or loss in allowed:
        return None
    return f"loss {loss!r} does not go with {values['predictor_type']}: {', '.join(allowed)}"


LINEAR_LEARNER: Final = Definition(
    name="Linear Learner",
    repository="linear-learner",
    channels=(
        Channel("train", _TYPES, required=True),
        Channel("validation", _TYPES),
        Channel("test", _TYPES),
    ),
    required=("predictor_type",),
    hyperparameters={
        "predictor_type": OneOf(*_LOSSES),
        "feature_dim": Whole(also=_AUTO),
        "num_classes": Whole(3, 1_000_000),
        "accuracy_top_k": Whole(),
        "balance_multiclass_weights": Flag(),
        "beta_1": _AUTO_SHARE,
        "beta_2": _AUTO_SHARE,
        "bias_lr_mult": _AUTO_POSITIVE,
        "bias_wd_mult": Real(also=_AUTO),
        "binary_classifier_model_selection_criteria": OneOf(
            "accuracy",
            "f1",
            "f_beta",
            "precision_at_target_recall",
            "recall_at_target_precision",
            "loss_function",
        ),
        "early_stopping_patience": Whole(),
        "early_stopping_tolerance": _POSITIVE,
        "epochs": Whole(),
        "f_beta": _POSITIVE,
        "huber_delta": _POSITIVE,
        "init_bias": Real(None),
        "init_method": OneOf("uniform", "normal"),
        "init_scale": _POSITIVE,
        "init_sigma": _POSITIVE,
        "l1": Real(also=_AUTO),
        "learning_rate": _AUTO_POSITIVE,
        "loss": OneOf(*dict.fromkeys(loss for losses in _LOSSES.values() for loss in losses)),
        "loss_insensitivity": _POSITIVE,
        "lr_scheduler_factor": Real(0, 1, above=True, below=True, also=_AUTO),
        "lr_scheduler_minimum_lr": _AUTO_POSITIVE,
        "lr_scheduler_step": Whole(also=_AUTO),
        "margin": _POSITIVE,
        "mini_batch_size": Whole(),
        "momentum": _AUTO_SHARE,
        "normalize_data": Flag(also=_AUTO),
        "normalize_label": Flag(also=_AUTO),
        "num_calibration_samples": Whole(also=_AUTO),
        "num_models": Whole(also=_AUTO),
        "num_point_for_scaler": Whole(),
        "optimizer": OneOf("auto", "adam", "sgd", "rmsprop"),
        "positive_example_weight_mult": Real(above=True, also=("balanced", "auto")),
        "quantile": Real(0, 1, above=True, below=True),
        "target_precision": _SHARE,
        "target_recall": _SHARE,
        "unbias_data": Flag(also=_AUTO),
        "unbias_label": Flag(also=_AUTO),
        "use_bias": Flag(),
        "use_lr_scheduler": Flag(),
        "wd": Real(also=_AUTO),
    },
    rules=(_classes, _loss),
    objectives={
        "test:objective_loss": "Minimize",
        "test:absolute_loss": "Minimize",
        "test:mse": "Minimize",
        "validation:objective_loss": "Minimize",
        "validation:absolute_loss": "Minimize",
        "validation:mse": "Minimize",
        "validation:rmse": "Minimize",
        "validation:r2": "Maximize",
        "validation:binary_classification_accuracy": "Maximize",
        "validation:binary_f_beta": "Maximize",
        "validation:macro_f_beta": "Maximize",
        "validation:multiclass_accuracy": "Maximize",
        "validation:multiclass_top_k_accuracy": "Maximize",
        "validation:precision": "Maximize",
        "validation:recall": "Maximize",
        "validation:roc_auc_score": "Maximize",
    },
    accepts=(CSV, JSON, RECORDIO_PROTOBUF),
    answers=(JSON, JSON_LINES, RECORDIO_PROTOBUF),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner.html",
)
