"""The HotelBooking architecture: a bot, the function behind it, the table, and what follows."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from ml_refarch.foundation import (
    EffectsLog,
    Monitoring,
    Notifications,
    PythonFunction,
    Settings,
    StreamNotifier,
    changes_of,
    shared_layer,
)
from ml_refarch.lex import Bot

from stacks.business_counts import counts
from stacks.function_code import FUNCTIONS, lex_dialog
from stacks.hotel_booking.conversation import LOCALES
from stacks.hotel_booking.monitoring import (
    BOOKING_SERVICE,
    EFFECTS_SERVICE,
    METRICS_NAMESPACE,
    SHOWN,
)


class HotelBookingStack(Stack):
    """Books hotel rooms in conversation, and tells guest, staff and event bus what was booked.

    State first, effects after: the bot's function commits one transaction and answers; the
    table's stream brings the booking to the notifications, with retries and a dead-letter queue.

    Args:
        settings: What differs between environments.
    """

    bot: Bot
    table: dynamodb.TableV2

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, description: str
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            termination_protection=not settings.remove_data_on_destroy,
        )
        notifications = Notifications(
            self,
            "Notifications",
            alarm_email=settings.alarm_email,
            origination_number=settings.origination_number,
        )
        self.table = dynamodb.TableV2(
            self,
            "Rooms",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(),
            dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=not settings.remove_data_on_destroy,
            removal_policy=settings.removal_policy,
        )
        start = shared_layer(self, "function_start")
        booking = self._booking(settings, notifications, start)
        self.bot = Bot(
            self,
            "Bot",
            locales=LOCALES,
            code_hook=booking.function,
            description="Books, looks up and cancels hotel rooms",
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        effects = self._effects(settings, notifications, start)
        self._monitoring(booking, effects, notifications)
        self._outputs(notifications)

    def _booking(
        self, settings: Settings, notifications: Notifications, start: lambda_.ILayerVersion
    ) -> PythonFunction:
        booking = PythonFunction(
            self,
            "Booking",
            source=FUNCTIONS / "hotel_booking",
            description="Answers the hotel bot: checks, quotes, books, finds, cancels",
            environment={
                "TABLE_NAME": self.table.table_name,
                "POWERTOOLS_SERVICE_NAME": BOOKING_SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            },
            layers=[lex_dialog(self), start],
            powertools=True,
            memory_size=512,  # a guest waits for the cold start, and CPU comes with memory
            alarm_topic=notifications.staff_topic,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.table.grant(
            booking.function,
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        )
        return booking

    def _effects(
        self, settings: Settings, notifications: Notifications, start: lambda_.ILayerVersion
    ) -> StreamNotifier:
        bus = events.EventBus.from_event_bus_name(self, "DefaultBus", "default")
        effects = PythonFunction(
            self,
            "Effects",
            source=FUNCTIONS / "hotel_notifications",
            description="Tells guest, staff and event bus of bookings and cancellations",
            environment={
                "EVENT_BUS_NAME": bus.event_bus_name,
                "POWERTOOLS_SERVICE_NAME": EFFECTS_SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            },
            layers=[start, shared_layer(self, "stream_effects")],
            powertools=True,
            timeout=Duration.seconds(30),
            alarm_topic=notifications.staff_topic,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        notifications.give_to(effects.function)
        bus.grant_put_events_to(effects.function)
        EffectsLog(self, "EffectsDone", removal_policy=settings.removal_policy).give_to(
            effects.function
        )
        return StreamNotifier(
            self,
            "Notifier",
            table=self.table,
            function=effects.function,
            filters=[changes_of("BOOKING")],
            alarm_topic=notifications.staff_topic,
            removal_policy=settings.removal_policy,
        )

    def _monitoring(
        self, booking: PythonFunction, effects: StreamNotifier, notifications: Notifications
    ) -> None:
        slow = booking.function.metric_duration(statistic="p99").create_alarm(
            self,
            "SlowAnswers",
            alarm_description="Guests wait over three seconds for one answer in a hundred.",
            threshold=3000,
            evaluation_periods=3,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        notifications.alarm(slow)
        monitoring = Monitoring(
            self,
            "Monitoring",
            alarms=[
                slow,
                booking.errors_alarm,
                notifications.undelivered_texts_alarm,
                *effects.alarms,
            ],
            alarm_topic=notifications.staff_topic,
        )
        monitoring.watch_bot("Bookings", self.bot)
        for title, names in SHOWN.items():
            monitoring.graph(title, *counts(METRICS_NAMESPACE, BOOKING_SERVICE, *names))
        monitoring.watch_function("Bookings", booking)
        monitoring.watch_table("Rooms", self.table)
        monitoring.watch_notifier("Effects", effects)

    def _outputs(self, notifications: Notifications) -> None:
        for name, value, what in (
            ("BotId", self.bot.bot_id, "The bot that a client converses with"),
            ("BotAliasId", self.bot.alias_id, "Its alias, the same in every version"),
            ("RoomsTable", self.table.table_name, "Rooms, nights and bookings"),
            ("StaffTopic", notifications.staff_topic.topic_arn, "What the staff hears"),
        ):
            CfnOutput(self, name, value=value, description=what)
