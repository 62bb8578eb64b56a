"""What a function does when it starts: reads its settings, opens its client, has itself traced."""

from .clients import dynamodb
from .settings import MissingSettingError, TableSettings, required
from .tracing import traced

__all__ = ["MissingSettingError", "TableSettings", "dynamodb", "required", "traced"]
