"""The most that a warehouse may compute in a day, a week or a month."""

from __future__ import annotations

from typing import Any

_COMPUTE = "serverless-compute"


def limit_use(redshift: Any, request: str, properties: dict[str, str]) -> None:  # noqa: ANN401 - a client
    """Sets a workgroup's limit for a period; on deletion there is none.

    Args:
        redshift: A client of Redshift Serverless.
        request: ``Create``, ``Update`` or ``Delete``.
        properties: Workgroup, period, amount and what happens at the limit.
    """
    resource, period = properties["WorkgroupArn"], properties["Period"]
    found = [
        limit["usageLimitId"]
        for page in redshift.get_paginator("list_usage_limits").paginate(
            resourceArn=resource, usageType=_COMPUTE
        )
        for limit in page["usageLimits"]
        if limit["period"] == period
    ]
    if request == "Delete":
        for identity in found:
            redshift.delete_usage_limit(usageLimitId=identity)
        return
    limit = {"amount": int(properties["RpuHours"]), "breachAction": properties["BreachAction"]}
    if found:
        # A request that comes again finds what the first one made.
        redshift.update_usage_limit(usageLimitId=found[0], **limit)
        return
    redshift.create_usage_limit(resourceArn=resource, usageType=_COMPUTE, period=period, **limit)
