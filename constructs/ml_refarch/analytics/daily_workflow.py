"""Each day's work on the lake, done by Step Functions: what AWS Data Pipeline did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduler_targets
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from ml_refarch.foundation import (
    LoggedMachine,
    Notifications,
    PythonFunction,
    shared_layer,
    shipped_code,
)

from .data_lake import DataLake
from .lake import RAW
from .lake.rights import accept
from .workflow import OWN, Step, definition

WORKFLOW_SERVICE: Final = "daily_workflow"
WORKFLOW_NAMESPACE: Final = "Analytics"

_STEP_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,49}")
_CATCH_UP: Final = range(1, 100 + 1)


class DailyWorkflow(Construct):
    """Does steps for each day, in order, every morning::

        DailyWorkflow(
            self,
            "Daily",
            lake=lake,
            steps=[Crawl(etl), RunEtl(etl, source=Source(folder="flights/*={month}/"))],
            notifications=notifications,
        )

    A run with ``{}`` does the day before, in UTC, and those before that were missed, oldest first;
    with ``{"date": "2026-11-26"}`` just that day, again if need be. One run works at a time:
    another that begins ends at once. A step whose files did not come is left out; where they must
    be there, the run looks again for a while. What a service had no time for is tried again; any
    other failure ends the run, gives up its turn, and is told with its step, its day and its
    reason. The next run catches up.

    Args:
        lake: Where the files of the days are.
        steps: What is done: :class:`Crawl`, :class:`RunEtl`, :class:`RunSpark`,
            :class:`RunCluster`, :class:`LoadWarehouse`, :class:`RefreshDashboard`, or one's own.
        notifications: Who hears what came of a run.
        schedule: When runs begin by themselves; at 3 in the morning, UTC, when left out.
        catch_up: How many days back a missed one is still done, 1 to 100.
        wait_for_sources: How long a run waits before it looks again for files that must be there.
        looks: How often it does.
        timeout: How long a run may take.
        log_retention: How long logs are kept.
        removal_policy: What happens to logs and to the table of days when the stack goes.

    Attributes:
        machine: The state machine.
        table: Which days are done, and which run has the turn.
        schedule: What starts it.

    Raises:
        ValueError: There is no step, two have one name, or a number is not allowed.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
    """

    machine: sfn.CfnStateMachine
    state_machine: sfn.IStateMachine
    function: PythonFunction
    table: dynamodb.TableV2
    schedule: scheduler.Schedule
    failure_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        steps: Sequence[Step],
        notifications: Notifications | None = None,
        schedule: scheduler.ScheduleExpression | None = None,
        catch_up: int = 7,
        wait_for_sources: Duration | None = None,
        looks: int = 4,
        timeout: Duration | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(steps, catch_up, looks)
        self.table = self._table(removal_policy)
        self.function = self._function(lake, catch_up, notifications, log_retention, removal_policy)
        title = self.node.path.replace("/", " ")
        machine = LoggedMachine(
            self,
            "Machine",
            title=title,
            definition=definition(
                steps,
                title=title,
                function_arn=self.function.function.function_arn,
                topic_arn=notifications.staff_topic.topic_arn if notifications else None,
                wait_for_sources=wait_for_sources or Duration.minutes(15),
                looks=looks,
                timeout=timeout or Duration.hours(20),
            ),
            notifications=notifications,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.role = machine.role
        self.machine = machine.machine
        self.state_machine = machine.state_machine
        self.failure_alarm = machine.failure_alarm
        self._let_work(lake, machine.role, steps)
        self.schedule = scheduler.Schedule(
            self,
            "Schedule",
            description=f"Each day's work of {title}"[:512],
            schedule=schedule or scheduler.ScheduleExpression.cron(hour="3", minute="0"),
            target=scheduler_targets.StepFunctionsStartExecution(
                self.state_machine, input=scheduler.ScheduleTargetInput.from_object({})
            ),
        )

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when a day is not done."""
        return (self.failure_alarm, self.function.errors_alarm)

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` start a run and see what becomes of it."""
        self.state_machine.grant_read(grantee)
        return self.state_machine.grant_start_execution(grantee)

    def metric_failed(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Runs that failed."""
        return self.state_machine.metric_failed(period=period or Duration.minutes(5))

    def metric_succeeded(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Runs that came to a good end."""
        return self.state_machine.metric_succeeded(period=period or Duration.minutes(5))

    def _table(self, removal_policy: RemovalPolicy) -> dynamodb.TableV2:
        return dynamodb.TableV2(
            self,
            "Days",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=removal_policy,
        )

    def _function(
        self,
        lake: DataLake,
        catch_up: int,
        notifications: Notifications | None,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> PythonFunction:
        function = PythonFunction(
            self,
            "Function",
            source=shipped_code("daily_workflow"),
            description="Knows which days are to be done, and whether their files are there",
            environment={
                "TABLE_NAME": self.table.table_name,
                "RAW_BUCKET": lake.raw.bucket_name,
                "CATCH_UP_DAYS": str(catch_up),
                "POWERTOOLS_SERVICE_NAME": WORKFLOW_SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": WORKFLOW_NAMESPACE,
            },
            layers=[shared_layer(self, "function_start")],
            powertools=True,
            timeout=Duration.minutes(1),
            alarm_topic=notifications.staff_topic if notifications else None,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.table.grant(
            function.role,
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
        )
        return function

    def _let_work(self, lake: DataLake, role: iam.Role, steps: Sequence[Step]) -> None:
        for step in steps:
            step.let(role)
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["lambda:InvokeFunction"],
                resources=[self.function.function.function_arn],
            )
        )
        executions = Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self.machine.attr_name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        policy = iam.Policy(
            self,
            "Look",
            roles=[self.function.role],
            statements=[
                iam.PolicyStatement(actions=["s3:ListBucket"], resources=[lake.raw.bucket_arn]),
                iam.PolicyStatement(actions=["states:DescribeExecution"], resources=[executions]),
            ],
        )
        accept(policy, executions, reason="Whichever run has the turn is looked at.")
        key = lake.layer(RAW).key
        if key is not None:
            key.grant(self.function.role, "kms:Decrypt")


def _check(steps: Sequence[Step], catch_up: int, looks: int) -> None:
    if not steps:
        raise ValueError("steps: there are none; give at least one, such as RunEtl(etl)")
    names = [step.name for step in steps]
    for name in names:
        if _STEP_NAME.fullmatch(name) is None or name in OWN:
            raise ValueError(
                f"steps: {name!r} is not a name of 1 to 50 letters and digits, a letter first, "
                f"other than {', '.join(OWN)}"
            )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"steps: there are two of the name {', '.join(twice)}")
    if catch_up not in _CATCH_UP:
        raise ValueError(f"catch_up: {catch_up} days are not between 1 and 100")
    if looks < 0:
        raise ValueError(f"looks: {looks} is not 0 or more")
