"""Machine learning on Amazon SageMaker."""

from .algorithms import (
    Algorithm,
    BuiltInAlgorithm,
    Choices,
    ContainerAlgorithm,
    Definition,
    Range,
    RealRange,
    ScriptAlgorithm,
    WholeRange,
    builtin,
)
from .images import ContainerImage, OwnImage, PublishedImage

__all__ = [
    "Algorithm",
    "BuiltInAlgorithm",
    "Choices",
    "ContainerAlgorithm",
    "ContainerImage",
    "Definition",
    "OwnImage",
    "PublishedImage",
    "Range",
    "RealRange",
    "ScriptAlgorithm",
    "WholeRange",
    "builtin",
]
