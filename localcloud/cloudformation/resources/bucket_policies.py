"""S3 bucket policies, of which moto gets the statements that it can judge."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


class BucketPolicyHandler(ResourceHandler):
    """AWS::S3::BucketPolicy.

    moto enforces policies but does not read their conditions: a statement that denies what comes
    without TLS would deny everything. Such statements are left out, and the log says so.
    """

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the policy to the bucket."""
        bucket = str(request.properties["Bucket"])
        self._put(Api(cloud, request, "s3"), bucket, request.properties["PolicyDocument"])
        return ResourceState(physical_id=bucket, attributes={"Bucket": bucket})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the new policy to the bucket."""
        return self.create(cloud, request)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the policy from the bucket."""
        api = Api(cloud, request, "s3")
        api.call_if_there("DeleteBucketPolicy", {"Bucket": str(request.physical_id)})

    def _put(self, api: Api, bucket: str, document: Any) -> None:
        policy = json.loads(document) if isinstance(document, str) else document
        enforced, left_out = _judged(policy)
        if left_out:
            LOG.info(
                "%s: %d statement(s) that deny under a condition are not enforced here: "
                "the local cloud does not judge conditions of bucket policies",
                api.resource,
                left_out,
            )
        if enforced["Statement"]:
            api.call("PutBucketPolicy", {"Bucket": bucket, "Policy": json.dumps(enforced)})
        else:
            api.call_if_there("DeleteBucketPolicy", {"Bucket": bucket})


def _judged(policy: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """The policy without the denials that have a condition, and how many those are."""
    given = policy.get("Statement") or []
    statements = given if isinstance(given, list) else [given]
    kept = [s for s in statements if not (s.get("Effect") == "Deny" and s.get("Condition"))]
    return {**policy, "Statement": kept}, len(statements) - len(kept)


HANDLERS: dict[str, ResourceHandler] = {"AWS::S3::BucketPolicy": BucketPolicyHandler()}
