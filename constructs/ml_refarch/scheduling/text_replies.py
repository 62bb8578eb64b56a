"""Answers to texts: "C" cancels the appointment that a person was reminded of."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.foundation import (
    Notifications,
    PythonFunction,
    acknowledge,
    shared_layer,
    shipped_code,
)
from ml_refarch.foundation.fifo_work import DEAD_LETTER_RETENTION
from ml_refarch.scheduling.reminders import Reminders

TEXT_REPLIES_VARIABLE: Final = "TEXT_REPLIES"

_TEXTING: Final = "sms-voice.amazonaws.com"


class TextReplies(Construct):
    """Reads what people answer to their reminders; the reminders then say that they may.

    ```python
    replies = TextReplies(self, "Replies", reminders=reminders, notifications=notifications)
    CfnOutput(self, "RepliesTopic", value=replies.topic.topic_arn)
    ```

    AWS End User Messaging publishes what a number receives to a topic. That a number does so is
    set on the number, which no stack makes: two-way SMS, with ``topic`` as its destination and no
    role, since the topic's policy lets the service publish. Numbers that cannot receive, such as
    sender IDs, cannot have it.

    Args:
        reminders: What people answer to.
        notifications: What answers go through, with the number that people reply to.
        encryption_key: The key for topic and dead-letter queue, and the environment and logs of
            the function; the book's when left out. The key of another account or stack must let
            ``sms-voice.amazonaws.com`` and ``sns.amazonaws.com`` use it.
        metrics_namespace: Of the function's own counts in CloudWatch.
        log_retention: How long CloudWatch keeps the function's logs.
        removal_policy: What happens to the dead-letter queue and the logs when the stack goes.

    Attributes:
        topic: What the number publishes to.
        function: What reads it.
        dead_letter_queue: Messages that failed each time.
        dead_letter_alarm: Goes off when there is one.

    Raises:
        ValueError: Texts have no number that people could reply to.

    Source: https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms.html
    """

    topic: sns.Topic
    function: PythonFunction
    dead_letter_queue: sqs.Queue
    dead_letter_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        reminders: Reminders,
        notifications: Notifications,
        encryption_key: kms.IKey | None = None,
        metrics_namespace: str = "Appointments",
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        if notifications.origination_number is None:
            raise ValueError(
                f"origination_number: {notifications.node.path} has none, and people reply to the "
                "number that their texts come from; give one that has two-way SMS"
            )
        book = reminders.book
        self._key = encryption_key or book.encryption_key
        self.topic = self._topic()
        self.dead_letter_queue = self._dead_letters(removal_policy)
        self.function = PythonFunction(
            self,
            "Replying",
            source=shipped_code("appointment_replies"),
            description="Cancels the appointment of a person who answers C to a reminder",
            environment={
                **book.environment,
                "POWERTOOLS_SERVICE_NAME": "appointment_replies",
                "POWERTOOLS_METRICS_NAMESPACE": metrics_namespace,
            },
            layers=[
                *book.layers,
                shared_layer(self, "reminders"),
                shared_layer(self, "stream_effects"),
            ],
            powertools=True,
            timeout=Duration.seconds(30),
            dead_letter_queue=self.dead_letter_queue,
            encryption_key=self._key,
            alarm_topic=notifications.staff_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        book.grant_change(self.function.function)
        book.effects_done.give_to(self.function.function)
        notifications.let_text(self.function.function)
        self.topic.add_subscription(
            subscriptions.LambdaSubscription(
                self.function.function, dead_letter_queue=self.dead_letter_queue
            )
        )
        reminders.function.function.add_environment(TEXT_REPLIES_VARIABLE, "true")
        self.dead_letter_alarm = self._alarm(notifications)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when an answer is not read."""
        return (self.function.errors_alarm, self.dead_letter_alarm)

    def _topic(self) -> sns.Topic:
        topic = sns.Topic(self, "Topic", master_key=self._key, enforce_ssl=True)
        texting = iam.ServicePrincipal(
            _TEXTING,
            conditions={
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                "ArnLike": {
                    "aws:SourceArn": Stack.of(self).format_arn(service="sms-voice", resource="*")
                },
            },
        )
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[texting], actions=["sns:Publish"], resources=[topic.topic_arn]
            )
        )
        if self._key is not None:
            self._key.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[texting],
                    actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                    resources=["*"],
                )
            )
            # So that SNS can put what it could not deliver into the dead-letter queue.
            self._key.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[
                        iam.ServicePrincipal(
                            "sns.amazonaws.com",
                            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
                        )
                    ],
                    actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                    resources=["*"],
                )
            )
        return topic

    def _dead_letters(self, removal_policy: RemovalPolicy) -> sqs.Queue:
        queue = sqs.Queue(
            self,
            "DeadLetters",
            encryption=sqs.QueueEncryption.KMS if self._key else sqs.QueueEncryption.SQS_MANAGED,
            encryption_master_key=self._key,
            enforce_ssl=True,
            retention_period=DEAD_LETTER_RETENTION,
        )
        queue.apply_removal_policy(removal_policy)
        acknowledge(
            queue,
            "AwsSolutions-SQS3",
            reason="It is a function's and a subscription's dead-letter queue, "
            "which cdk-nag looks for in queues only.",
        )
        return queue

    def _alarm(self, notifications: Notifications) -> cloudwatch.Alarm:
        metric = self.dead_letter_queue.metric_approximate_number_of_messages_visible()
        alarm = metric.create_alarm(
            self,
            "DeadLettersAlarm",
            alarm_description="The answer to a text was not read; it waits in the dead-letter "
            "queue, and its sender may believe that it counts.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(notifications.staff_topic))
        return alarm
