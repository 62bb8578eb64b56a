"""Reminders of appointments: a schedule for each, and the text when its time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import ArnFormat, Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.foundation import (
    Notifications,
    PythonFunction,
    acknowledge,
    shared_layer,
    shipped_code,
)
from ml_refarch.foundation.fifo_work import FifoWork
from ml_refarch.scheduling.appointment_book import AppointmentBook

if TYPE_CHECKING:
    from aws_cdk import aws_scheduler as scheduler

GROUP_VARIABLE: Final = "REMINDER_GROUP_NAME"
QUEUE_VARIABLE: Final = "REMINDER_QUEUE_ARN"
ROLE_VARIABLE: Final = "REMINDER_ROLE_ARN"
DEAD_LETTERS_VARIABLE: Final = "REMINDER_DEAD_LETTERS_ARN"
KEY_VARIABLE: Final = "REMINDER_KEY_ARN"

_SCHEDULER: Final = "scheduler.amazonaws.com"


class Reminders(Construct):
    """Texts people the day before their appointments, each once.

    ```python
    book = AppointmentBook(self, "Book", notifications=notifications)
    Reminders(self, "Reminders", book=book, notifications=notifications)
    ```

    The function that tells of the book's changes also keeps one schedule of EventBridge Scheduler
    for each appointment to come: made, moved and deleted with it. Behind the table's stream it is
    tried again, so that none is lost. A schedule sends who, which and when, no name and no number,
    to a FIFO queue and is gone; the function there looks the appointment up, and texts if it still
    stands. What could not be sent, and what always failed, waits in a dead-letter queue.

    The schedules go with the stack, whatever ``removal_policy`` says: nothing would be sent
    without the function, and a change of an appointment makes its schedule again.

    Args:
        book: Whose appointments people are reminded of; it makes the schedules.
        notifications: What texts go through, and who hears of alarms.
        encryption_key: The key for schedules and queues, and the environment and logs of the
            function; the book's when left out.
        max_receive_count: How often a reminder is tried before it goes to the dead-letter queue.
        metrics_namespace: Of the function's own counts in CloudWatch.
        log_retention: How long CloudWatch keeps the function's logs.
        removal_policy: What happens to queues and logs when the stack goes.

    Attributes:
        book: The book.
        group: The schedules.
        role: What the scheduler acts as: it sends to the queues, nothing else.
        queue: What the schedules send to.
        dead_letter_queue: Reminders that failed each time.
        undelivered_queue: What the scheduler could not send to the queue.
        function: What texts.

    Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html
    """

    book: AppointmentBook
    group: scheduler.ScheduleGroup
    role: iam.Role
    queue: sqs.Queue
    dead_letter_queue: sqs.Queue
    undelivered_queue: sqs.Queue
    function: PythonFunction

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        book: AppointmentBook,
        notifications: Notifications,
        encryption_key: kms.IKey | None = None,
        max_receive_count: int = 5,
        metrics_namespace: str = "Appointments",
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        # Imported here: an app without reminders need not wait for it to load.
        from aws_cdk import aws_scheduler as scheduler

        self.book = book
        self._key = encryption_key or book.encryption_key
        self.group = scheduler.ScheduleGroup(
            self, "Schedules", removal_policy=RemovalPolicy.DESTROY
        )
        self.function = PythonFunction(
            self,
            "Reminding",
            source=shipped_code("appointment_reminders"),
            description="Texts people whose reminder is due, if their appointment still stands",
            environment={
                **book.environment,
                "POWERTOOLS_SERVICE_NAME": "appointment_reminders",
                "POWERTOOLS_METRICS_NAMESPACE": metrics_namespace,
            },
            layers=[
                *book.layers,
                shared_layer(self, "reminders"),
                shared_layer(self, "stream_effects"),
            ],
            powertools=True,
            timeout=Duration.seconds(30),
            encryption_key=self._key,
            alarm_topic=notifications.staff_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        book.grant_read(self.function.function)
        book.effects_done.give_to(self.function.function)
        notifications.let_text(self.function.function)
        self._work = FifoWork(
            self,
            function=self.function.function,
            about="a reminder",
            undelivered="A schedule could not send its reminder to the queue.",
            told_by_content=True,  # as the scheduler, which gives no deduplication id, asks for
            max_receive_count=max_receive_count,
            encryption_key=self._key,
            alarm_topic=notifications.staff_topic,
            removal_policy=removal_policy,
        )
        self.queue = self._work.queue
        self.dead_letter_queue = self._work.dead_letter_queue
        self.undelivered_queue = self._work.undelivered_queue
        self.role = self._role()
        book.function.function.add_layers(shared_layer(self, "reminders"))
        self.give_to(book.function.function)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when a reminder is not sent."""
        return (self.function.errors_alarm, *self._work.alarms)

    def give_to(self, function: lambda_.Function) -> None:
        """Lets a function keep the schedules: the rights and the variables for it.

        It may read the book, and its code is in the layer ``reminders``.
        """
        variables = {
            **self.book.environment,
            GROUP_VARIABLE: self.group.schedule_group_name,
            QUEUE_VARIABLE: self.queue.queue_arn,
            ROLE_VARIABLE: self.role.role_arn,
            DEAD_LETTERS_VARIABLE: self.undelivered_queue.queue_arn,
        }
        if self._key is not None:
            variables[KEY_VARIABLE] = self._key.key_arn
            self._key.grant(function, "kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt")
        for name, value in variables.items():
            function.add_environment(name, value)
        self.book.grant_read(function)
        self.grant_schedule(function)

    def grant_schedule(self, grantee: iam.IGrantable) -> None:
        """Lets ``grantee`` make, change and delete the schedules of this group alone."""
        schedules = Stack.of(self).format_arn(
            service="scheduler",
            resource="schedule",
            resource_name=f"{self.group.schedule_group_name}/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        principal = grantee.grant_principal
        for statement in (
            iam.PolicyStatement(
                actions=[
                    "scheduler:CreateSchedule",
                    "scheduler:DeleteSchedule",
                    "scheduler:UpdateSchedule",
                ],
                resources=[schedules],
            ),
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self.role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": _SCHEDULER}},
            ),
        ):
            principal.add_to_principal_policy(statement)
        if isinstance(grantee, Construct):
            acknowledge(
                getattr(grantee, "role", None) or grantee,
                "AwsSolutions-IAM5",
                finding=f"Resource::{schedules}",
                reason="There is a schedule for each appointment, so the group is the limit.",
            )

    def _role(self) -> iam.Role:
        send = [
            iam.PolicyStatement(
                actions=["sqs:SendMessage"],
                resources=[self.queue.queue_arn, self.undelivered_queue.queue_arn],
            )
        ]
        if self._key is not None:
            send.append(
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[self._key.key_arn]
                )
            )
        return iam.Role(
            self,
            "Role",
            description="EventBridge Scheduler acts as this role when a reminder is due",
            assumed_by=iam.ServicePrincipal(
                _SCHEDULER,
                conditions={
                    "StringEquals": {
                        "aws:SourceAccount": Aws.ACCOUNT_ID,
                        "aws:SourceArn": self.group.schedule_group_arn,
                    }
                },
            ),
            # Inline, not a policy beside the role: it is whole before a schedule can use it.
            inline_policies={"Send": iam.PolicyDocument(statements=send)},
        )
