"""XGBoost without a script: the algorithm mode of SageMaker's XGBoost container.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sagemaker_inference.errors import BaseInferenceToolkitError

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.boosting import xgboost
from localcloud.sagemaker.stand_ins.tables import BAD_REQUEST, UNSUPPORTED_MEDIA
from localcloud.sagemaker.stand_ins.xgboost_data import request_data, scores, training_data

FILE = "xgboost-model"
NOT_BOOSTERS = ("num_round", "early_stopping_rounds", "csv_weights", "save_model_on_termination")


class _PrintedLikeAws(xgboost.callback.TrainingCallback):  # type: ignore[misc]  # untyped
    """Prints each round as the container does; its log shows a tab as ``#011``."""

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        del model
        figures = [
            f"{channel}-{metric}:{values[-1]:.5f}"
            for channel, metrics in evals_log.items()
            for metric, values in metrics.items()
        ]
        sys.stdout.write("#011".join([f"[{epoch}]", *figures]) + "\n")
        return False


def train() -> None:
    """Trains on the channel ``train``, watching ``validation`` if there is one."""
    given = container.hyperparameters()
    rounds = container.number(given, "num_round", int)
    if rounds < 1:
        container.fail(f"Hyperparameter num_round: value {rounds} is not in range [1, +inf)")
    stop = container.number(given, "early_stopping_rounds", int, 0) or None
    watched = [(training_data("train"), "train")]
    if container.channel("validation") is not None:
        watched.append((training_data("validation"), "validation"))
    parameters = {name: value for name, value in given.items() if name not in NOT_BOOSTERS}
    if "eval_metric" in parameters:
        parameters["eval_metric"] = parameters["eval_metric"].split(",")  # type: ignore[assignment]
    sys.stdout.write(f"Train matrix has {watched[0][0].num_row()} rows\n")
    try:
        model = xgboost.train(
            parameters,
            watched[0][0],
            num_boost_round=rounds,
            evals=watched,
            early_stopping_rounds=stop,
            callbacks=[_PrintedLikeAws()],
            verbose_eval=False,
        )
    except xgboost.core.XGBoostError as error:
        container.fail(str(error).splitlines()[-1] if str(error) else "XGBoost failed")
    model.save_model(container.MODEL / FILE)


class InferenceHandler:
    """Serves what ``train`` has written."""

    def __init__(self) -> None:
        os.environ.setdefault("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv")

    def default_model_fn(self, model_dir: str) -> Any:
        """The booster."""
        path = Path(model_dir) / FILE
        if not path.exists():
            raise FileNotFoundError(
                f"The model has no file {FILE}: a model with a script of its own needs the "
                "environment variable SAGEMAKER_PROGRAM"
            )
        model = xgboost.Booster()
        model.load_model(path)
        return model

    def default_input_fn(self, input_data: Any, content_type: str | None) -> Any:
        """The rows of a request."""
        return request_data(input_data, content_type)

    def default_predict_fn(self, data: Any, model: Any) -> Any:
        """The booster's prediction."""
        try:
            return model.predict(data, validate_features=False)
        except (ValueError, xgboost.core.XGBoostError) as error:
            message = f"Unable to evaluate payload provided: {error}"
            raise BaseInferenceToolkitError(BAD_REQUEST, message, message) from error

    def default_output_fn(self, prediction: Any, accept: str) -> tuple[str, str]:
        """CSV or JSON."""
        kind = accept.split(",")[0].split(";")[0].strip().lower()
        if kind == "text/csv":
            return ",".join(str(value) for value in prediction.tolist()), "text/csv; charset=utf-8"
        if kind == "application/json":
            return scores(prediction), kind
        message = f"{accept} is not an accepted Accept type. Use text/csv or application/json"
        raise BaseInferenceToolkitError(UNSUPPORTED_MEDIA, message, message)


if __name__ == "__main__":
    train()
