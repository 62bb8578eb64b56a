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
from .endpoint import (
    DataCapture,
    InstanceCapacity,
    ModelEndpoint,
    Rollout,
    ServerlessCapacity,
)
from .gate import Gate
from .images import ContainerImage, OwnImage, PublishedImage
from .machines import ProcessingScript, TrainingMachines
from .pipeline import TrainingPipeline
from .tuning import Tuning

__all__ = [
    "Algorithm",
    "BuiltInAlgorithm",
    "Choices",
    "ContainerAlgorithm",
    "ContainerImage",
    "DataCapture",
    "Definition",
    "Gate",
    "InstanceCapacity",
    "ModelEndpoint",
    "OwnImage",
    "ProcessingScript",
    "PublishedImage",
    "Range",
    "RealRange",
    "Rollout",
    "ScriptAlgorithm",
    "ServerlessCapacity",
    "TrainingMachines",
    "TrainingPipeline",
    "Tuning",
    "WholeRange",
    "builtin",
]
