"""PCA's stand-in: scikit-learn's.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/pca.html
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.decomposition import PCA

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.tables import JsonAnswers, label_size, rows_of

FILE = "model_algo-1"


def train() -> None:
    """Finds ``num_components`` directions."""
    container.stands_in("PCA", "scikit-learn's PCA")
    given = container.hyperparameters()
    rows = np.nan_to_num(rows_of("train")[:, label_size("train", 0) :])
    width = container.number(given, "feature_dim", int)
    if width != rows.shape[1]:
        container.fail(f"feature_dim is {width}, but the channel train has {rows.shape[1]} columns")
    components = container.number(given, "num_components", int)
    if not 0 < components <= min(rows.shape):
        container.fail(f"num_components: {components} is not between 1 and {min(rows.shape)}")
    joblib.dump(PCA(components, random_state=0).fit(rows), container.MODEL / FILE)


class InferenceHandler(JsonAnswers):
    """Answers the projection of each row, the least important direction first, as AWS does."""

    def default_model_fn(self, model_dir: str) -> Any:
        """The directions."""
        return joblib.load(Path(model_dir) / FILE)

    def default_predict_fn(self, data: Any, model: Any) -> dict[str, Any]:
        """``projections``, as PCA gives them."""
        projected = model.transform(np.nan_to_num(data))[:, ::-1]
        return {"projections": [{"projection": row.tolist()} for row in projected]}


if __name__ == "__main__":
    train()
