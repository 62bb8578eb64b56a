"""A Hadoop cluster that is there only while it works: EMR on EC2, started by a workflow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from .cluster import ClusterGroups, instance_role, service_role
from .data_lake import DataLake
from .lake.rights import accept

APPLICATIONS: Final = (
    *("Flink", "HBase", "HCatalog", "Hadoop", "Hive", "Hue", "JupyterHub", "Livy", "Oozie"),
    *("Phoenix", "Presto", "Spark", "Tez", "Trino", "Zeppelin", "ZooKeeper"),
)
"""What a release of EMR can install.

Source: https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-components.html
"""

_RELEASE: Final = re.compile(r"emr-\d+\.\d+\.\d+")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,29}")


@dataclass(frozen=True)
class ClusterStep:
    """Something that a cluster does.

    Args:
        name: Letters and digits.
        command: What ``command-runner.jar`` runs, such as ``["hbase", "shell", "s3://..."]`` or
            ``["flink", "run", ...]``; ``{date}`` and ``{month}`` are those of the day.
        jar: Another jar instead.
    """

    name: str
    command: Sequence[str]
    jar: str = "command-runner.jar"

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            raise ValueError(
                f"name: {self.name!r} is not 1 to 30 letters and digits, a letter first"
            )
        if isinstance(self.command, str) or not self.command:
            raise ValueError(f"command: {self.command!r} is not a list such as ['hive', '-f', ...]")


class TransientCluster(Construct):
    """What a workflow needs to start a cluster of EMR, have it work, and end it.

    There is no cluster in the stack: nearly nothing of one can be changed, it costs by the hour,
    and its security groups, which EMR adds rules to, keep a VPC from being deleted. Here they are
    the stack's own, with these rules, so that they go with it::

        hadoop = TransientCluster(
            self,
            "Hadoop",
            lake=lake,
            vpc=vpc,
            applications=["Hadoop", "HBase"],
            steps=[ClusterStep("Load", ["hbase", "shell", "-n", "s3://.../load.rb"])],
        )
        DailyWorkflow(self, "Daily", lake=lake, steps=[RunCluster(hadoop)])

    Args:
        lake: What it reads and writes; its logs go to the results.
        vpc: Where it is; private subnets with a way out, or endpoints of S3 and EMR.
        steps: What it does, one after another.
        applications: What is installed, of :data:`APPLICATIONS`.
        release_label: The release of EMR, such as ``emr-7.13.0``.
        instance_type: Of all machines.
        core_count: How many machines work, beside the one that leads.
        idle: After how long without work it ends by itself, should the workflow not end it.
        vpc_subnets: Which subnets; private ones with a way out when left out.

    Raises:
        ValueError: An application, the release or a number is not allowed, or there is no step.

    Source: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html
    """

    role: iam.Role
    service_role: iam.Role
    groups: ClusterGroups
    instance_profile: iam.CfnInstanceProfile

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        vpc: ec2.IVpc,
        steps: Sequence[ClusterStep],
        applications: Sequence[str] = ("Hadoop",),
        release_label: str = "emr-7.13.0",
        instance_type: str = "m7g.xlarge",
        core_count: int = 2,
        idle: Duration | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(steps, applications, release_label, core_count)
        self.steps = tuple(steps)
        self._lake = lake
        self._applications = list(applications)
        self._release = release_label
        self._instance_type = instance_type
        self._core_count = core_count
        self._idle = idle or Duration.minutes(30)
        chosen = vpc_subnets or ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
        self._subnets = vpc.select_subnets(
            subnet_type=chosen.subnet_type,
            subnets=chosen.subnets,
            subnet_group_name=chosen.subnet_group_name,
        ).subnet_ids
        self.groups = ClusterGroups(self, "Groups", vpc=vpc)
        self.role = instance_role(self, lake)
        self.instance_profile = iam.CfnInstanceProfile(
            self, "InstanceProfile", roles=[self.role.role_name]
        )
        self.service_role = service_role(self, self.role, self.groups, self._subnets)

    def request(self) -> dict[str, Any]:
        """A request to start a cluster, as Step Functions writes it."""
        return {
            "Name": self.node.path.replace("/", "-"),
            "ReleaseLabel": self._release,
            "Applications": [{"Name": one} for one in self._applications],
            "ServiceRole": self.service_role.role_arn,
            "JobFlowRole": self.instance_profile.ref,
            "LogUri": f"s3://{self._lake.results.bucket_name}/emr-logs/",
            "VisibleToAllUsers": True,
            "AutoTerminationPolicy": {"IdleTimeout": int(self._idle.to_seconds())},
            "Instances": {
                "KeepJobFlowAliveWhenNoSteps": True,
                "TerminationProtected": False,
                "Ec2SubnetIds": self._subnets,
                "EmrManagedMasterSecurityGroup": self.groups.leader.security_group_id,
                "EmrManagedSlaveSecurityGroup": self.groups.workers.security_group_id,
                "ServiceAccessSecurityGroup": self.groups.service.security_group_id,
                "InstanceFleets": [self._fleet("MASTER", 1), self._fleet("CORE", self._core_count)],
            },
            # By which the managed policy of EMR lets it make what it needs, and nothing else.
            "Tags": [{"Key": "for-use-with-amazon-emr-managed-policies", "Value": "true"}],
        }

    def let_run(self, role: iam.Role) -> iam.Policy:
        """Lets ``role`` start the cluster, have it work and end it.

        EMR gives a cluster its id when it starts, so that none can be named here: those can be
        that have the tag of the request.
        """
        stack = Stack.of(self)
        clusters = stack.format_arn(
            service="elasticmapreduce", resource="cluster", resource_name="*"
        )
        policy = iam.Policy(
            role,
            f"Run{self.node.id}",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["elasticmapreduce:RunJobFlow"],
                    resources=["*"],
                    conditions={
                        "StringEquals": {
                            "aws:RequestTag/for-use-with-amazon-emr-managed-policies": "true"
                        }
                    },
                ),
                iam.PolicyStatement(
                    actions=[
                        "elasticmapreduce:AddJobFlowSteps",
                        "elasticmapreduce:AddTags",
                        "elasticmapreduce:CancelSteps",
                        "elasticmapreduce:DescribeCluster",
                        "elasticmapreduce:DescribeStep",
                        "elasticmapreduce:TerminateJobFlows",
                    ],
                    resources=[clusters],
                ),
                iam.PolicyStatement(
                    actions=["iam:PassRole"],
                    resources=[self.service_role.role_arn, self.role.role_arn],
                    conditions={
                        "StringEquals": {
                            "iam:PassedToService": [
                                "elasticmapreduce.amazonaws.com",
                                "ec2.amazonaws.com",
                            ]
                        }
                    },
                ),
            ],
        )
        return _accepted(policy, clusters)

    def _fleet(self, kind: str, count: int) -> dict[str, Any]:
        return {
            "InstanceFleetType": kind,
            "TargetOnDemandCapacity": count,
            "InstanceTypeConfigs": [{"InstanceType": self._instance_type, "WeightedCapacity": 1}],
        }


def _accepted(policy: iam.Policy, clusters: str) -> iam.Policy:
    accept(policy, clusters, reason="EMR gives a cluster its id when it starts.")
    accept(policy, "*", reason="What is to be started has no ARN; its tag must be the cluster's.")
    return policy


def _check(
    steps: Sequence[ClusterStep], applications: Sequence[str], release: str, core_count: int
) -> None:
    if not steps:
        raise ValueError("steps: there are none; give at least one ClusterStep")
    names = [step.name for step in steps]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"steps: there are two of the name {', '.join(twice)}")
    for one in applications:
        if one not in APPLICATIONS:
            raise ValueError(f"applications: {one!r} is not one of {', '.join(APPLICATIONS)}")
    if _RELEASE.fullmatch(release) is None:
        raise ValueError(
            f"release_label: {release!r} is not a release of EMR on EC2 such as 'emr-7.13.0'"
        )
    if core_count < 1:
        raise ValueError(f"core_count: {core_count} is not 1 or more")
