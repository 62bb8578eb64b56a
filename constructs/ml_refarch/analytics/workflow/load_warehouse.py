"""The step that brings what was curated into a warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from ml_refarch.analytics.lake.rights import accept

from .asl import (
    DAY,
    DAYS,
    States,
    choice,
    each,
    filled,
    note,
    said,
    task,
    throttled,
    wait,
    words,
)
from .ended import ended
from .step import Source, check_folder, check_late_days

_REDSHIFT: Final = throttled(
    "RedshiftData.ActiveStatementsExceededException",
    "RedshiftData.ActiveSessionsExceededException",
    "RedshiftData.BatchExecuteStatementException",
    "RedshiftData.InternalServerException",
    "RedshiftData.ThrottlingException",
)
_S3: Final = throttled("S3.S3Exception", "S3.SdkClientException", attempts=3)
# Of one BatchExecuteStatement.
_MAX_STATEMENTS: Final = 40


@dataclass(frozen=True, kw_only=True)
class LoadedFiles:
    """The files that a load copies from the lake.

    Args:
        bucket_name: Where they are.
        folder: Those of a day: ``business_events/date={date}/``.
        late_days: How many days before the day are loaded again as well, for what came late.

    Raises:
        ValueError: It is no such folder, or the days are not between 0 and 30.
    """

    bucket_name: str
    folder: str
    late_days: int = 0

    def __post_init__(self) -> None:
        check_folder(self.folder)
        check_late_days(self.late_days)

    @property
    def listing(self) -> iam.PolicyStatement:
        """Lets somebody see whether there are such files."""
        before, _, _ = self.folder.partition("{")
        return iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[f"arn:{Aws.PARTITION}:s3:::{self.bucket_name}"],
            conditions={"StringLike": {"s3:prefix": f"{before}*"}},
        )


@dataclass(frozen=True, kw_only=True)
class LoadWarehouse:
    """Runs statements in Redshift Serverless, in one transaction, and waits for it.

    Statements say ``{date}`` and ``{month}`` for the day's; they should be such that a day may be
    done again::

        LoadWarehouse(
            workgroup_name=workgroup.workgroup_name,
            workgroup_arn=workgroup.attr_workgroup_workgroup_arn,
            database="analytics",
            statements=[
                "DELETE FROM events WHERE date = '{date}'",
                "INSERT INTO events SELECT * FROM lake.business_events WHERE date = '{date}'",
            ],
        )

    With ``files``, each of their days is a transaction of its own, the latest first, and a day
    that has no file is left out: ``COPY`` fails where there is none.

    Args:
        workgroup_name: Of the warehouse.
        workgroup_arn: Its ARN.
        database: Where the statements run.
        statements: SQL, 1 to 40.
        files: What the statements copy; only the day that is being done, whatever its files, when
            left out.
        secret_arn: A secret with user and password; the workflow's own role signs in when left
            out, and needs rights in the database.
        name: Of the step.
        source: The files that it needs.
        every: How often it is looked at, in seconds.

    Raises:
        ValueError: There are no statements, or too many.

    Source: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html
    """

    workgroup_name: str
    workgroup_arn: str
    database: str
    statements: Sequence[str]
    files: LoadedFiles | None = None
    secret_arn: str | None = None
    name: str = "LoadWarehouse"
    source: Source | None = None
    every: int = 5

    def __post_init__(self) -> None:
        if isinstance(self.statements, str) or not 1 <= len(self.statements) <= _MAX_STATEMENTS:
            raise ValueError(
                f"statements: {len(self.statements)} are not a list of 1 to {_MAX_STATEMENTS}"
            )

    def states(self, *, then: str, failed: str) -> States:
        """Sends the statements, for each day that has files, and looks until they are done."""
        if self.files is None:
            return self._load(self.name, then=then, failed=failed)
        find, load, gone = f"{self.name}Find", f"{self.name}Statements", f"{self.name}DayFailed"
        done = f"{self.name}DayDone"
        of_a_day: States = {
            find: task(
                "aws-sdk:s3:listObjectsV2",
                {
                    "Bucket": self.files.bucket_name,
                    "Prefix.$": filled(self.files.folder),
                    "MaxKeys": 1,
                },
                then=f"{self.name}HasFiles",
                failed=gone,
                result="found",
                selector={"files.$": "$.KeyCount"},
                retries=[_S3],
            ),
            f"{self.name}HasFiles": choice(
                {"Variable": "$.found.files", "NumericGreaterThan": 0, "Next": load}, default=done
            ),
            **self._load(load, then=done, failed=gone),
            done: {"Type": "Pass", "Parameters": {"date.$": DAY}, "End": True},
            gone: {
                "Type": "Fail",
                "ErrorPath": "$.failure.Error",
                "CausePath": f"States.Format('loading {{}}: {{}}', {DAY}, $.failure.Cause)",
            },
        }
        return {
            self.name: note(
                "load",
                {"days.$": f"{DAYS}[0:{self.files.late_days + 1}]"},
                then=f"{self.name}Days",
            ),
            f"{self.name}Days": each(
                "$.load.days", "day", of_a_day, then=then, failed=failed, result="load"
            ),
        }

    def _load(self, first: str, *, then: str, failed: str) -> States:
        waiting, look = f"{self.name}Wait", f"{self.name}Look"
        return {
            first: words("load", self.statements, then=f"{self.name}Send"),
            f"{self.name}Send": task(
                "aws-sdk:redshiftdata:batchExecuteStatement",
                {
                    "WorkgroupName": self.workgroup_name,
                    "Database": self.database,
                    "Sqls.$": said("load", self.statements),
                    "StatementName.$": f"States.Format('{self.name}-{{}}', {DAY})",
                    **({"SecretArn": self.secret_arn} if self.secret_arn else {}),
                },
                then=waiting,
                failed=failed,
                result="load",
                selector={"Id.$": "$.Id"},
                retries=[_REDSHIFT],
            ),
            waiting: wait(self.every, then=look),
            look: task(
                "aws-sdk:redshiftdata:describeStatement",
                {"Id.$": "$.load.Id"},
                then=f"{self.name}Ended",
                failed=failed,
                result="load",
                retries=[_REDSHIFT],
            ),
            **ended(
                self.name,
                "$.load.Status",
                good="FINISHED",
                bad={"FAILED": "$.load.Error", "ABORTED": None},
                waiting=waiting,
                then=then,
                failed=failed,
            ),
        }

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role look for files, sign in, send statements and look at its own."""
        policy = iam.Policy(
            role,
            f"{self.name}Statements",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["redshift-data:BatchExecuteStatement"],
                    resources=[self.workgroup_arn],
                ),
                iam.PolicyStatement(
                    actions=["redshift-data:DescribeStatement"],
                    resources=["*"],
                    conditions={
                        "StringEquals": {
                            "redshift-data:statement-owner-iam-userid": "${aws:userid}"
                        }
                    },
                ),
                iam.PolicyStatement(
                    actions=["secretsmanager:GetSecretValue"], resources=[self.secret_arn]
                )
                if self.secret_arn
                else iam.PolicyStatement(
                    actions=["redshift-serverless:GetCredentials"],
                    resources=[self.workgroup_arn],
                ),
                *([self.files.listing] if self.files else ()),
            ],
        )
        accept(policy, "*", reason="A statement has no ARN; only one's own may be looked at.")
