"""A step that starts a cluster of EMR, has it work, and ends it whatever came of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_iam as iam

from ml_refarch.analytics.transient_cluster import TransientCluster

from .asl import States, said, task, throttled, words
from .spark_steps import let_hear
from .step import Source

_EMR: Final = throttled(
    "ElasticMapReduce.AmazonElasticMapReduceException",
    "ElasticMapReduce.InternalServerErrorException",
    "ElasticMapReduce.ThrottlingException",
    "EMR.AmazonElasticMapReduceException",
    interval=20,
)


@dataclass(frozen=True)
class RunCluster:
    """Starts a cluster, has it work, and ends it.

    Args:
        cluster: The cluster.
        source: The files that it needs.
    """

    cluster: TransientCluster
    source: Source | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.cluster.node.id

    def states(self, *, then: str, failed: str) -> States:
        """Starts it, and ends it after its last step, or after one that fails."""
        end, give_up = f"{self.name}End", f"{self.name}GiveUp"
        first = f"{self.name}{self.cluster.steps[0].name}"
        states: States = {
            self.name: task(
                "elasticmapreduce:createCluster.sync",
                self.cluster.request(),
                then=first,
                failed=failed,
                result="cluster",
                selector={"id.$": "$.ClusterId"},
                retries=[_EMR],
            )
        }
        steps = self.cluster.steps
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            name = f"{self.name}{step.name}"
            states[name] = words("work", step.command, then=f"{name}Run")
            states[f"{name}Run"] = task(
                "elasticmapreduce:addStep.sync",
                {
                    "ClusterId.$": "$.cluster.id",
                    "Step": {
                        "Name": step.name,
                        "ActionOnFailure": "CONTINUE",
                        "HadoopJarStep": {"Jar": step.jar, "Args.$": said("work", step.command)},
                    },
                },
                then=f"{self.name}{following.name}" if following else end,
                failed=give_up,
                retries=[_EMR],
            )
        terminate = {"ClusterId.$": "$.cluster.id"}
        states[end] = task(
            "elasticmapreduce:terminateCluster.sync",
            terminate,
            then=then,
            failed=failed,
            retries=[_EMR],
        )
        states[give_up] = task(
            "elasticmapreduce:terminateCluster",
            terminate,
            then=failed,
            failed=failed,
            retries=[_EMR],
        )
        # Why it failed matters more than why it could not be ended, which it then does when idle.
        states[give_up]["Catch"][0]["ResultPath"] = "$.kept"
        return states

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role do it, and hear when something ends."""
        policy = self.cluster.let_run(role)
        policy.add_statements(
            let_hear(
                role,
                "StepFunctionsGetEventForEMRAddJobFlowStepsRule",
                "StepFunctionsGetEventForEMRRunJobFlowRule",
                "StepFunctionsGetEventForEMRTerminateJobFlowsRule",
            )
        )
