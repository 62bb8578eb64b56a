"""Does for a warehouse what CloudFormation has no resources for: schema, limit, administrator.

It empties the stack's buckets as well, when they are to be deleted.
"""

from __future__ import annotations

import json
from typing import Any

import boto3
from limits import limit_use
from migrating import Migration, migrate
from stack_resources import EMPTIED_BUCKET, Action, Properties, answer
from statements import Warehouse

_SPARE_SECONDS = 30.0
"""What is left for the answer, should a statement take all the time there is."""


def handle(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Acts on one request and tells CloudFormation how it went."""
    seconds = context.get_remaining_time_in_millis() / 1000 - _SPARE_SECONDS

    def migrated(request: str, properties: Properties) -> None:
        """Brings the schema up to date; on deletion it stays as it is, with the data."""
        if request == "Delete":
            return
        warehouse = Warehouse(
            boto3.client("redshift-data"),
            workgroup=properties["WorkgroupName"],
            database=properties["Database"],
            secret=properties["SecretArn"],
            seconds=seconds,
        )
        migrate(
            warehouse,
            [Migration.parse(one) for one in json.loads(properties["Migrations"])],
            prepare=json.loads(properties["Prepare"]),
        )

    def limited(request: str, properties: Properties) -> None:
        limit_use(boto3.client("redshift-serverless"), request, properties)

    def administrator(request: str, properties: Properties) -> dict[str, str]:
        """Tells where the administrator's password is, which CloudFormation does not."""
        if request == "Delete":
            return {}
        redshift = boto3.client("redshift-serverless")
        namespace = redshift.get_namespace(namespaceName=properties["NamespaceName"])["namespace"]
        return {"SecretArn": namespace["adminPasswordSecretArn"]}

    answer(
        event,
        context,
        {
            **EMPTIED_BUCKET,
            "Custom::WarehouseAdministrator": Action(administrator, "NamespaceName"),
            "Custom::WarehouseMigrations": Action(migrated, "WorkgroupName"),
            "Custom::WarehouseUsageLimit": Action(limited, "LimitName"),
        },
    )
