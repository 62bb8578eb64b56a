"""Prices hotel rooms: a model that is trained, judged, deployed and watched."""

from stacks.machine_learning.options import Options
from stacks.machine_learning.stack import MachineLearningStack

__all__ = ["MachineLearningStack", "Options"]
