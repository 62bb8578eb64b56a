"""A state machine that is logged, traced, and whose failures are told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from .nag import acknowledge
from .notifications import Notifications


class LoggedMachine(Construct):
    """Runs a definition. Its role may log, trace and tell the staff: grant the rest to it.

    Args:
        title: What descriptions call it.
        definition: The definition, with JSONPath.
        notifications: Who hears that a run failed.
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
        title: str,
        definition: Mapping[str, Any],
        notifications: Notifications | None,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.role = iam.Role(
            self,
            "Role",
            description=f"What runs the steps of {title}",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        log_group = logs.LogGroup(
            self, "Logs", retention=log_retention, removal_policy=removal_policy
        )
        self.machine = sfn.CfnStateMachine(
            self,
            "Resource",
            role_arn=self.role.role_arn,
            definition_string=Stack.of(self).to_json_string(dict(definition)),
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
        self.state_machine = sfn.StateMachine.from_state_machine_arn(
            self, "StateMachine", self.machine.attr_arn
        )
        self._let_log_and_trace()
        self.failure_alarm = self.state_machine.metric_failed(
            period=Duration.minutes(5)
        ).create_alarm(
            self,
            "Failures",
            alarm_description=f"A run of {title} failed; its message says where and why.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if notifications is not None:
            notifications.grant_tell_staff(self.role)
            notifications.alarm(self.failure_alarm)

    def _let_log_and_trace(self) -> None:
        policy = iam.Policy(
            self.role,
            "Tell",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    actions=[
                        "logs:CreateLogDelivery",
                        "logs:DeleteLogDelivery",
                        "logs:DescribeLogGroups",
                        "logs:DescribeResourcePolicies",
                        "logs:GetLogDelivery",
                        "logs:ListLogDeliveries",
                        "logs:PutResourcePolicy",
                        "logs:UpdateLogDelivery",
                        "xray:GetSamplingRules",
                        "xray:GetSamplingTargets",
                        "xray:PutTelemetryRecords",
                        "xray:PutTraceSegments",
                    ],
                    resources=["*"],
                )
            ],
        )
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="Deliveries of logs, and traces, have no resource to name.",
        )
