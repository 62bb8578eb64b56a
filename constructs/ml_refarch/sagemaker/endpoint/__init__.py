"""What answers: an endpoint, what it runs on, how a new model takes over."""

from .capacity import InstanceCapacity, ServerlessCapacity
from .component_capacity import ComponentCapacity
from .data_capture import DataCapture
from .model_endpoint import ModelEndpoint
from .rollout import Rollout

__all__ = [
    "ComponentCapacity",
    "DataCapture",
    "InstanceCapacity",
    "ModelEndpoint",
    "Rollout",
    "ServerlessCapacity",
]
