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
from aws_cdk import aws_pipes as pipes
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .fifo_work import FifoWork

_Table: TypeAlias = dynamodb.ITable | dynamodb.ITableV2

_MAX_FILTERS: Final = 5


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
    role: iam.Role
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
        if len(filters) > _MAX_FILTERS:
            raise ValueError(
                f"filters: {len(filters)} are over the limit of a pipe, which is {_MAX_FILTERS}"
            )

        work = FifoWork(
            self,
            function=function,
            function_timeout=function_timeout,
            about=f"a change of {table.node.path}",
            undelivered=f"A change of {table.node.path} did not reach the queue of its notifier.",
            batch_size=batch_size,
            max_receive_count=max_receive_count,
            encryption_key=encryption_key,
            alarm_topic=alarm_topic,
            removal_policy=removal_policy,
        )
        self.queue = work.queue
        self.dead_letter_queue = work.dead_letter_queue
        self.undelivered_queue = work.undelivered_queue
        self.dead_letter_alarm = work.dead_letter_alarm
        self.undelivered_alarm = work.undelivered_alarm
        self.role = self._role(table, stream_arn, encryption_key)
        self.pipe = self._pipe(self.role, stream_arn, filters, partition_key)
        self.pipe_alarm = self.metric_pipe_failures().create_alarm(
            self,
            "PipeAlarm",
            alarm_description=(
                f"The pipe from the stream of {table.node.path} fails, and tries again."
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if alarm_topic is not None:
            self.pipe_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

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
