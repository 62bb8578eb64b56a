"""A clinic that reminds people: its functions, a scheduler in memory, and those who are texted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any

from appointment_book import Appointment
from appointment_book.items import write_appointment
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from botocore.exceptions import ClientError
from clinic_world import Clinic
from notified_world import World
from reminders import Reminders, ReminderSettings
from stream_effects import Channels, Effects, Settings, Texting
from stream_records import message, record

if TYPE_CHECKING:
    from types import SimpleNamespace

    import pytest
    from function_folder import FunctionFolder

SETTINGS = ReminderSettings(
    group_name="reminders",
    queue_arn="arn:aws:sqs:us-east-1:123456789012:reminders.fifo",
    role_arn="arn:aws:iam::123456789012:role/reminders",
    dead_letters_arn="arn:aws:sqs:us-east-1:123456789012:undelivered",
)


@dataclass
class MemoryScheduler:
    """EventBridge Scheduler in memory, without its clock: schedules of one group.

    Args:
        schedules: The requests that made them, by name.
        refusals: Codes with which the next requests are refused, by operation.
    """

    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, list[str]] = field(default_factory=dict)

    def create_schedule(self, **schedule: Any) -> None:
        """Creates one."""
        self._may("CreateSchedule")
        if schedule["Name"] in self.schedules:
            raise _error("ConflictException", "CreateSchedule")
        self.schedules[schedule["Name"]] = schedule

    def update_schedule(self, **schedule: Any) -> None:
        """Changes one as a whole."""
        self._may("UpdateSchedule")
        self._found(schedule["Name"], "UpdateSchedule")
        self.schedules[schedule["Name"]] = schedule

    def delete_schedule(self, **name: Any) -> None:
        """Deletes one."""
        self._may("DeleteSchedule")
        self._found(name["Name"], "DeleteSchedule")
        del self.schedules[name["Name"]]

    def _may(self, operation: str) -> None:
        if refused := self.refusals.get(operation):
            raise _error(refused.pop(0), operation)

    def _found(self, name: str, operation: str) -> None:
        if name not in self.schedules:
            raise _error("ResourceNotFoundException", operation)


def _error(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


class RemindedClinic:
    """The clinic, and what happens there.

    Args:
        functions: That behind the table's stream, that behind the schedules, that behind replies.
    """

    def __init__(
        self,
        clinic: Clinic,
        functions: dict[str, FunctionFolder],
        context: SimpleNamespace,
        patch: pytest.MonkeyPatch,
    ) -> None:
        self.clinic = clinic
        self.world = World()
        self.scheduler = MemoryScheduler()
        self.log = StringIO()
        self.counted: list[str] = []
        """The metrics of the functions behind schedules and replies."""
        self._functions = functions
        self._context = context
        self._patch = patch
        clinic.client.create_table(
            TableName="effects",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        self.done = DynamoDBPersistenceLayer(table_name="effects", boto3_client=clinic.client)
        for function in functions.values():
            function.handler.logger.registered_handler.setStream(self.log)
        self._open_notifications()
        self.open_reminding(replies=False)
        self._open_replying()

    def _open_notifications(self) -> None:
        function = self._functions["appointment_notifications"]
        told: Any = self.world
        channels = Channels(
            sns=told, events=told, settings=Settings("arn:aws:sns:::staff", "effects", "default")
        )
        scheduler: Any = self.scheduler
        reminders = Reminders(scheduler=scheduler, settings=SETTINGS, clock=lambda: self.clinic.now)
        effects = {
            **function.following.effects(channels, text_refused=lambda: None),
            "reminder": function.reminding.reminder(self.clinic.book, reminders),
        }
        following: Effects[Any] = Effects("appointment-notifications", effects, log=self.done)
        self._patch.setattr(function.handler, "following", following)

    def open_reminding(self, *, replies: bool) -> None:
        """The function behind the schedules; ``replies``: whether people may answer."""
        function = self._functions["appointment_reminders"]
        count = self._count(function)
        effects: Effects[Any] = Effects(
            "appointment-reminders",
            function.reminding.effects(self._texting(), replies=replies, count=count),
            log=self.done,
        )
        reminding = function.reminding.Reminding(self.clinic.book, effects, count)
        self._patch.setattr(function.handler, "reminding", reminding)

    def _open_replying(self) -> None:
        function = self._functions["appointment_replies"]
        replying = function.replying.Replying(
            self.clinic.book, self._texting(), self._count(function)
        )
        self._patch.setattr(
            function.handler, "following", function.handler.effects(replying, log=self.done)
        )

    def _count(self, function: FunctionFolder) -> Callable[[str], None]:
        """Counts as the function does, and remembers what."""

        def count(what: str) -> None:
            self.counted.append(what)
            function.handler.count(what)

        return count

    def _texting(self) -> Texting:
        told: Any = self.world
        return Texting(sns=told)

    def hears(
        self, event_id: str, before: Appointment | None, after: Appointment | None
    ) -> list[str]:
        """The table's stream brings a change; the ids of the messages that failed."""
        images = {
            name: write_appointment(each)
            for name, each in (("old", before), ("new", after))
            if each is not None
        }
        told = message(f"m-{event_id}", record(event_id, **images))
        return self._batch("appointment_notifications", told)

    def sends(self, *bodies: object) -> list[str]:
        """Schedules have sent these to the queue; the ids of the messages that failed."""
        messages = (
            message(f"m{number}", body, group=f"g{number}") for number, body in enumerate(bodies)
        )
        return self._batch("appointment_reminders", *messages)

    def replies(self, said: object, *, times: int = 1) -> None:
        """SNS brings what somebody texted, so many times."""
        body = said if isinstance(said, str) else json.dumps(said)
        event = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": body}}]}
        for _ in range(times):
            self._functions["appointment_replies"].handler.handle(event, self._context)

    def cut_off(self) -> None:
        """From now on the functions have no time left: what they begin is begun again at once."""
        self._context.get_remaining_time_in_millis = lambda: 0

    def reminds_at(self) -> list[str]:
        """When the schedules fire, UTC."""
        return [each["ScheduleExpression"] for each in self.scheduler.schedules.values()]

    @property
    def texts(self) -> list[str]:
        """What people were texted."""
        return [each["Message"] for each in self.world.texts]

    def _batch(self, function: str, *messages: dict[str, Any]) -> list[str]:
        answer = self._functions[function].handler.handle(
            {"Records": list(messages)}, self._context
        )
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
