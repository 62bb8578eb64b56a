"""The schedules of reminders, in EventBridge Scheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from appointment_book import Appointment

from .settings import ReminderSettings

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient


class Reminders:
    """Makes the schedule of an appointment what the appointment needs as of now.

    Args:
        scheduler: Where schedules are made.
        settings: What they do.
        clock: The time now, aware.
    """

    def __init__(
        self,
        *,
        scheduler: EventBridgeSchedulerClient,
        settings: ReminderSettings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._scheduler = scheduler
        self._settings = settings
        self._clock = clock

    def follow(self, appointment: Appointment) -> None:
        """Creates, changes or deletes the schedule, whatever there is."""
        raise NotImplementedError

    def forget(self, reference: str) -> None:
        """Deletes the schedule of an appointment, if there is one."""
        raise NotImplementedError
