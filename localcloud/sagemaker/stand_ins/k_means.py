"""K-Means' stand-in: scikit-learn's.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/k-means.html
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.cluster import KMeans

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.tables import JsonAnswers, label_size, rows_of

FILE = "model_algo-1"


def train() -> None:
    """Finds ``k`` clusters."""
    container.stands_in("K-Means", "scikit-learn's KMeans")
    given = container.hyperparameters()
    rows = _features("train")
    width = container.number(given, "feature_dim", int)
    if width != rows.shape[1]:
        container.fail(f"feature_dim is {width}, but the channel train has {rows.shape[1]} columns")
    clusters = container.number(given, "k", int)
    if not 1 < clusters <= len(rows):
        container.fail(f"k: {clusters} is not between 2 and the {len(rows)} rows of train")
    model = KMeans(n_clusters=clusters, random_state=0, n_init=4).fit(rows)
    sys.stdout.write(f"train msd={model.inertia_ / len(rows)}\n")
    if container.channel("test") is not None:
        test = _features("test")
        sys.stdout.write(f"test msd={-model.score(test) / len(test)}\n")
    joblib.dump(model, container.MODEL / FILE)


def _features(name: str) -> Any:
    return np.nan_to_num(rows_of(name)[:, label_size(name, 0) :])


class InferenceHandler(JsonAnswers):
    """Answers the nearest cluster of each row."""

    def default_model_fn(self, model_dir: str) -> Any:
        """The clusters."""
        return joblib.load(Path(model_dir) / FILE)

    def default_predict_fn(self, data: Any, model: Any) -> dict[str, Any]:
        """``predictions``, as K-Means gives them."""
        distances = model.transform(np.nan_to_num(data))
        return {
            "predictions": [
                {"closest_cluster": float(row.argmin()), "distance_to_cluster": float(row.min())}
                for row in distances
            ]
        }


if __name__ == "__main__":
    train()
