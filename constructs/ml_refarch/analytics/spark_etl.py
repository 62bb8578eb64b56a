"""A Spark job on AWS Glue, and the crawler before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from .data_lake import DataLake
from .lake import CURATED, RAW, LakeTable
from .spark import BoundScript, LakeCrawler, SparkScript, job_role, let_read_code
from .spark.connections import let_use_connections
from .spark.rights import let_log_to_glue

_WORKERS: Final = range(2, 299 + 1)
_WORKER_TYPES: Final = {one.name.replace("_", "."): one for one in glue.WorkerType}


class SparkEtl(Construct):
    """A script that makes curated data of raw data, on AWS Glue 6.0: Spark 4.1.1, Python 3.13.

    It has as many workers as it needs, at most ``max_workers``, and one run at a time::

        SparkEtl(
            self,
            "CurateFlights",
            lake=lake,
            script=SparkScript(Path("jobs/curate_flights.py"), package=Path("jobs/curation")),
            table=flights,
            crawl=["flights/"],
        )

    Data that break the script's ``rules`` stop the run before a partition is written; the same
    rules are in the catalogue for all to see. There are no bookmarks: a run is told its day, looks
    at the days before again for what came late, and writes whole partitions, so that it may be
    repeated.

    Args:
        lake: What it reads and writes.
        script: What runs.
        table: The table that it makes; the rules are of this one.
        crawl: Folders of the raw layer of which a crawler makes tables; no crawler when left out.
        worker_type: ``G.1X`` has 4 vCPU and 16 GB, ``G.2X`` twice that.
        max_workers: The most workers, 2 to 299.
        timeout: How long a run may take.
        connections: Glue connections to sources that are not in AWS, or in a VPC.
        role: What it acts as; one is made when left out. It gets the rights in either case.
        alarm_topic: Who hears that a run failed.

    Attributes:
        job: The Glue job.
        crawler: The crawler, if there is one.
        ruleset: The rules in the catalogue, if there are rules and a table.

    Raises:
        ValueError: A worker type or number is not allowed, or rules have no table.

    Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    """

    job: glue.PySparkEtlJob
    role: iam.IRole
    crawler: glue.CfnCrawler | None
    ruleset: glue.DataQualityRuleset | None
    failure_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        script: SparkScript,
        table: LakeTable | None = None,
        crawl: Sequence[str] = (),
        worker_type: str = "G.1X",
        max_workers: int = 4,
        timeout: Duration | None = None,
        connections: Sequence[glue.IConnection] = (),
        role: iam.IRole | None = None,
        alarm_topic: sns.ITopic | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(worker_type, max_workers, script, table)
        self.script = script
        self.lake = lake
        bound = script.bind(self, lake)
        self.role = role or job_role(
            self,
            "Role",
            service="glue.amazonaws.com",
            description=f"What {self.node.path} reads and writes the lake with",
        )
        lake.grant_read(self.role, RAW)
        lake.grant_write(self.role, CURATED)
        let_read_code(self.role, bound.assets)
        let_log_to_glue(self.role)
        lake.glue_encryption.give_to(self.role)
        if connections:
            let_use_connections(self.role, connections)
        self.job = self._job(bound, _WORKER_TYPES[worker_type], max_workers, timeout, connections)
        self.crawling = LakeCrawler(self, "Crawler", lake=lake, folders=crawl) if crawl else None
        self.crawler = self.crawling.crawler if self.crawling else None
        self.ruleset = self._ruleset(script.rules, table) if script.rules and table else None
        self.failure_alarm = self.metric_failed().create_alarm(
            self,
            "Failures",
            alarm_description=f"A run of {self.node.path} failed: its log says why.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if alarm_topic is not None:
            self.failure_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

    def grant_run(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` run the job, follow a run and stop it."""
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=[
                "glue:BatchStopJobRun",
                "glue:GetJobRun",
                "glue:GetJobRuns",
                "glue:StartJobRun",
            ],
            resource_arns=[self.job.job_arn],
        )

    def grant_crawl(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` start the crawler and see how it is.

        Raises:
            ValueError: There is no crawler.
        """
        if self.crawling is None:
            raise ValueError(f"crawl: {self.node.path} has no crawler; give it folders to crawl")
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["glue:GetCrawler", "glue:StartCrawler"],
            resource_arns=[self.crawling.crawler_arn],
        )

    def metric_failed(self) -> cloudwatch.Metric:
        """Runs that failed."""
        return self.job.metric_failure(period=Duration.minutes(5), statistic=cloudwatch.Stats.SUM)

    def _job(
        self,
        bound: BoundScript,
        worker_type: glue.WorkerType,
        max_workers: int,
        timeout: Duration | None,
        connections: Sequence[glue.IConnection],
    ) -> glue.PySparkEtlJob:
        package = bound.package
        job = glue.PySparkEtlJob(
            self,
            "Job",
            # The L2 would let it read more of the bucket of assets than its code.
            role=_as_it_is(self.role),
            description=f"Runs {self.script.path.name}",
            glue_version=glue.GlueVersion.V6_0,
            script=glue.Code.from_bucket(bound.code.bucket, bound.code.s3_object_key),
            extra_python_files=[glue.Code.from_bucket(package.bucket, package.s3_object_key)]
            if package
            else None,
            default_arguments={
                **bound.arguments,
                "--enable-auto-scaling": "true",
                "--enable-job-insights": "true",
                # Not bookmarks: they know files of one source, not days and what comes late.
                "--job-bookmark-option": "job-bookmark-disable",
            },
            worker_configuration=glue.WorkerConfiguration(
                worker_type=worker_type, number_of_workers=max_workers
            ),
            continuous_logging=glue.ContinuousLoggingProps(enabled=True),
            enable_metrics=True,
            enable_observability_metrics=True,
            max_concurrent_runs=1,
            # Who starts a run knows what is worth another; bad data are not.
            max_retries=0,
            timeout=timeout or Duration.hours(2),
            connections=list(connections) or None,
            security_configuration=self.lake.glue_encryption.configuration,
        )
        job.node.add_dependency(self.role)
        return job

    def _ruleset(self, rules: str, table: LakeTable) -> glue.DataQualityRuleset:
        ruleset = glue.DataQualityRuleset(
            self,
            "Rules",
            # Unique in account and region, and create-only.
            ruleset_name=f"{self.lake.name}_{table.table_name}_{self.node.addr[-8:]}",
            description=f"What {self.script.path.name} checks before it writes",
            dqdl=glue.Dqdl.from_string(rules),
            target_table=glue.DataQualityTargetTable.from_table_name(
                table.layer.database, table.table_name
            ),
        )
        # It holds no data, and one that was kept would stand in the way of the next of its name.
        ruleset.apply_removal_policy(RemovalPolicy.DESTROY)
        ruleset.node.add_dependency(table.resource)
        return ruleset


def _as_it_is(role: iam.IRole) -> iam.IRole:
    return role.without_policy_updates() if isinstance(role, iam.Role) else role


def _check(
    worker_type: str, max_workers: int, script: SparkScript, table: LakeTable | None
) -> None:
    if worker_type not in _WORKER_TYPES:
        raise ValueError(
            f"worker_type: {worker_type!r} is not one of {', '.join(sorted(_WORKER_TYPES))}"
        )
    if max_workers not in _WORKERS:
        raise ValueError(f"max_workers: {max_workers} is not between 2 and 299")
    if script.rules is not None and table is None:
        raise ValueError("table: the script has rules, so give the table that they are of")
