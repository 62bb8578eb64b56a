"""What every architecture stands on: settings, functions, notifications, nag acknowledgements.

A function that acts on each change of a table, whose failures the staff hear of::

    settings = Settings.of(self)
    notifications = Notifications(self, "Notifications", alarm_email=settings.alarm_email)
    function = PythonFunction(
        self, "Tell", source=Path("lambda/tell"), alarm_topic=notifications.staff_topic
    )
    notifications.give_to(function.function)
    StreamNotifier(
        self,
        "Notifier",
        table=table,
        function=function.function,
        filters=[changes_of("BOOKING")],
        alarm_topic=notifications.staff_topic,
    )

In the app, ``check(app)`` has cdk-nag look at every stack; ``acknowledge`` accepts what it finds.
"""

from .effects_log import IDEMPOTENCY_TABLE_VARIABLE, EffectsLog
from .function import PythonFunction
from .layer import PythonLayer
from .logged_machine import LoggedMachine
from .monitoring import Monitoring
from .nag import RulePack, Violation, acknowledge, check, violations
from .notifications import (
    ORIGINATION_NUMBER_VARIABLE,
    STAFF_TOPIC_VARIABLE,
    Notifications,
)
from .powertools import PowertoolsLayer
from .private_bucket import ACCESSES, AccessLog, PrivateBucket, tell_event_bridge
from .resource_function import ResourceFunction
from .setting_object import SettingObject, setting
from .setting_rules import Rule, matches, one_of, real, switch, whole
from .settings import Settings
from .shipped_code import SHARED_LAYERS, shared_layer, shipped_code
from .stream_filter import changes_of
from .stream_notifier import StreamNotifier

__all__ = [
    "ACCESSES",
    "IDEMPOTENCY_TABLE_VARIABLE",
    "ORIGINATION_NUMBER_VARIABLE",
    "SHARED_LAYERS",
    "STAFF_TOPIC_VARIABLE",
    "AccessLog",
    "EffectsLog",
    "LoggedMachine",
    "Monitoring",
    "Notifications",
    "PowertoolsLayer",
    "PrivateBucket",
    "PythonFunction",
    "PythonLayer",
    "ResourceFunction",
    "Rule",
    "RulePack",
    "SettingObject",
    "Settings",
    "StreamNotifier",
    "Violation",
    "acknowledge",
    "changes_of",
    "check",
    "matches",
    "one_of",
    "real",
    "setting",
    "shared_layer",
    "shipped_code",
    "switch",
    "tell_event_bridge",
    "violations",
    "whole",
]
