"""What watches the data that an endpoint is asked with."""

from .model_monitor import ModelMonitor

__all__ = ["ModelMonitor"]
