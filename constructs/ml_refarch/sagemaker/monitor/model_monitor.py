"""Whether the data that a model is asked with are still like those it was trained on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from ml_refarch.foundation import LoggedMachine, Notifications
from ml_refarch.sagemaker.algorithms.instances import family
from ml_refarch.sagemaker.endpoint import ModelEndpoint
from ml_refarch.sagemaker.execution_role import execution_role
from ml_refarch.sagemaker.images import PublishedImage
from ml_refarch.sagemaker.layout import CAPTURE, MONITORING, RUNS
from ml_refarch.sagemaker.network import Network
from ml_refarch.sagemaker.removal import Removal
from ml_refarch.sagemaker.storage_rights import grant_folders

from . import rights
from .flow import definition
from .requests import Monitored

HOURLY: Final = "cron(0 * ? * * *)"
DAILY: Final = "cron(0 0 ? * * *)"
# SageMaker takes whole hours: each, each few from one on, or one of the day.
_SCHEDULE: Final = re.compile(r"cron\(0 (\*|\d{1,2}|\d{1,2}/\d{1,2}) \? \* \* \*\)")


class ModelMonitor(Construct):
    """Compares what an endpoint is asked with what its model was trained on.

    When a pipeline has put a model into service it starts this, with the model's package: a job
    learns from the model's training data what columns there are, of which types and how they are
    distributed, and SageMaker then compares what the endpoint captured with that, by schedule.
    The schedule and what it looks for are no resources of the stack: there can be none before
    there is an endpoint, and each model has a baseline of its own.

    Reports are below ``monitoring/reports`` of the bucket. Requests are compared that are CSV, or
    one flat JSON object.

    Args:
        endpoint: What is watched; it captures data.
        bucket: Where the pipeline's runs and the captured data are.
        schedule: How often: hourly, daily, or as SageMaker writes it, in UTC.
        training_data: The file to learn from, in the folder of what a run prepared: CSV with a
            header, what is predicted in its first column.
        instance_type: The machine that compares.
        volume_gib: Its disk.
        max_runtime: How long a comparison may take, at most an hour.
        notifications: Who hears of violations and of failures.
        encryption_key: The key for what is written; the bucket's own when left out.
        vpc: A VPC for the machine.
        vpc_subnets: Which subnets of it; private ones with a way out when left out.
        security_groups: Existing ones; one is made when left out.
        log_retention: How long logs are kept.
        removal_policy: What happens to logs when the stack goes.

    Attributes:
        machine: The state machine that has the monitor follow the model.
        violations_alarm: Data are not what they were.

    Raises:
        ValueError: The endpoint captures no data, or the schedule is not one that SageMaker takes.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-quality.html
    """

    role: iam.Role
    machine: sfn.CfnStateMachine
    violations_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        endpoint: ModelEndpoint,
        bucket: s3.IBucket,
        schedule: str = DAILY,
        training_data: str = "train/train.csv",
        instance_type: str = "ml.m5.xlarge",
        volume_gib: int = 20,
        max_runtime: Duration | None = None,
        notifications: Notifications | None = None,
        encryption_key: kms.IKey | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        if endpoint.capture is None:
            raise ValueError(
                f"endpoint: {endpoint.node.path} captures no data; give it capture=DataCapture()"
            )
        if not _SCHEDULE.fullmatch(schedule):
            raise ValueError(
                f"schedule: {schedule!r} is not one that SageMaker takes, such as {HOURLY!r}, "
                f"{DAILY!r} or 'cron(0 0/6 ? * * *)'"
            )
        family("instance_type", instance_type)
        self._endpoint = endpoint
        self.schedule_name = endpoint.endpoint_name
        key = encryption_key or bucket.encryption_key
        network = (
            Network(self, "Network", vpc=vpc, subnets=vpc_subnets, security_groups=security_groups)
            if vpc
            else None
        )
        image = PublishedImage("sagemaker-model-monitor-analyzer")
        self.role = execution_role(
            self, "JobRole", description=f"What the monitor of {endpoint.endpoint_name} acts as"
        )
        grant_folders(
            self,
            "Data",
            role=self.role,
            bucket=bucket,
            read=[RUNS, CAPTURE],
            write=[MONITORING],
            key=encryption_key,
        )
        image.grant_pull(self.role)
        if network is not None:
            network.grant_join(self.role)
        title = self.node.path.replace("/", " ")
        monitored = Monitored(
            endpoint=endpoint.endpoint_name,
            bucket=bucket.bucket_name,
            image_uri=image.uri(self),
            role_arn=self.role.role_arn,
            key_arn=key.key_arn if key else None,
            network=network,
            instance_type=instance_type,
            volume_gib=volume_gib,
            schedule=schedule,
            training_data=training_data,
            max_seconds=int((max_runtime or Duration.minutes(50)).to_seconds()),
        )
        machine = LoggedMachine(
            self,
            "Machine",
            title=title,
            definition=definition(
                monitored,
                schedule_name=self.schedule_name,
                title=title,
                topic_arn=notifications.staff_topic.topic_arn if notifications else None,
            ),
            notifications=notifications,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        rights.let_monitor(
            machine.role, endpoint=endpoint, job_role=self.role, schedule_name=self.schedule_name
        )
        self.machine = machine.machine
        self.state_machine = machine.state_machine
        self.failure_alarm = machine.failure_alarm
        self.violations_alarm = self._violations(notifications)
        removal = Removal.of(self, log_retention=log_retention, removal_policy=removal_policy)
        gone = removal.of_monitor(self, "Removal", schedule_name=self.schedule_name)
        # An endpoint cannot go while something watches it.
        gone.node.add_dependency(endpoint.removal)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when data are not what they were, or nobody looks."""
        return (self.violations_alarm, self.failure_alarm)

    def metric_drift(self, feature: str, *, period: Duration | None = None) -> cloudwatch.Metric:
        """How far the distribution of a column is from that of the training data, 0 to 1."""
        return cloudwatch.Metric(
            namespace="aws/sagemaker/Endpoints/data-metrics",
            metric_name=f"feature_baseline_drift_{feature}",
            dimensions_map={
                "Endpoint": self._endpoint.endpoint_name,
                "MonitoringSchedule": self.schedule_name,
            },
            statistic=cloudwatch.Stats.MAXIMUM,
            period=period or Duration.hours(1),
        )

    def _violations(self, notifications: Notifications | None) -> cloudwatch.Alarm:
        """SageMaker counts violations in no metric, but says of a job that it found some."""
        rule = events.Rule(
            self,
            "Violations",
            description=f"Data of {self._endpoint.endpoint_name} that are not what they were",
            event_pattern=events.EventPattern(
                source=["aws.sagemaker"],
                detail_type=["SageMaker Processing Job State Change"],
                detail={
                    "ProcessingJobStatus": ["Completed"],
                    "ExitMessage": [{"prefix": "CompletedWithViolations"}],
                    "MonitoringScheduleArn": [
                        Stack.of(self).format_arn(
                            service="sagemaker",
                            resource="monitoring-schedule",
                            resource_name=self.schedule_name,
                        )
                    ],
                },
            ),
        )
        resource = cast(events.CfnRule, rule.node.default_child)
        alarm = cloudwatch.Metric(
            namespace="AWS/Events",
            metric_name="MatchedEvents",
            dimensions_map={"RuleName": resource.ref},
            statistic=cloudwatch.Stats.SUM,
            period=Duration.minutes(5),
        ).create_alarm(
            self,
            "ViolationsAlarm",
            alarm_description=(
                f"What {self._endpoint.endpoint_name} is asked with is not like its training "
                "data; the report is below monitoring/reports of the bucket."
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if notifications is not None:
            notifications.alarm(alarm)
        return alarm
