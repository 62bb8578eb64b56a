"""The step that has a dashboard read what was curated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam

from ml_refarch.analytics.lake.rights import accept

from .asl import States, task, throttled, wait
from .ended import ended
from .step import Source

_QUICKSIGHT: Final = throttled(
    "QuickSight.ConflictException",
    "QuickSight.InternalFailureException",
    "QuickSight.LimitExceededException",
    "QuickSight.ThrottlingException",
    interval=30,
)


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
            **ended(
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
