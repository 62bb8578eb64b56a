"""Steps that run Spark: a crawler, a job of Glue, a run of EMR Serverless."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from ml_refarch.analytics.lake.rights import accept
from ml_refarch.analytics.spark_application import SparkApplication
from ml_refarch.analytics.spark_etl import SparkEtl

from .asl import DAY, UNUSED, States, choice, said, task, throttled, wait, words
from .step import Source

_GLUE: Final = throttled(
    "Glue.AWSGlueException",
    "Glue.InternalServiceException",
    "Glue.OperationTimeoutException",
    "Glue.ThrottlingException",
)
_GLUE_IS_BUSY: Final = throttled(
    "Glue.ConcurrentRunsExceededException",
    "Glue.ResourceNumberLimitExceededException",
    interval=60,
)
_EMR: Final = throttled(
    "EMRServerless.ThrottlingException",
    "EMRServerless.InternalServerException",
    "EmrServerless.EmrServerlessException",
    "EmrServerless.InternalServerException",
    "EmrServerless.ThrottlingException",
)
_EMR_IS_FULL: Final = throttled(
    "EMRServerless.ServiceQuotaExceededException",
    "EmrServerless.ServiceQuotaExceededException",
    interval=60,
)


@dataclass(frozen=True)
class Crawl:
    """Has a crawler make tables of what came, and waits for it.

    Args:
        etl: Whose crawler.
        source: The files that it needs.
        every: How often it is looked at, in seconds.
    """

    etl: SparkEtl
    source: Source | None = None
    every: int = 15

    def __post_init__(self) -> None:
        if self.etl.crawler is None:
            raise ValueError(f"etl: {self.etl.node.path} has no crawler; give it folders to crawl")

    @property
    def name(self) -> str:
        """Its name."""
        return f"{self.etl.node.id}Crawl"

    def states(self, *, then: str, failed: str) -> States:
        """Starts the crawler, unless it runs, and waits until it is ready."""
        assert self.etl.crawler is not None  # noqa: S101 - seen to when it was made
        crawler = {"Name": self.etl.crawler.ref}
        look, ended, good = f"{self.name}Look", f"{self.name}Ended", f"{self.name}Good"
        return {
            self.name: task(
                "aws-sdk:glue:startCrawler",
                crawler,
                then=f"{self.name}Wait",
                failed=failed,
                retries=[_GLUE],
                catches=[
                    {
                        "ErrorEquals": ["Glue.CrawlerRunningException"],
                        "ResultPath": f"$.{UNUSED}",
                        "Next": f"{self.name}Wait",
                    }
                ],
            ),
            f"{self.name}Wait": wait(self.every, then=look),
            look: task(
                "aws-sdk:glue:getCrawler",
                crawler,
                then=ended,
                failed=failed,
                result="crawler",
                # The whole of it: one that runs for the first time has no LastCrawl yet.
                selector={"seen.$": "$.Crawler"},
                retries=[_GLUE],
            ),
            ended: choice(
                {"Variable": "$.crawler.seen.State", "StringEquals": "READY", "Next": good},
                default=f"{self.name}Wait",
            ),
            good: choice(
                {
                    "Variable": "$.crawler.seen.LastCrawl.Status",
                    "StringEquals": "SUCCEEDED",
                    "Next": then,
                },
                default=f"{self.name}Bad",
            ),
            f"{self.name}Bad": {
                "Type": "Pass",
                "Parameters": {
                    "Error": "CrawlFailed",
                    "Cause.$": "States.JsonToString($.crawler.seen.LastCrawl)",
                },
                "ResultPath": "$.failure",
                "Next": failed,
            },
        }

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role crawl."""
        self.etl.grant_crawl(role)


@dataclass(frozen=True)
class RunEtl:
    """Runs a job of Glue for the day. Its rules stop bad data; it is not run again for those.

    Args:
        etl: The job.
        source: The files that it needs.
    """

    etl: SparkEtl
    source: Source | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.etl.node.id

    def states(self, *, then: str, failed: str) -> States:
        """Runs it and waits."""
        return {
            self.name: task(
                "glue:startJobRun.sync",
                {"JobName": self.etl.job.job_name, "Arguments": {"--date.$": DAY}},
                then=then,
                failed=failed,
                retries=[_GLUE_IS_BUSY, _GLUE],
            )
        }

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role run it."""
        self.etl.grant_run(role)


@dataclass(frozen=True)
class RunSpark:
    """Runs a script on EMR Serverless for the day.

    Args:
        application: Where it runs.
        source: The files that it needs.
    """

    application: SparkApplication
    source: Source | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.application.node.id

    def states(self, *, then: str, failed: str) -> States:
        """Runs it and waits."""
        request = self.application.request()
        submit = dict(request["JobDriver"]["SparkSubmit"])
        told = submit.pop("EntryPointArguments")
        submit["EntryPointArguments.$"] = said("spark", [*told, "--date"], DAY)
        return {
            self.name: words("spark", [*told, "--date"], then=f"{self.name}Run"),
            f"{self.name}Run": task(
                "emr-serverless:startJobRun.sync",
                {
                    **request,
                    "Name.$": f"States.Format('{self.name}-{{}}', {DAY})",
                    "JobDriver": {"SparkSubmit": submit},
                },
                then=then,
                failed=failed,
                retries=[_EMR_IS_FULL, _EMR],
            ),
        }

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role run it, and hear when it ends."""
        runs = f"{self.application.application_arn}/jobruns/*"
        policy = iam.Policy(
            role,
            f"Run{self.name}",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["emr-serverless:StartJobRun"],
                    resources=[self.application.application_arn],
                ),
                iam.PolicyStatement(
                    actions=["emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"],
                    resources=[runs],
                ),
                iam.PolicyStatement(
                    actions=["iam:PassRole"],
                    resources=[self.application.role.role_arn],
                    conditions={
                        "StringEquals": {"iam:PassedToService": "emr-serverless.amazonaws.com"}
                    },
                ),
                let_hear(role, "StepFunctionsGetEventsForEMRServerlessJobRule"),
            ],
        )
        accept(policy, runs, reason="Each run has an id of its own.")


def let_hear(role: iam.Role, *rules: str) -> iam.PolicyStatement:
    """Lets Step Functions keep the rules by which it hears that a job ended."""
    return iam.PolicyStatement(
        actions=["events:DescribeRule", "events:PutRule", "events:PutTargets"],
        resources=[
            Stack.of(role).format_arn(service="events", resource="rule", resource_name=rule)
            for rule in rules
        ],
    )
