"""The state machine of a pipeline, and what starts it."""

from __future__ import annotations

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as scheduler_targets

from ml_refarch.foundation import LoggedMachine, tell_event_bridge
from ml_refarch.sagemaker.flow import ARRIVAL


class PipelineMachine(LoggedMachine):
    """Runs a pipeline; started by hand, by schedule or by data that arrive."""

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
        tell_event_bridge(bucket)
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
        # Of many files the last one makes the run. Beside the role's other policies: the machine
        # waits for those, and cannot wait for one that names it.
        iam.Policy(
            self,
            "ListRuns",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    actions=["states:ListExecutions"], resources=[self.machine.attr_arn]
                )
            ],
        )
        return rule
