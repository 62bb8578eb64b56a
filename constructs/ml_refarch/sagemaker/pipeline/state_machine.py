"""The state machine of a pipeline, and what starts it."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduler_targets
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from ml_refarch.foundation import Notifications
from ml_refarch.sagemaker.flow import ARRIVAL, Deployment, definition
from ml_refarch.sagemaker.steps import Plan

from . import rights


class PipelineMachine(Construct):
    """Runs a plan, and starts by hand, by schedule or by data that arrive.

    Args:
        plan: What it does up to the registration.
        pipeline: What messages call it.
        image_uri: The container that serves what it trains.
        deployment: How a model is put into service; it is only registered without.
        notifications: Who hears what came of a run.
        settle: How long a run that files started waits for more; no files start one without.
        timeout: How long a run may take.
        log_retention: How long the log of its runs is kept.
        removal_policy: What happens to the log when the stack goes.
    """

    role: iam.Role
    machine: sfn.CfnStateMachine
    state_machine: sfn.IStateMachine
    failure_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        plan: Plan,
        pipeline: str,
        image_uri: str,
        deployment: Deployment | None,
        notifications: Notifications | None,
        settle: Duration | None,
        timeout: Duration,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        self.role = iam.Role(
            self,
            "Role",
            description=f"What runs the steps of {pipeline}",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        log_group = logs.LogGroup(
            self,
            "Logs",
            retention=log_retention,
            removal_policy=removal_policy,
        )
        if notifications is not None:
            notifications.grant_tell_staff(self.role)
        self.machine = sfn.CfnStateMachine(
            self,
            "Resource",
            role_arn=self.role.role_arn,
            definition_string=stack.to_json_string(
                definition(
                    plan,
                    pipeline=pipeline,
                    image_uri=image_uri,
                    topic_arn=notifications.staff_topic.topic_arn if notifications else None,
                    deploy=deployment,
                    settle=settle,
                    timeout=timeout,
                )
            ),
            logging_configuration=sfn.CfnStateMachine.LoggingConfigurationProperty(
                level="ALL",
                include_execution_data=True,
                destinations=[
                    sfn.CfnStateMachine.LogDestinationProperty(
                        cloud_watch_logs_log_group=sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(
                            log_group_arn=log_group.log_group_arn
                        )
                    )
                ],
            ),
            tracing_configuration=sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True),
        )
        # The role's policies are resources of their own; without them the creation fails.
        self.machine.node.add_dependency(self.role)
        rights.let_log_and_trace(self.role)
        self.state_machine = sfn.StateMachine.from_state_machine_arn(
            self, "StateMachine", self.machine.attr_arn
        )
        if settle is not None:
            rights.let_list_runs(self, self.role, machine_arn=self.machine.attr_arn)
        self.failure_alarm = self.state_machine.metric_failed(
            period=Duration.minutes(5)
        ).create_alarm(
            self,
            "Failures",
            alarm_description=f"A run of {pipeline} failed; its message says where and why.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if notifications is not None:
            notifications.alarm(self.failure_alarm)

    def start_by(self, schedule: scheduler.ScheduleExpression) -> scheduler.Schedule:
        """Starts a run at each time of a schedule."""
        return scheduler.Schedule(
            self,
            "Schedule",
            schedule=schedule,
            description="Trains the model anew",
            target=scheduler_targets.StepFunctionsStartExecution(self.state_machine),
        )

    def start_on_arrival(self, bucket: s3.IBucket, *, folder: str) -> events.Rule:
        """Starts a run when a file arrives in a folder of a bucket."""
        _tell_event_bridge(bucket)
        rule = events.Rule(
            self,
            "Arrival",
            description=f"Files that arrive below {folder}",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [bucket.bucket_name]},
                    "object": {"key": [{"prefix": folder}]},
                },
            ),
        )
        rule.add_target(
            targets.SfnStateMachine(
                self.state_machine, input=events.RuleTargetInput.from_object({ARRIVAL: True})
            )
        )
        return rule


def _tell_event_bridge(bucket: s3.IBucket) -> None:
    """Has a bucket of this app tell EventBridge of its files; another one must do so already.

    In the bucket's own properties: the L2 makes a function of its own for it.
    """
    resource = bucket.node.default_child
    if isinstance(resource, s3.CfnBucket) and resource.notification_configuration is None:
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )
