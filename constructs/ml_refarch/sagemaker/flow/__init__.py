"""The state machine of a training pipeline, part by part."""

from .beginning import ARRIVAL, MODEL_PACKAGE
from .component import ComponentDeployment, wake_alarm_name
from .deployment import VARIANT, Deployment
from .machine import definition

__all__ = [
    "ARRIVAL",
    "MODEL_PACKAGE",
    "VARIANT",
    "ComponentDeployment",
    "Deployment",
    "definition",
    "wake_alarm_name",
]
