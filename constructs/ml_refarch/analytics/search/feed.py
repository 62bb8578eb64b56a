"""What brings the events of a stream into a domain."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.analytics.stream.dead_letters import dead_letters
from ml_refarch.foundation import PythonFunction, acknowledge, shared_layer, shipped_code

_INTERFACES: Final = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)


class SearchFeed(Construct):
    """A function that takes batches off a stream, and a queue of what can never be found.

    Args:
        stream: Where events come from.
        replicas: Copies of each index.
        reader: The role of those who look for events.
        network: Subnets and group of the function, if the domain is in a VPC.
        batch_size: The most events at a time, 1 to 10,000.
        alarm_topic: Who hears of an alarm.
        log_retention: How long the function's log is kept.
        removal_policy: What happens to log and queue when the stack goes.
    """

    function: PythonFunction
    dead_letter_queue: sqs.Queue
    rejected_alarm: cloudwatch.Alarm
    late_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stream: kinesis.IStream,
        replicas: int,
        reader: iam.IRole,
        network: tuple[list[str], ec2.ISecurityGroup] | None,
        batch_size: int,
        alarm_topic: sns.ITopic | None,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.dead_letter_queue = dead_letters(
            self, "NotFound", of="a stream", removal_policy=removal_policy
        )
        self.function = PythonFunction(
            self,
            "Function",
            source=shipped_code("search_feed"),
            description="Puts the events of a stream into a search domain",
            environment={
                "READER_ROLE_ARN": reader.role_arn,
                "REJECTED_QUEUE_URL": self.dead_letter_queue.queue_url,
                "REPLICAS": str(replicas),
                "POWERTOOLS_SERVICE_NAME": "search_feed",
                "POWERTOOLS_METRICS_NAMESPACE": "Analytics",
            },
            layers=[shared_layer(self, "function_start")],
            powertools=True,
            timeout=Duration.minutes(2),
            memory_size=512,
            alarm_topic=alarm_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.dead_letter_queue.grant_send_messages(self.function.role)
        if network is not None:
            self._enter(*network)
        self._stream = stream
        self._batch_size = batch_size
        self.rejected_alarm = self.dead_letter_queue.metric_approximate_number_of_messages_visible(
            period=Duration.minutes(5)
        ).create_alarm(
            self,
            "Rejected",
            alarm_description=f"{self.node.path}: events cannot be found; the queue says why.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.late_alarm = self.function.function.metric(
            "IteratorAge", period=Duration.minutes(5), statistic=cloudwatch.Stats.MAXIMUM
        ).create_alarm(
            self,
            "Late",
            alarm_description=f"{self.node.path}: events are found half an hour late.",
            threshold=Duration.minutes(30).to_milliseconds(),
            evaluation_periods=3,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if alarm_topic is not None:
            for alarm in (self.rejected_alarm, self.late_alarm):
                alarm.add_alarm_action(actions.SnsAction(alarm_topic))

    def into(self, domain: opensearch.Domain) -> None:
        """Has the events put into a domain."""
        function = self.function.function
        function.add_environment("SEARCH_ENDPOINT", domain.domain_endpoint)
        function.add_event_source(
            event_sources.KinesisEventSource(
                self._stream,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=self._batch_size,
                max_batching_window=Duration.seconds(5),
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                max_record_age=Duration.days(1),
                retry_attempts=100,
                on_failure=event_sources.SqsDlq(self.dead_letter_queue),
            )
        )

    def _enter(self, subnet_ids: list[str], group: ec2.ISecurityGroup) -> None:
        """Puts the function into the VPC of the domain."""
        policy = iam.Policy(
            self,
            "Interfaces",
            roles=[self.function.role],
            statements=[iam.PolicyStatement(actions=list(_INTERFACES), resources=["*"])],
        )
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="Lambda makes the interfaces of a function in a VPC, whatever their ids.",
        )
        resource = cast(lambda_.CfnFunction, self.function.function.node.default_child)
        resource.vpc_config = lambda_.CfnFunction.VpcConfigProperty(
            subnet_ids=subnet_ids, security_group_ids=[group.security_group_id]
        )
        resource.node.add_dependency(policy)
