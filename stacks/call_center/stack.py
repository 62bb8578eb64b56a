"""The CallCenter architecture: a contact centre, its flow, two bots, the book, what follows."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_connect as connect
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from ml_refarch.connect import ContactCenter, OpeningHours
from ml_refarch.foundation import Monitoring, Notifications, PythonFunction, Settings
from ml_refarch.lex import Bot, Locale
from ml_refarch.scheduling import AppointmentBook

from stacks.business_counts import counts
from stacks.call_center.conversation import APPOINTMENTS, VERIFICATION
from stacks.call_center.flow import Parties, reschedule
from stacks.call_center.monitoring import (
    CALLERS_SERVICE,
    DIALOG_SERVICE,
    METRICS_NAMESPACE,
    SHOWN,
)
from stacks.function_code import FUNCTIONS, appointment_dialog, lex_dialog

HOURS = OpeningHours(
    "America/Los_Angeles",
    week=dict.fromkeys(("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"), "08:00-18:00"),
)
"""When people answer; the flow says so in ``announcements``."""


class CallCenterStack(Stack):
    """Moves appointments on the phone and in chats, or finds a person who does.

    State first, effects after: a bot's function commits one transaction and answers; the table's
    stream brings the change to the notifications, with retries and a dead-letter queue.

    Args:
        settings: What differs between environments; ``connect_instance_arn`` brings an instance,
            else one is created, which stays when the stack goes.
        number_country: Claims a phone number of the country, such as ``US``, and keeps it; none
            when left out: claiming and releasing numbers too often locks an account out of it.
        number_arn: A phone number of the instance that is there already.
    """

    appointments: AppointmentBook
    center: ContactCenter
    verification: Bot
    bot: Bot
    flow: connect.CfnContactFlow

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        description: str,
        number_country: str | None = None,
        number_arn: str | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            termination_protection=not settings.remove_data_on_destroy,
        )
        self._settings = settings
        self._notifications = Notifications(
            self,
            "Notifications",
            alarm_email=settings.alarm_email,
            origination_number=settings.origination_number,
        )
        self.appointments = AppointmentBook(
            self,
            "Appointments",
            notifications=self._notifications,
            metrics_namespace=METRICS_NAMESPACE,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        callers = self._function(
            "Callers",
            folder="call_center",
            service=CALLERS_SERVICE,
            description="Tells the flow who calls and what their next appointment is",
        )
        self.appointments.grant_identify(callers.function)
        dialog = self._function(
            "Dialog",
            folder="call_center_dialog",
            service=DIALOG_SERVICE,
            description="Answers the bots: offers times, reads back, moves appointments",
            layers=[lex_dialog(self), appointment_dialog(self)],
        )
        self.appointments.grant_change(dialog.function)
        self.verification = self._bot("Verification", VERIFICATION, dialog)
        self.bot = self._bot("Bot", APPOINTMENTS, dialog)
        self.center = self._center(callers)
        self.flow = self.center.publish(
            reschedule(
                Parties(
                    callers=callers.function.function_arn,
                    verification=self.verification.alias_arn,
                    appointments=self.bot.alias_arn,
                    queue=self.center.queue.attr_queue_arn,
                    hours=self.center.hours.attr_hours_of_operation_arn,
                )
            )
        )
        if number_country or number_arn:
            self.center.phone_number(self.flow, country=number_country or "US", arn=number_arn)
        self._monitoring(callers, dialog)
        self._outputs()

    def _function(
        self,
        construct_id: str,
        *,
        folder: str,
        service: str,
        description: str,
        layers: list[lambda_.ILayerVersion] | None = None,
    ) -> PythonFunction:
        return PythonFunction(
            self,
            construct_id,
            source=FUNCTIONS / folder,
            description=description,
            environment={
                **self.appointments.environment,
                "POWERTOOLS_SERVICE_NAME": service,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            },
            layers=[*self.appointments.layers, *(layers or [])],
            powertools=True,
            memory_size=512,  # a caller waits for the cold start, and CPU comes with memory
            alarm_topic=self._notifications.staff_topic,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _bot(self, construct_id: str, locales: tuple[Locale, ...], hook: PythonFunction) -> Bot:
        return Bot(
            self,
            construct_id,
            locales=locales,
            code_hook=hook.function,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _center(self, callers: PythonFunction) -> ContactCenter:
        settings = self._settings
        center = ContactCenter(
            self,
            "Center",
            instance=settings.connect_instance_arn,
            name="Appointments",
            hours=HOURS,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        center.associate_function(callers.function)
        center.associate_bot(self.verification)
        center.associate_bot(self.bot)
        return center

    def _monitoring(self, callers: PythonFunction, dialog: PythonFunction) -> None:
        slow = callers.function.metric_duration(statistic="p99").create_alarm(
            self,
            "SlowLookups",
            alarm_description="Callers wait over two seconds for one lookup in a hundred.",
            threshold=2000,
            evaluation_periods=3,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        broken = self.center.metric_flow_errors(self.flow.name).create_alarm(
            self,
            "FlowErrors",
            alarm_description="Blocks of the flow failed, and callers went to the queue for it.",
            threshold=5,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        for alarm in (slow, broken):
            self._notifications.alarm(alarm)
        monitoring = Monitoring(
            self,
            "Monitoring",
            alarms=[
                slow,
                broken,
                callers.errors_alarm,
                dialog.errors_alarm,
                self._notifications.undelivered_texts_alarm,
                *self.appointments.effects.alarms,
            ],
            alarm_topic=self._notifications.staff_topic,
        )
        monitoring.watch_contact_center("Appointments", self.center, self.flow)
        monitoring.watch_bot("Appointments", self.bot, speech=True)
        monitoring.watch_bot("Verification", self.verification, speech=True)
        for title, (service, names) in SHOWN.items():
            monitoring.graph(title, *counts(METRICS_NAMESPACE, service, *names))
        monitoring.watch_function("Callers", callers)
        monitoring.watch_function("Dialog", dialog)
        monitoring.watch_table("Appointments", self.appointments.table)
        monitoring.watch_notifier("Effects", self.appointments.effects)

    def _outputs(self) -> None:
        for name, value, what in (
            ("InstanceArn", self.center.instance_arn, "The Amazon Connect instance"),
            ("ContactFlowArn", self.flow.attr_contact_flow_arn, "Where a call or a chat begins"),
            ("QueueArn", self.center.queue.attr_queue_arn, "Where people answer"),
            ("AppointmentsTable", self.appointments.table.table_name, "The book"),
            ("StaffTopic", self._notifications.staff_topic.topic_arn, "What the staff hears"),
        ):
            CfnOutput(self, name, value=value, description=what)
