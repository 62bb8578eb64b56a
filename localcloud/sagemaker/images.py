"""What an image of SageMaker is here: the code that runs in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

_URI = re.compile(
    r"(?P<registry>\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?)/(?P<name>[\w./-]+?)"
    r"(?::(?P<tag>[\w.-]+))?(?:@sha256:[0-9a-f]{64})?"
)

SCRIPT_PROGRAM = "sagemaker_program"
"""The hyperparameter that names a script of one's own."""


class Algorithm(Enum):
    """The algorithms that run here without a script; the value is the module that runs them."""

    XGBOOST = "xgboost_algorithm"
    LINEAR_LEARNER = "linear_learner"
    K_MEANS = "k_means"
    PCA = "pca"
    LDA = "lda"

    @property
    def by(self) -> str:
        """Who does its work here, for people to read."""
        return _BY[self]


_BY: Mapping[Algorithm, str] = {
    Algorithm.XGBOOST: "XGBoost itself",
    Algorithm.LINEAR_LEARNER: "a stand-in for Linear Learner",
    Algorithm.K_MEANS: "a stand-in for K-Means",
    Algorithm.PCA: "a stand-in for PCA",
    Algorithm.LDA: "a stand-in for LDA",
}

_BY_REPOSITORY: Mapping[str, Algorithm] = {
    "sagemaker-xgboost": Algorithm.XGBOOST,
    "xgboost": Algorithm.XGBOOST,
    "linear-learner": Algorithm.LINEAR_LEARNER,
    "kmeans": Algorithm.K_MEANS,
    "pca": Algorithm.PCA,
    "lda": Algorithm.LDA,
}

_RECORDED: Mapping[str, str] = {
    "blazingtext": "BlazingText",
    "factorization-machines": "Factorization Machines",
    "forecasting-deepar": "DeepAR",
    "image-classification": "Image Classification",
    "ipinsights": "IP Insights",
    "knn": "K-Nearest Neighbors",
    "ntm": "Neural Topic Model",
    "object-detection": "Object Detection",
    "object2vec": "Object2Vec",
    "randomcutforest": "Random Cut Forest",
    "sagemaker-model-monitor-analyzer": "Model Monitor",
    "sagemaker-clarify-processing": "Clarify",
    "semantic-segmentation": "Semantic Segmentation",
    "seq2seq": "Sequence-to-Sequence",
}


class RecordedOnlyError(Exception):
    """Nothing here runs what an image holds; the message says so by name."""


@dataclass(frozen=True)
class Image:
    """An image, told by the name of its repository.

    Attributes:
        uri: As the request gives it.
        name: The repository's, such as ``sagemaker-xgboost``.
    """

    uri: str
    name: str

    @classmethod
    def of(cls, uri: str) -> Image:
        """Reads the URI of an image, wherever it lies."""
        found = _URI.fullmatch(uri)
        path = found["name"] if found else uri.split("@")[0].rsplit(":", 1)[0]
        return cls(uri, path.rsplit("/", 1)[-1])

    @property
    def algorithm(self) -> Algorithm | None:
        """The algorithm that it holds, if that runs here."""
        return _BY_REPOSITORY.get(self.name)

    def recorded_only(self) -> RecordedOnlyError:
        """That nothing here runs it."""
        known = _RECORDED.get(self.name)
        if known:
            return RecordedOnlyError(f"{known} has no local stand-in: recorded only")
        return RecordedOnlyError(
            f"The local cloud cannot run the image {self.uri}: recorded only. It runs scripts of "
            f"one's own ({SCRIPT_PROGRAM}, or a ContainerEntrypoint) and the algorithms "
            f"{', '.join(sorted(_BY_REPOSITORY))}"
        )
