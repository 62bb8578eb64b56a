"""XGBoost: regression, classification and ranking by gradient-boosted trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .definition import (
    CSV,
    JSON,
    LIBSVM,
    PARQUET,
    RECORDIO_PROTOBUF,
    Channel,
    Definition,
    Goal,
)
from .hyperparameters import Flag, OneOf, Real, Text, Value, Whole

_TYPES: Final = (CSV, LIBSVM, PARQUET, RECORDIO_PROTOBUF)
_SHARE: Final = Real(0, 1)
_SHARE_NOT_NONE: Final = Real(0, 1, above=True)
_OBJECTIVES: Final = (
    "reg:squarederror",
    "reg:squaredlogerror",
    "reg:logistic",
    "reg:pseudohubererror",
    "reg:absoluteerror",
    "reg:quantileerror",
    "reg:gamma",
    "reg:tweedie",
    "binary:logistic",
    "binary:logitraw",
    "binary:hinge",
    "count:poisson",
    "survival:cox",
    "survival:aft",
    "multi:softmax",
    "multi:softprob",
    "rank:pairwise",
    "rank:ndcg",
    "rank:map",
)
_SMALLER_IS_BETTER: Final = (
    "aft-nloglik",
    "cox-nloglik",
    "error",
    "gamma-deviance",
    "gamma-nloglik",
    "logloss",
    "mae",
    "mape",
    "merror",
    "mlogloss",
    "mphe",
    "mse",
    "poisson-nloglik",
    "rmse",
    "rmsle",
    "tweedie-nloglik",
)
_LARGER_IS_BETTER: Final = (
    "accuracy",
    "auc",
    "aucpr",
    "f1",
    "f1_binary",
    "f1_macro",
    "map",
    "ndcg",
    "precision",
    "r2",
    "recall",
)


def _classes(values: Mapping[str, Value]) -> str | None:
    objective = values.get("objective", "reg:squarederror")
    if objective in {"multi:softmax", "multi:softprob"} and "num_class" not in values:
        return f"num_class is missing, which objective {objective} needs"
    return None


def _objectives() -> dict[str, Goal]:
    found: dict[str, Goal] = {f"validation:{name}": "Minimize" for name in _SMALLER_IS_BETTER}
    return {**found, **{f"validation:{name}": "Maximize" for name in _LARGER_IS_BETTER}}


XGBOOST: Final = Definition(
    name="XGBoost",
    repository="sagemaker-xgboost",
    channels=(
        Channel("train", _TYPES, required=True),
        Channel("validation", _TYPES),
    ),
    required=("num_round",),
    hyperparameters={
        "num_round": Whole(),
        "num_class": Whole(2),
        "alpha": Real(),
        "aft_loss_distribution": OneOf("normal", "logistic", "extreme"),
        "base_score": Real(None),
        "booster": OneOf("gbtree", "gblinear", "dart"),
        "colsample_bylevel": _SHARE_NOT_NONE,
        "colsample_bynode": _SHARE_NOT_NONE,
        "colsample_bytree": _SHARE_NOT_NONE,
        "csv_weights": OneOf(0, 1),
        "deterministic_histogram": Flag(),
        "device": OneOf("cpu", "cuda"),
        "early_stopping_rounds": Whole(),
        "eta": _SHARE,
        "eval_metric": Text(
            r"[a-z0-9_-]+(@[\d.]+-?)?(\s*,\s*[a-z0-9_-]+(@[\d.]+-?)?)*",
            "names of metrics, separated by commas, such as rmse,mae",
        ),
        "gamma": Real(),
        "grow_policy": OneOf("depthwise", "lossguide"),
        "interaction_constraints": Text(
            r"\[(\s*\[[\d,\s]*\]\s*,?)*\s*\]", "a list of lists of features such as [[1,2],[3,4]]"
        ),
        "lambda": Real(),
        "lambda_bias": _SHARE,
        "max_bin": Whole(2),
        "max_delta_step": Real(),
        "max_depth": Whole(0),
        "max_leaves": Whole(0),
        "min_child_weight": Real(),
        "monotone_constraints": Text(
            r"\(\s*-?[01](\s*,\s*-?[01])*\s*,?\s*\)", "a tuple of -1, 0 and 1 such as (0, 1)"
        ),
        "normalize_type": OneOf("tree", "forest"),
        "nthread": Whole(),
        "num_parallel_tree": Whole(),
        "objective": OneOf(*_OBJECTIVES),
        "one_drop": OneOf(0, 1),
        "process_type": OneOf("default", "update"),
        "quantile_alpha": Real(0, 1, above=True, below=True),
        "rate_drop": _SHARE,
        "refresh_leaf": OneOf(0, 1),
        "sample_type": OneOf("uniform", "weighted"),
        "sampling_method": OneOf("uniform", "gradient_based"),
        "scale_pos_weight": Real(),
        "seed": Whole(-(2**31), 2**31 - 1),
        "single_precision_histogram": Flag(),
        "skip_drop": _SHARE,
        "subsample": _SHARE_NOT_NONE,
        "tree_method": OneOf("auto", "exact", "approx", "hist", "gpu_hist"),
        "tweedie_variance_power": Real(1, 2, above=True, below=True),
        "updater": Text(r"[a-z_]+(\s*,\s*[a-z_]+)*", "names of updaters, separated by commas"),
        "verbosity": Whole(0, 3),
    },
    rules=(_classes,),
    objectives=_objectives(),
    accepts=(CSV, LIBSVM, RECORDIO_PROTOBUF),
    answers=(CSV, JSON),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html",
)
