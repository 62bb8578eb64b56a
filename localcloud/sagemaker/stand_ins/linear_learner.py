"""Linear Learner's stand-in: scikit-learn's linear models.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/linear-learner.html
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.tables import JsonAnswers, label_size, rows_of

ALGORITHM = "Linear Learner"
PREDICTORS = ("regressor", "binary_classifier", "multiclass_classifier")
FILE = "model_algo-1"


def train() -> None:
    """Fits the predictor that ``predictor_type`` names."""
    container.stands_in(ALGORITHM, "scikit-learn's ridge and logistic regression")
    given = container.hyperparameters()
    kind = given.get("predictor_type")
    if kind not in PREDICTORS:
        container.fail(f"predictor_type: {kind!r} is not one of {', '.join(PREDICTORS)}")
    if label_size("train", 1) != 1:
        container.fail("The channel train must have one label, in the first column")
    rows = rows_of("train")
    labels, features = rows[:, 0], np.nan_to_num(rows[:, 1:])
    penalty = container.number(given, "wd", float, 0.0) + container.number(given, "l1", float, 0.0)
    if kind == "regressor":
        estimator: Any = Ridge(alpha=max(penalty * len(rows), 1e-9))
    else:
        _check_classes(labels, kind, given)
        estimator = LogisticRegression(C=1 / max(penalty * len(rows), 1e-6), max_iter=1000)
    model = make_pipeline(StandardScaler(), estimator).fit(features, labels)
    for name in ("train", "validation"):
        if container.channel(name) is not None:
            sys.stdout.write(f"{name} objective_loss={_loss(model, rows_of(name), kind)}\n")
    joblib.dump((kind, model), container.MODEL / FILE)


def _check_classes(labels: Any, kind: str, given: dict[str, str]) -> None:
    classes = sorted(set(labels.tolist()))
    if len(classes) < 2:
        container.fail(f"All labels of the channel train are {classes[0]:g}: nothing to tell apart")
    if kind == "binary_classifier" and not set(classes) <= {0.0, 1.0}:
        container.fail(f"Labels of a binary_classifier are 0 and 1, not {classes[:5]}")
    if kind == "multiclass_classifier":
        number = container.number(given, "num_classes", int)
        if classes[-1] >= number:
            container.fail(f"num_classes is {number}, but there is a label {classes[-1]:g}")


def _loss(model: Any, rows: Any, kind: str) -> float:
    features = np.nan_to_num(rows[:, 1:])
    if kind == "regressor":
        return float(mean_squared_error(rows[:, 0], model.predict(features)))
    return float(log_loss(rows[:, 0], model.predict_proba(features), labels=model.classes_))


class InferenceHandler(JsonAnswers):
    """Answers scores, and labels where there are any."""

    def default_model_fn(self, model_dir: str) -> Any:
        """The predictor's kind and its model."""
        return joblib.load(Path(model_dir) / FILE)

    def default_predict_fn(self, data: Any, model: Any) -> dict[str, Any]:
        """``predictions``, as Linear Learner gives them."""
        kind, fitted = model
        rows = np.nan_to_num(data)
        if kind == "regressor":
            return {"predictions": [{"score": float(value)} for value in fitted.predict(rows)]}
        chances, labels = fitted.predict_proba(rows), fitted.predict(rows)
        if kind == "binary_classifier":
            chances = chances[:, list(fitted.classes_).index(1.0)]
            scores: list[Any] = [float(chance) for chance in chances]
        else:
            scores = [[float(chance) for chance in row] for row in chances]
        return {
            "predictions": [
                {"score": score, "predicted_label": int(label)}
                for score, label in zip(scores, labels, strict=True)
            ]
        }


if __name__ == "__main__":
    train()
