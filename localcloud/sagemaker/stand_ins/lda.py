"""LDA's stand-in: scikit-learn's latent Dirichlet allocation.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/lda.html
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.decomposition import LatentDirichletAllocation

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.tables import JsonAnswers, label_size, rows_of

FILE = "model_algo-1"


def train() -> None:
    """Finds ``num_topics`` topics in counts of words."""
    container.stands_in("LDA", "scikit-learn's LatentDirichletAllocation")
    given = container.hyperparameters()
    counts = _counts("train")
    width = container.number(given, "feature_dim", int)
    if width != counts.shape[1]:
        container.fail(
            f"feature_dim is {width}, but the channel train has {counts.shape[1]} columns"
        )
    topics = container.number(given, "num_topics", int)
    if topics < 1:
        container.fail(f"num_topics: {topics} is not at least 1")
    model = LatentDirichletAllocation(topics, random_state=0).fit(counts)
    if container.channel("test") is not None:
        test = _counts("test")
        sys.stdout.write(f"test pwll={model.score(test) / max(1.0, test.sum())}\n")
    joblib.dump(model, container.MODEL / FILE)


def _counts(name: str) -> Any:
    counts = np.nan_to_num(rows_of(name)[:, label_size(name, 0) :])
    if (counts < 0).any():
        container.fail(f"The channel {name} has counts below zero")
    return counts


class InferenceHandler(JsonAnswers):
    """Answers the topics of each row."""

    def default_model_fn(self, model_dir: str) -> Any:
        """The topics."""
        return joblib.load(Path(model_dir) / FILE)

    def default_predict_fn(self, data: Any, model: Any) -> dict[str, Any]:
        """``predictions``, as LDA gives them."""
        mixtures = model.transform(np.nan_to_num(data))
        return {"predictions": [{"topic_mixture": row.tolist()} for row in mixtures]}


if __name__ == "__main__":
    train()
