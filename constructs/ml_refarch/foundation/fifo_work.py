"""A FIFO queue that a function works through, and what becomes of messages nobody could handle."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .nag import acknowledge

_FIFO_BATCH: Final = range(1, 10 + 1)
_RECEIVE_COUNT: Final = range(1, 1000 + 1)
DEAD_LETTER_RETENTION: Final = Duration.days(14)


class FifoWork:
    """The queues between a service that delivers at least once and a function.

    It makes them in ``scope``, the construct they are a part of: a FIFO queue, from which the
    function takes batches and answers with the ids of the messages that failed; a dead-letter queue
    for those that always fail; and a standard queue for what the service could not deliver, since
    services that take a dead-letter queue take no FIFO queue for it.

    Args:
        scope: Where the queues are made.
        function: What handles a message.
        function_timeout: The function's timeout, when ``function`` is imported and does not say.
        about: What a message is of, for the alarms: "a change of Stack/Table".
        undelivered: What it means that the service could not deliver, a sentence.
        told_by_content: Whether messages without a deduplication id are told apart by content.
        batch_size: The most messages in one invocation; 1 to 10.
        max_receive_count: How often a message is tried before it goes to the dead-letter queue.
        encryption_key: The key for the queues; SQS's own when left out.
        alarm_topic: Who hears of an alarm.
        removal_policy: What happens to the queues when the stack goes.

    Raises:
        ValueError: A number is over its limit, or nobody says the function's timeout.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """

    queue: sqs.Queue
    dead_letter_queue: sqs.Queue
    undelivered_queue: sqs.Queue
    dead_letter_alarm: cloudwatch.Alarm
    undelivered_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        *,
        function: lambda_.IFunction,
        function_timeout: Duration | None = None,
        about: str,
        undelivered: str,
        told_by_content: bool = False,
        batch_size: int = 10,
        max_receive_count: int = 5,
        encryption_key: kms.IKey | None = None,
        alarm_topic: sns.ITopic | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        timeout = function_timeout or getattr(function, "timeout", None)
        if timeout is None:
            raise ValueError(
                f"function_timeout: {function.node.path} does not say its timeout, so give it; "
                "the queue hides a message for six times as long"
            )
        _check("batch_size", batch_size, _FIFO_BATCH)
        _check("max_receive_count", max_receive_count, _RECEIVE_COUNT)
        self._scope = scope
        self._key = encryption_key
        self._topic = alarm_topic
        self.dead_letter_queue = self._queue(
            "DeadLetters", fifo=True, retention=DEAD_LETTER_RETENTION
        )
        self.queue = self._queue(
            "Queue",
            fifo=True,
            told_by_content=told_by_content,
            # What Lambda asks for, so that a throttled batch does not return half-way.
            visibility_timeout=Duration.seconds(6 * timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letter_queue, max_receive_count=max_receive_count
            ),
        )
        self.undelivered_queue = self._queue(
            "Undelivered", fifo=False, retention=DEAD_LETTER_RETENTION
        )
        acknowledge(
            self.undelivered_queue,
            "AwsSolutions-SQS3",
            reason="It is a service's dead-letter queue, which cdk-nag looks for in queues only.",
        )
        for queue in (self.dead_letter_queue, self.queue, self.undelivered_queue):
            queue.apply_removal_policy(removal_policy)
        function.add_event_source(
            event_sources.SqsEventSource(
                self.queue, batch_size=batch_size, report_batch_item_failures=True
            )
        )
        self.dead_letter_alarm = self._alarm(
            self.dead_letter_queue,
            f"{function.node.path} failed {max_receive_count} times on {about}; "
            "the message waits in the dead-letter queue.",
        )
        self.undelivered_alarm = self._alarm(self.undelivered_queue, undelivered)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """What goes off when a message is not handled."""
        return (self.dead_letter_alarm, self.undelivered_alarm)

    def _queue(
        self,
        construct_id: str,
        *,
        fifo: bool,
        told_by_content: bool = False,
        retention: Duration | None = None,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        key = self._key
        return sqs.Queue(
            self._scope,
            construct_id,
            fifo=True if fifo else None,
            content_based_deduplication=True if told_by_content else None,
            # Each group at its own pace, not all of them at that of one queue.
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.KMS if key else sqs.QueueEncryption.SQS_MANAGED,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=retention,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )

    def _alarm(self, queue: sqs.Queue, description: str) -> cloudwatch.Alarm:
        alarm = queue.metric_approximate_number_of_messages_visible().create_alarm(
            self._scope,
            f"{queue.node.id}Alarm",
            alarm_description=description,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self._topic is not None:
            alarm.add_alarm_action(actions.SnsAction(self._topic))
        return alarm


def _check(name: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{name}: {value} is not between {allowed.start} and {allowed[-1]}")
