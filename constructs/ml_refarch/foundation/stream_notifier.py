"""A table's changes, in order and each at least once, to a function that acts on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from aws_cdk import ArnFormat, Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_pipes as pipes
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .nag import acknowledge

_Table: TypeAlias = dynamodb.ITable | dynamodb.ITableV2

_MAX_FILTERS: Final = 5
_FIFO_BATCH: Final = range(1, 10 + 1)
_RECEIVE_COUNT: Final = range(1, 1000 + 1)
_DEAD_LETTER_RETENTION: Final = Duration.days(14)


class StreamNotifier(Construct):
    """Brings the changes of a DynamoDB table to a function that tells the world of them.

    The table's stream goes through an EventBridge pipe, which keeps what the filters ask for, into
    a FIFO queue, from which the function takes batches. Changes of one partition key are handled
    in their order; a change that fails is tried again and ends in the dead-letter queue, while
    those of other keys go on. The function answers with the ids of the messages that failed
    (``batchItemFailures``). Delivery is at least once: use an :class:`EffectsLog`.

    Args:
        table: The table; it has a stream.
        function: What acts on a change. Its messages are the stream's records.
        filters: Patterns of which a record matches at least one; at most five. See
            :func:`changes_of` for the usual one. Left out, every change is delivered.
        partition_key: The name of the table's partition key, a string.
        batch_size: The most messages in one invocation; 1 to 10.
        max_receive_count: How often a message is tried before it goes to the dead-letter queue.
        function_timeout: The function's timeout, when ``function`` is imported and does not say.
        encryption_key: The key for the queues; SQS's own when left out.
        alarm_topic: Who hears of an alarm.
        removal_policy: What happens to the queues, and the messages nobody handled, when the
            stack goes.

    Raises:
        ValueError: The table has no stream, or a number is over its limit.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
    """

    pipe: pipes.CfnPipe
    queue: sqs.Queue
    dead_letter_queue: sqs.Queue
    undelivered_queue: sqs.Queue
    dead_letter_alarm: cloudwatch.Alarm
    undelivered_alarm: cloudwatch.Alarm
    pipe_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: _Table,
        function: lambda_.IFunction,
        filters: Sequence[Mapping[str, Any]] = (),
        partition_key: str = "pk",
        batch_size: int = 10,
        max_receive_count: int = 5,
        function_timeout: Duration | None = None,
        encryption_key: kms.IKey | None = None,
        alarm_topic: sns.ITopic | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        stream_arn = table.table_stream_arn
        if stream_arn is None:
            raise ValueError(
                f"table: {table.node.path} has no stream; "
                "give it one with stream=NEW_AND_OLD_IMAGES"
            )
        timeout = function_timeout or getattr(function, "timeout", None)
        if timeout is None:
            raise ValueError(
                f"function_timeout: {function.node.path} does not say its timeout, so give it; "
                "the queue hides a message for six times as long"
            )
        _check("batch_size", batch_size, _FIFO_BATCH)
        _check("max_receive_count", max_receive_count, _RECEIVE_COUNT)
        if len(filters) > _MAX_FILTERS:
            raise ValueError(
                f"filters: {len(filters)} are over the limit of a pipe, which is {_MAX_FILTERS}"
            )

        self.dead_letter_queue = self._queue(
            "DeadLetters", key=encryption_key, fifo=True, retention=_DEAD_LETTER_RETENTION
        )
        self.queue = self._queue(
            "Queue",
            key=encryption_key,
            fifo=True,
            # What Lambda asks for, so that a throttled batch does not return half-way.
            visibility_timeout=Duration.seconds(6 * timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letter_queue, max_receive_count=max_receive_count
            ),
        )
        # A pipe takes only a standard queue for what it cannot deliver.
        self.undelivered_queue = self._queue(
            "Undelivered", key=encryption_key, fifo=False, retention=_DEAD_LETTER_RETENTION
        )
        acknowledge(
            self.undelivered_queue,
            "AwsSolutions-SQS3",
            reason="It is the pipe's dead-letter queue, which cdk-nag looks for in queues only.",
        )
        for queue in (self.dead_letter_queue, self.queue, self.undelivered_queue):
            queue.apply_removal_policy(removal_policy)
        role = self._role(table, stream_arn, encryption_key)
        self.pipe = self._pipe(role, stream_arn, filters, partition_key)
        function.add_event_source(
            event_sources.SqsEventSource(
                self.queue, batch_size=batch_size, report_batch_item_failures=True
            )
        )

        self.dead_letter_alarm = self._alarm(
            "DeadLettersAlarm",
            self.dead_letter_queue.metric_approximate_number_of_messages_visible(),
            f"{function.node.path} failed {max_receive_count} times on a change of "
            f"{table.node.path}; the message waits in the dead-letter queue.",
        )
        self.undelivered_alarm = self._alarm(
            "UndeliveredAlarm",
            self.undelivered_queue.metric_approximate_number_of_messages_visible(),
            f"A change of {table.node.path} did not reach the queue of its notifier.",
        )
        self.pipe_alarm = self._alarm(
            "PipeAlarm",
            self.metric_pipe_failures(),
            f"The pipe from the stream of {table.node.path} fails, and tries again.",
        )
        if alarm_topic is not None:
            for alarm in self.alarms:
                alarm.add_alarm_action(actions.SnsAction(alarm_topic))

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when a change is not acted on."""
        return (self.dead_letter_alarm, self.undelivered_alarm, self.pipe_alarm)

    def metric_pipe_failures(self) -> cloudwatch.Metric:
        """Executions of the pipe that failed, in five minutes."""
        return cloudwatch.Metric(
            namespace="AWS/EventBridge/Pipes",
            metric_name="ExecutionFailed",
            dimensions_map={"PipeName": self.pipe.ref},
            statistic=cloudwatch.Stats.SUM,
            period=Duration.minutes(5),
        )

    def _queue(
        self,
        construct_id: str,
        *,
        key: kms.IKey | None,
        fifo: bool,
        retention: Duration | None = None,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            construct_id,
            fifo=True if fifo else None,
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

    def _role(self, table: _Table, stream_arn: str, key: kms.IKey | None) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "pipes.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {
                        "aws:SourceArn": Stack.of(self).format_arn(
                            service="pipes",
                            resource="pipe",
                            resource_name="*",
                            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
                        )
                    },
                },
            ),
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=[
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams",
                ],
                resources=[stream_arn],
            )
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["sqs:SendMessage"],
                resources=[self.queue.queue_arn, self.undelivered_queue.queue_arn],
            )
        )
        if key is not None:
            key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")
        if table.encryption_key is not None:
            table.encryption_key.grant(role, "kms:Decrypt")
        return role

    def _pipe(
        self,
        role: iam.Role,
        stream_arn: str,
        filters: Sequence[Mapping[str, Any]],
        partition_key: str,
    ) -> pipes.CfnPipe:
        pipe = pipes.CfnPipe(
            self,
            "Pipe",
            role_arn=role.role_arn,
            source=stream_arn,
            source_parameters=pipes.CfnPipe.PipeSourceParametersProperty(
                dynamo_db_stream_parameters=pipes.CfnPipe.PipeSourceDynamoDBStreamParametersProperty(
                    # Not LATEST: what changes between the table's creation and the pipe's counts.
                    starting_position="TRIM_HORIZON",
                    batch_size=10,
                    maximum_retry_attempts=10,
                    on_partial_batch_item_failure="AUTOMATIC_BISECT",
                    dead_letter_config=pipes.CfnPipe.DeadLetterConfigProperty(
                        arn=self.undelivered_queue.queue_arn
                    ),
                ),
                filter_criteria=pipes.CfnPipe.FilterCriteriaProperty(
                    filters=[
                        pipes.CfnPipe.FilterProperty(pattern=json.dumps(each)) for each in filters
                    ]
                )
                if filters
                else None,
            ),
            target=self.queue.queue_arn,
            target_parameters=pipes.CfnPipe.PipeTargetParametersProperty(
                sqs_queue_parameters=pipes.CfnPipe.PipeTargetSqsQueueParametersProperty(
                    message_group_id=f"$.dynamodb.Keys.{partition_key}.S",
                    message_deduplication_id="$.eventID",
                )
            ),
        )
        # The role's policy is a resource of its own; without it the pipe's creation fails.
        pipe.node.add_dependency(role)
        return pipe

    def _alarm(
        self, construct_id: str, metric: cloudwatch.Metric, description: str
    ) -> cloudwatch.Alarm:
        return metric.create_alarm(
            self,
            construct_id,
            alarm_description=description,
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )


def _check(name: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{name}: {value} is not between {allowed.start} and {allowed[-1]}")
