"""Spark on EMR Serverless, for what is heavy: the same scripts as on Glue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_emrserverless as emrserverless
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from .data_lake import DataLake
from .lake import CURATED, RAW
from .lake.rights import accept
from .spark import SparkScript, job_role, let_read_code

_RELEASE: Final = re.compile(r"(emr|emr-spark)-\d+\.\d+\.\d+(-[a-z0-9.-]+)?")
_ARCHITECTURES: Final = ("ARM64", "X86_64")
_IDLE_MINUTES: Final = range(1, 10_080 + 1)


class SparkApplication(Construct):
    """An EMR Serverless application, and a script that it runs.

    It starts with the first run and stops when idle, and then costs nothing. That is also what
    lets a deploy change it: one that is started cannot be changed::

        batch = SparkApplication(
            self,
            "Heavy",
            lake=lake,
            script=SparkScript(Path("jobs/curate_events.py"), package=Path("jobs/curation")),
        )

    A run is told its day: ``{"date": "2026-11-26"}`` in :meth:`request`, or by a
    :class:`DailyWorkflow`.

    Args:
        lake: What it reads and writes.
        script: What runs.
        release_label: The release of EMR, such as ``emr-spark-8.1.0`` (Spark 4.1.1) or
            ``emr-7.13.0`` (Spark 3.5.6).
        architecture: ``ARM64``, which costs less, or ``X86_64``.
        max_vcpu: The most vCPUs that all runs have at a time.
        max_memory_gb: And the most memory.
        idle: After how long without a run it stops, a minute to a week.
        timeout: How long a run may take.
        vpc: A VPC that runs reach; they need one only for what is in it.
        vpc_subnets: Which subnets of it; private ones with a way out when left out.
        security_groups: Existing ones; one is made when left out.
        log_retention: How long the logs of runs are kept.
        removal_policy: What happens to the logs when the stack goes.

    Attributes:
        application: The application.
        role: What runs act as.

    Raises:
        ValueError: The release, the architecture or a number is not allowed.

    Source: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/emr-serverless.html
    """

    application: emrserverless.CfnApplication
    role: iam.Role
    log_group: logs.LogGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        script: SparkScript,
        release_label: str = "emr-spark-8.1.0",
        architecture: str = "ARM64",
        max_vcpu: int = 16,
        max_memory_gb: int = 64,
        idle: Duration | None = None,
        timeout: Duration | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        idle = idle or Duration.minutes(15)
        _check(release_label, architecture, max_vcpu, max_memory_gb, idle)
        self.script = script
        self._bound = script.bind(self, lake)
        self._timeout = timeout or Duration.hours(2)
        self.log_group = logs.LogGroup(
            self, "Logs", retention=log_retention, removal_policy=removal_policy
        )
        self.role = job_role(
            self,
            "Role",
            service="emr-serverless.amazonaws.com",
            description=f"What runs of {self.node.path} read and write the lake with",
        )
        lake.grant_read(self.role, RAW)
        lake.grant_write(self.role, CURATED)
        let_read_code(self.role, self._bound.assets)
        self._let_log()
        self.application = emrserverless.CfnApplication(
            self,
            "Application",
            type="SPARK",
            release_label=release_label,
            architecture=architecture,
            auto_start_configuration=emrserverless.CfnApplication.AutoStartConfigurationProperty(
                enabled=True
            ),
            auto_stop_configuration=emrserverless.CfnApplication.AutoStopConfigurationProperty(
                enabled=True, idle_timeout_minutes=int(idle.to_minutes())
            ),
            maximum_capacity=emrserverless.CfnApplication.MaximumAllowedResourcesProperty(
                cpu=f"{max_vcpu} vCPU", memory=f"{max_memory_gb} GB"
            ),
            network_configuration=self._network(vpc, vpc_subnets, security_groups),
        )

    @property
    def application_arn(self) -> str:
        """The application's ARN."""
        return self.application.attr_arn

    @property
    def arguments(self) -> list[str]:
        """What the script is told in each run, less its day."""
        return [part for pair in self._bound.arguments.items() for part in pair]

    def request(self) -> dict[str, Any]:
        """A request to start a run, as Step Functions writes it; its arguments lack the day."""
        package = self._bound.package
        submit = {
            "EntryPoint": self._bound.code.s3_object_url,
            "EntryPointArguments": self.arguments,
            **({"SparkSubmitParameters": f"--py-files {package.s3_object_url}"} if package else {}),
        }
        return {
            "ApplicationId": self.application.attr_application_id,
            "ExecutionRoleArn": self.role.role_arn,
            "ExecutionTimeoutMinutes": int(self._timeout.to_minutes()),
            "JobDriver": {"SparkSubmit": submit},
            "ConfigurationOverrides": {
                "MonitoringConfiguration": {
                    "CloudWatchLoggingConfiguration": {
                        "Enabled": True,
                        "LogGroupName": self.log_group.log_group_name,
                    }
                }
            },
        }

    def grant_run(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` start runs, follow them and cancel them."""
        iam.Grant.add_to_principal(
            grantee=grantee, actions=["iam:PassRole"], resource_arns=[self.role.role_arn]
        )
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=[
                "emr-serverless:CancelJobRun",
                "emr-serverless:GetJobRun",
                "emr-serverless:StartJobRun",
            ],
            resource_arns=[self.application_arn, f"{self.application_arn}/jobruns/*"],
        )

    def _let_log(self) -> None:
        groups = Stack.of(self).format_arn(
            service="logs",
            resource="log-group",
            resource_name="*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        policy = iam.Policy(
            self.role,
            "Logs",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    actions=[
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    resources=[self.log_group.log_group_arn],
                ),
                iam.PolicyStatement(actions=["logs:DescribeLogGroups"], resources=[groups]),
            ],
        )
        accept(policy, groups, reason="A list of log groups names none of them.")

    def _network(
        self,
        vpc: ec2.IVpc | None,
        subnets: ec2.SubnetSelection | None,
        groups: Sequence[ec2.ISecurityGroup],
    ) -> emrserverless.CfnApplication.NetworkConfigurationProperty | None:
        if vpc is None:
            return None
        chosen = subnets or ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
        own = groups or [
            ec2.SecurityGroup(
                self, "SecurityGroup", vpc=vpc, description="Runs of Spark; none may call in"
            )
        ]
        return emrserverless.CfnApplication.NetworkConfigurationProperty(
            subnet_ids=vpc.select_subnets(
                subnet_type=chosen.subnet_type,
                subnets=chosen.subnets,
                subnet_group_name=chosen.subnet_group_name,
            ).subnet_ids,
            security_group_ids=[group.security_group_id for group in own],
        )


def _check(release: str, architecture: str, vcpu: int, memory: int, idle: Duration) -> None:
    if _RELEASE.fullmatch(release) is None:
        raise ValueError(
            f"release_label: {release!r} is not a release such as 'emr-spark-8.1.0' or 'emr-7.13.0'"
        )
    if architecture not in _ARCHITECTURES:
        raise ValueError(
            f"architecture: {architecture!r} is not one of {', '.join(_ARCHITECTURES)}"
        )
    for name, value in (("max_vcpu", vcpu), ("max_memory_gb", memory)):
        if value < 1:
            raise ValueError(f"{name}: {value} is not 1 or more")
    minutes = idle.to_minutes(integral=False)
    if minutes not in _IDLE_MINUTES:
        raise ValueError(f"idle: {minutes:g} minutes is not a whole number from 1 to 10,080")
