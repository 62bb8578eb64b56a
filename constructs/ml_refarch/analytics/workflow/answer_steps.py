"""Steps that bring what was curated to those who ask: a warehouse, a dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam

from ml_refarch.analytics.lake.rights import accept

from .asl import DAY, State, States, choice, said, task, throttled, wait, words
from .step import Source

_REDSHIFT: Final = throttled(
    "RedshiftData.ActiveStatementsExceededException",
    "RedshiftData.ActiveSessionsExceededException",
    "RedshiftData.BatchExecuteStatementException",
    "RedshiftData.InternalServerException",
    "RedshiftData.ThrottlingException",
)
_QUICKSIGHT: Final = throttled(
    "QuickSight.ConflictException",
    "QuickSight.InternalFailureException",
    "QuickSight.LimitExceededException",
    "QuickSight.ThrottlingException",
    interval=30,
)
# Of one BatchExecuteStatement.
_MAX_STATEMENTS: Final = 40


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

    Args:
        workgroup_name: Of the warehouse.
        workgroup_arn: Its ARN.
        database: Where the statements run.
        statements: SQL, 1 to 40.
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
        """Sends the statements, and looks until they are done."""
        waiting, look = f"{self.name}Wait", f"{self.name}Look"
        return {
            self.name: words("load", self.statements, then=f"{self.name}Send"),
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
            **_ended(
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
        """Lets the workflow's role sign in, send statements and look at its own."""
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
            ],
        )
        accept(policy, "*", reason="A statement has no ARN; only one's own may be looked at.")


@dataclass(frozen=True, kw_only=True)
class RefreshDashboard:
    """Has QuickSight read a data set anew, and waits for it.

    Args:
        data_set_id: The data set; it is one that QuickSight keeps (SPICE).
        name: Of the step.
        source: The files that it needs.
        every: How often it is looked at, in seconds.

    Source: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html
    """

    data_set_id: str
    name: str = "RefreshDashboard"
    source: Source | None = None
    every: int = 15

    def states(self, *, then: str, failed: str) -> States:
        """Begins the refresh, and looks until it is done."""
        waiting, look = f"{self.name}Wait", f"{self.name}Look"
        what = {"AwsAccountId": Aws.ACCOUNT_ID, "DataSetId": self.data_set_id}
        return {
            self.name: task(
                "aws-sdk:quicksight:createIngestion",
                {**what, "IngestionId.$": "States.UUID()"},
                then=waiting,
                failed=failed,
                result="refresh",
                selector={"id.$": "$.IngestionId"},
                retries=[_QUICKSIGHT],
            ),
            waiting: wait(self.every, then=look),
            look: task(
                "aws-sdk:quicksight:describeIngestion",
                {**what, "IngestionId.$": "$.refresh.id"},
                then=f"{self.name}Ended",
                failed=failed,
                result="refresh",
                selector={
                    "id.$": "$.Ingestion.IngestionId",
                    "status.$": "$.Ingestion.IngestionStatus",
                    "all.$": "$.Ingestion",
                },
                retries=[_QUICKSIGHT],
            ),
            **_ended(
                self.name,
                "$.refresh.status",
                good="COMPLETED",
                bad={"FAILED": "States.JsonToString($.refresh.all)", "CANCELLED": None},
                waiting=waiting,
                then=then,
                failed=failed,
            ),
        }

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role refresh the data set."""
        data_set = Stack.of(role).format_arn(
            service="quicksight", resource="dataset", resource_name=self.data_set_id
        )
        ingestions = Stack.of(role).format_arn(
            service="quicksight",
            resource="dataset",
            resource_name=f"{self.data_set_id}/ingestion/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        policy = iam.Policy(
            role,
            f"{self.name}Ingestions",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["quicksight:CreateIngestion", "quicksight:DescribeIngestion"],
                    resources=[data_set, ingestions],
                )
            ],
        )
        accept(policy, ingestions, reason="Each refresh has an id of its own.")


def _ended(
    name: str,
    status: str,
    *,
    good: str,
    bad: dict[str, str | None],
    waiting: str,
    then: str,
    failed: str,
) -> States:
    """What follows a look: on, back to the wait, or to the failure with its reason."""
    states: States = {
        f"{name}Ended": choice(
            {"Variable": status, "StringEquals": good, "Next": then},
            *(
                {"Variable": status, "StringEquals": one, "Next": f"{name}Ended{one.capitalize()}"}
                for one in bad
            ),
            default=waiting,
        )
    }
    for one, reason in bad.items():
        why: State = {"Cause.$": reason} if reason else {"Cause": f"It was {one.lower()}."}
        states[f"{name}Ended{one.capitalize()}"] = {
            "Type": "Pass",
            "Parameters": {"Error": f"{name}{one.capitalize()}", **why},
            "ResultPath": "$.failure",
            "Next": failed,
        }
    return states
