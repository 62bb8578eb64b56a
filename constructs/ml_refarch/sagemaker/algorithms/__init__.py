"""What is trained: SageMaker's built-in algorithms, scripts and containers of one's own."""

from . import builtin
from .algorithm import Algorithm, BoundAlgorithm
from .built_in_algorithm import BuiltInAlgorithm
from .definition import Channel, Definition, Goal, InputMode
from .instances import Instances
from .script_algorithm import ContainerAlgorithm, ScriptAlgorithm
from .tuning_ranges import Choices, Range, RealRange, WholeRange

__all__ = [
    "Algorithm",
    "BoundAlgorithm",
    "BuiltInAlgorithm",
    "Channel",
    "Choices",
    "ContainerAlgorithm",
    "Definition",
    "Goal",
    "InputMode",
    "Instances",
    "Range",
    "RealRange",
    "ScriptAlgorithm",
    "WholeRange",
    "builtin",
]
