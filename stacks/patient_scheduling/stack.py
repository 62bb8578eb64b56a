"""The PatientScheduling architecture: a bot, the book behind it, reminders, who may talk to it."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_kms as kms
from constructs import Construct
from ml_refarch.foundation import Monitoring, Notifications, PythonFunction, Settings
from ml_refarch.lex import Bot, BotClient
from ml_refarch.scheduling import AppointmentBook, Reminders, TextReplies

from stacks.function_code import FUNCTIONS, appointment_dialog, lex_dialog
from stacks.patient_scheduling.backups import Backups
from stacks.patient_scheduling.client import patients_client
from stacks.patient_scheduling.compliance import accept
from stacks.patient_scheduling.conversation import LOCALES
from stacks.patient_scheduling.encryption import patient_key
from stacks.patient_scheduling.logged import Logged
from stacks.patient_scheduling.monitoring import METRICS_NAMESPACE, SCHEDULING_SERVICE, watch


class PatientSchedulingStack(Stack):
    """Makes, changes and cancels patients' appointments by message, and reminds of them.

    State first, effects after: the bot's function commits one transaction and answers; the table's
    stream brings the change to what texts, tells the staff and keeps the schedule of the reminder.
    All that holds patient data is encrypted with one key; logs and metrics hold none that says
    who somebody is.

    Args:
        settings: What differs between environments; ``encryption_key_arn`` brings a key,
            ``two_way_sms`` has answers to reminders read.

    Raises:
        ValueError: Texts shall be answered, and come from no number.
    """

    key: kms.IKey
    book: AppointmentBook
    reminders: Reminders
    replies: TextReplies | None
    scheduling: PythonFunction
    bot: Bot
    client: BotClient
    backups: Backups | None
    monitoring: Monitoring

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, description: str
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            termination_protection=not settings.remove_data_on_destroy,
        )
        self._settings = settings
        self.key = patient_key(self, settings)
        self.notifications = Notifications(
            self,
            "Notifications",
            alarm_email=settings.alarm_email,
            origination_number=settings.origination_number,
            encryption_key=self.key,
        )
        self.book = AppointmentBook(
            self,
            "Book",
            notifications=self.notifications,
            encryption_key=self.key,
            metrics_namespace=METRICS_NAMESPACE,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.reminders = Reminders(
            self,
            "Reminders",
            book=self.book,
            notifications=self.notifications,
            metrics_namespace=METRICS_NAMESPACE,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.replies = self._replies() if settings.two_way_sms else None
        self.scheduling = self._scheduling()
        self.bot = Bot(
            self,
            "Bot",
            locales=LOCALES,
            code_hook=self.scheduling.function,
            description="Makes, changes and cancels appointments of patients",
            encryption_key=self.key,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.client = patients_client(self, settings, self.bot)
        self.backups = self._backups()
        self.monitoring = self._monitoring()
        accept(self)
        self._outputs()

    def _replies(self) -> TextReplies:
        return TextReplies(
            self,
            "Replies",
            reminders=self.reminders,
            notifications=self.notifications,
            metrics_namespace=METRICS_NAMESPACE,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _scheduling(self) -> PythonFunction:
        scheduling = PythonFunction(
            self,
            "Scheduling",
            source=FUNCTIONS / "patient_scheduling",
            description="Answers the patients' bot: offers times, books, moves, cancels",
            environment={
                **self.book.environment,
                "POWERTOOLS_SERVICE_NAME": SCHEDULING_SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            },
            layers=[*self.book.layers, lex_dialog(self), appointment_dialog(self)],
            powertools=True,
            memory_size=512,  # a patient waits for the cold start, and CPU comes with memory
            encryption_key=self.key,
            alarm_topic=self.notifications.staff_topic,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )
        self.book.grant_change(scheduling.function)
        return scheduling

    def _backups(self) -> Backups | None:
        if self._settings.remove_data_on_destroy:
            return None
        return Backups(
            self,
            "Backups",
            table=self.book.table,
            key=self.key,
            days=self._settings.backup_days,
        )

    def _monitoring(self) -> Monitoring:
        functions = {
            "Scheduling": self.scheduling,
            "Telling": self.book.function,
            "Reminding": self.reminders.function,
        }
        if self.replies is not None:
            functions["Replying"] = self.replies.function
        if self.bot.log_group is None:
            raise AssertionError("the bot logs conversations, as it does unless told otherwise")
        logged = Logged(
            self,
            "Logged",
            functions={name: each.log_group for name, each in functions.items()},
            scheduling="Scheduling",
            reminding="Reminding",
            conversations=self.bot.log_group,
            locales=self.bot.locale_ids,
            namespace=METRICS_NAMESPACE,
        )
        return watch(
            self,
            settings=self._settings,
            notifications=self.notifications,
            bot=self.bot,
            scheduling=self.scheduling,
            book=self.book,
            reminders=self.reminders,
            replies=self.replies,
            logged=logged,
        )

    def _outputs(self) -> None:
        outputs = {
            "BotId": (self.bot.bot_id, "The bot that a client converses with"),
            "BotAliasId": (self.bot.alias_id, "Its alias, the same in every version"),
            "IdentityPoolId": (
                self.client.pool.identity_pool_id,
                "Where a page or an app has credentials for it from",
            ),
            "AppointmentsTable": (self.book.table.table_name, "The book"),
            "ReminderGroup": (
                self.reminders.group.schedule_group_name,
                "The schedules of the reminders",
            ),
            "StaffTopic": (self.notifications.staff_topic.topic_arn, "What the staff hears"),
            "DashboardName": (self.monitoring.dashboard_name, "What CloudWatch shows of it all"),
        }
        if self.replies is not None:
            outputs["RepliesTopic"] = (
                self.replies.topic.topic_arn,
                "What the number that texts come from publishes answers to",
            )
        for name, (value, what) in outputs.items():
            CfnOutput(self, name, value=value, description=what)
