"""What the clinic sees of its bot: a dashboard, and alarms that reach the staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct
from ml_refarch.foundation import Monitoring, Notifications, PythonFunction, Settings
from ml_refarch.lex import Bot
from ml_refarch.scheduling import AppointmentBook, Reminders, TextReplies

from stacks.business_counts import counts
from stacks.patient_scheduling.logged import Logged

METRICS_NAMESPACE: Final = "PatientScheduling"
SCHEDULING_SERVICE: Final = "patient_scheduling"
SHOWN: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "What patients got": {
        SCHEDULING_SERVICE: (
            "AppointmentsBooked",
            "AppointmentsMoved",
            "AppointmentsCancelled",
        ),
        "appointment_replies": ("RepliesCancelled",),
    },
    "Where patients were stuck": {
        SCHEDULING_SERVICE: (
            "NothingFree",
            "WishedTimesTaken",
            "UtterancesNotUnderstood",
            "BirthDatesWrong",
            "PatientsHandedOver",
        ),
    },
    "Reminders": {"appointment_reminders": ("RemindersSent", "RemindersDropped")},
    "Texts refused": {
        "appointment_notifications": ("TextsRefused",),
        "appointment_reminders": ("TextsRefused",),
        "appointment_replies": ("TextsRefused",),
    },
}
"""The functions' own counts, graph by graph: the service that counts, and what."""

MISSED_PERCENT: Final = 30
LATENCY: Final = Duration.seconds(3)
WRONG_BIRTH_DATES: Final = 20
BUDGET_SHARE: Final = 0.8


def watch(
    scope: Construct,
    *,
    settings: Settings,
    notifications: Notifications,
    bot: Bot,
    scheduling: PythonFunction,
    book: AppointmentBook,
    reminders: Reminders,
    replies: TextReplies | None,
    logged: Logged,
) -> Monitoring:
    """The dashboard of the stack, with the alarms that its parts do not have of their own."""
    alarms = [_guessing(scope), logged.errors_alarm]
    if settings.text_budget_usd is not None:
        alarms.append(_spending(scope, settings.text_budget_usd))
    notifications.alarm(*alarms)
    monitoring = Monitoring(
        scope,
        "Monitoring",
        alarms=[
            *alarms,
            scheduling.errors_alarm,
            notifications.undelivered_texts_alarm,
            book.function.errors_alarm,
            *book.effects.alarms,
            *reminders.alarms,
            *(replies.alarms if replies else ()),
        ],
        alarm_topic=notifications.staff_topic,
    )
    monitoring.watch_bot(
        "Patients",
        bot,
        missed_percent=MISSED_PERCENT,
        latency=LATENCY,
        function_errors=1,
    )
    monitoring.facade.add_widget(logged.conversations)
    for title, counted in SHOWN.items():
        monitoring.graph(title, *_named(counted))
    monitoring.graph("Texts that did not arrive", notifications.metric_undelivered_texts())
    monitoring.graph("Spent on texts this month, USD", _spent())
    monitoring.graph("Missed utterances, by locale", *logged.missed_by_locale)
    monitoring.graph("Errors logged, by type", logged.errors_by_type)
    monitoring.watch_function("Scheduling", scheduling)
    monitoring.watch_function("Telling", book.function)
    monitoring.watch_function("Reminding", reminders.function)
    monitoring.watch_table("Appointments", book.table)
    monitoring.watch_notifier("Changes", book.effects)
    monitoring.watch_queue("Reminders", reminders.queue, reminders.dead_letter_queue)
    return monitoring


def _named(counted: Mapping[str, Sequence[str]]) -> list[cloudwatch.Metric]:
    """The counts; those of one name are told apart by their service."""
    names = [name for each in counted.values() for name in each]
    return [
        metric.with_(label=service) if names.count(metric.metric_name) > 1 else metric
        for service, each in counted.items()
        for metric in counts(METRICS_NAMESPACE, service, *each)
    ]


def _guessing(scope: Construct) -> cloudwatch.Alarm:
    (wrong,) = counts(
        METRICS_NAMESPACE, SCHEDULING_SERVICE, "BirthDatesWrong", period=Duration.hours(1)
    )
    return wrong.create_alarm(
        scope,
        "WrongBirthDates",
        alarm_description="Many wrong dates of birth in an hour: does somebody try out numbers? "
        "After five for a number, nobody is told anything for an hour.",
        threshold=WRONG_BIRTH_DATES,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )


def _spending(scope: Construct, budget: int) -> cloudwatch.Alarm:
    return _spent().create_alarm(
        scope,
        "TextSpending",
        alarm_description=f"Texts have cost four fifths of the month's {budget} USD.",
        threshold=budget * BUDGET_SHARE,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )


def _spent() -> cloudwatch.Metric:
    """What the account's texts cost since the month began, in this region.

    Source: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
    """
    return cloudwatch.Metric(
        namespace="AWS/SNS",
        metric_name="SMSMonthToDateSpentUSD",
        statistic=cloudwatch.Stats.MAXIMUM,
        period=Duration.hours(1),
    )
