"""Resource types whose making is a composition of calls, or needs no API at all."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.cloudformation.resources import (
    bucket_policies,
    buckets,
    custom,
    functions,
    iam,
    nothing,
    queues,
    rules,
    scaling,
    secrets,
    tables,
    topics,
)
from localcloud.handlers import ResourceHandler

HANDLERS: Mapping[str, ResourceHandler] = {
    **bucket_policies.HANDLERS,
    **buckets.HANDLERS,
    **custom.HANDLERS,
    **functions.HANDLERS,
    **iam.HANDLERS,
    **nothing.HANDLERS,
    **queues.HANDLERS,
    **rules.HANDLERS,
    **scaling.HANDLERS,
    **secrets.HANDLERS,
    **tables.HANDLERS,
    **topics.HANDLERS,
}
"""Our own handlers, by type name."""
