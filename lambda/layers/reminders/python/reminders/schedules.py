"""The schedules of reminders, in EventBridge Scheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from appointment_book import Appointment, AppointmentStatus
from botocore.exceptions import ClientError

from .moment import remind_at, told_a_day_ahead
from .reminder import Reminder
from .settings import ReminderSettings

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

SOONEST = timedelta(minutes=2)
"""How far ahead a schedule has to be: what Scheduler does of one that is past is not documented."""

_ATTEMPTS = 3
"""To create one that is there and change one that is gone, while it fires or another changes it."""

_RETRIES = {"MaximumEventAgeInSeconds": 24 * 60 * 60, "MaximumRetryAttempts": 185}
"""The most that Scheduler does; a reminder that comes too late is dropped where it arrives."""


class Reminders:
    """Makes the schedule of an appointment what the appointment needs as of now.

    It is given the appointment as it is, not what happened to it: in whatever order changes are
    followed and however often, what the last one finds is what stays. For one appointment that is
    done by one at a time, as the queue of a table's changes, in order by person, sees to.

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
        """Creates, changes or deletes the schedule, whichever the appointment needs.

        There is none for one that is cancelled, whose reminder would be late, or that was booked or
        moved less than a day ahead.

        Raises:
            ClientError: Scheduler refused; it is safe to try again.
        """
        if self._is_wanted(appointment):
            self._put(appointment)
        else:
            self.forget(appointment.reference)

    def forget(self, reference: str) -> None:
        """Deletes the schedule of an appointment, if there is one.

        Raises:
            ClientError: Scheduler refused; it is safe to try again.
        """
        try:
            self._scheduler.delete_schedule(**self._name(reference))
        except ClientError as error:
            if _code(error) != "ResourceNotFoundException":
                raise

    def _is_wanted(self, appointment: Appointment) -> bool:
        return (
            appointment.status is AppointmentStatus.BOOKED
            and remind_at(appointment) >= self._clock() + SOONEST
            and told_a_day_ahead(appointment)
        )

    def _put(self, appointment: Appointment) -> None:
        """Creates the schedule or, if there is one, changes it."""
        wanted = self._schedule(appointment)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._scheduler.create_schedule(**wanted)
            except ClientError as error:
                if _code(error) != "ConflictException":
                    raise
            else:
                return
            try:
                self._scheduler.update_schedule(**wanted)
            except ClientError as error:
                if _code(error) != "ResourceNotFoundException" or attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _schedule(self, appointment: Appointment) -> dict[str, Any]:
        settings = self._settings
        key = {"KmsKeyArn": settings.key_arn} if settings.key_arn else {}
        return {
            **self._name(appointment.reference),
            **key,
            "ScheduleExpression": f"at({remind_at(appointment):%Y-%m-%dT%H:%M:%S})",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": settings.queue_arn,
                "RoleArn": settings.role_arn,
                "Input": Reminder.of(appointment).write(),
                "SqsParameters": {"MessageGroupId": appointment.reference},
                "DeadLetterConfig": {"Arn": settings.dead_letters_arn},
                "RetryPolicy": _RETRIES,
            },
        }

    def _name(self, reference: str) -> dict[str, str]:
        return {"Name": f"appointment-{reference}", "GroupName": self._settings.group_name}


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]
