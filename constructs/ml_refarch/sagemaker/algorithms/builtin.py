"""SageMaker's built-in algorithms by name: what a :class:`BuiltInAlgorithm` is made of."""

from __future__ import annotations

from .deepar import DEEPAR
from .definition import Definition
from .factorization_machines import FACTORIZATION_MACHINES
from .image_classification import IMAGE_CLASSIFICATION
from .kmeans import KMEANS
from .lda import LDA
from .linear_learner import LINEAR_LEARNER
from .ntm import NTM
from .pca import PCA
from .seq2seq import SEQ2SEQ
from .xgboost import XGBOOST

ALL: tuple[Definition, ...] = (
    LINEAR_LEARNER,
    FACTORIZATION_MACHINES,
    XGBOOST,
    IMAGE_CLASSIFICATION,
    SEQ2SEQ,
    KMEANS,
    PCA,
    LDA,
    NTM,
    DEEPAR,
)

__all__ = [
    "ALL",
    "DEEPAR",
    "FACTORIZATION_MACHINES",
    "IMAGE_CLASSIFICATION",
    "KMEANS",
    "LDA",
    "LINEAR_LEARNER",
    "NTM",
    "PCA",
    "SEQ2SEQ",
    "XGBOOST",
]
