"""What every architecture stands on: settings, functions, notifications, nag acknowledgements."""

from .effects_log import IDEMPOTENCY_TABLE_VARIABLE, EffectsLog
from .function import PythonFunction
from .layer import PythonLayer
from .nag import RulePack, Violation, acknowledge, check, violations
from .notifications import (
    ORIGINATION_NUMBER_VARIABLE,
    STAFF_TOPIC_VARIABLE,
    Notifications,
)
from .powertools import PowertoolsLayer
from .settings import Settings
from .stream_notifier import StreamNotifier, changes_of

__all__ = [
    "IDEMPOTENCY_TABLE_VARIABLE",
    "ORIGINATION_NUMBER_VARIABLE",
    "STAFF_TOPIC_VARIABLE",
    "EffectsLog",
    "Notifications",
    "PowertoolsLayer",
    "PythonFunction",
    "PythonLayer",
    "RulePack",
    "Settings",
    "StreamNotifier",
    "Violation",
    "acknowledge",
    "changes_of",
    "check",
    "violations",
]
