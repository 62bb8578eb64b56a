"""Resource policies and tags of bots and aliases. They are recorded; nothing enforces them."""

from __future__ import annotations

import json
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.models.store import Policy, Store, missing
from localcloud.service import Call

Shape = dict[str, Any]


class PolicyOperations:
    """The operations on resource policies and tags."""

    store: Store

    def create_resource_policy(self, _: Call, request: Shape) -> Shape:
        """Gives a bot or an alias its policy."""
        arn = request["resourceArn"]
        with self.store.lock:
            self._known(arn)
            if arn in self.store.policies:
                raise ServiceError("ConflictException", f"{arn} has a policy already.", 409)
            self.store.policies[arn] = Policy(_checked(request["policy"]))
            return _revision(arn, self.store.policies[arn])

    def describe_resource_policy(self, _: Call, request: Shape) -> Shape:
        """The policy and its revision."""
        policy = self._policy(request["resourceArn"])
        return {"policy": policy.text, **_revision(request["resourceArn"], policy)}

    def update_resource_policy(self, _: Call, request: Shape) -> Shape:
        """Replaces the policy, unless its revision is not the expected one."""
        arn = request["resourceArn"]
        with self.store.lock:
            policy = self._policy(arn)
            _expect(policy, request.get("expectedRevisionId"))
            policy.text = _checked(request["policy"])
            policy.revision += 1
            return _revision(arn, policy)

    def delete_resource_policy(self, _: Call, request: Shape) -> Shape:
        """Removes the policy, unless its revision is not the expected one."""
        arn = request["resourceArn"]
        with self.store.lock:
            policy = self._policy(arn)
            _expect(policy, request.get("expectedRevisionId"))
            del self.store.policies[arn]
            return _revision(arn, policy)

    def tag_resource(self, _: Call, request: Shape) -> Shape:
        """Sets tags of a bot or an alias."""
        self._known(request["resourceARN"])
        self.store.tags.setdefault(request["resourceARN"], {}).update(request["tags"])
        return {}

    def untag_resource(self, _: Call, request: Shape) -> Shape:
        """Removes tags."""
        self._known(request["resourceARN"])
        tags = self.store.tags.get(request["resourceARN"], {})
        for name in request["tagKeys"]:
            tags.pop(name, None)
        return {}

    def list_tags_for_resource(self, _: Call, request: Shape) -> Shape:
        """The tags of a bot or an alias."""
        self._known(request["resourceARN"])
        return {"tags": dict(self.store.tags.get(request["resourceARN"], {}))}

    def _known(self, arn: str) -> None:
        kind, _, ids = arn.rpartition(":")[2].partition("/")
        noun = {"bot": "Bot", "bot-alias": "BotAlias"}.get(kind)
        if noun is None or (noun, *ids.split("/")) not in self.store.documents:
            raise missing(arn)

    def _policy(self, arn: str) -> Policy:
        if arn not in self.store.policies:
            raise missing(f"A policy of {arn}")
        return self.store.policies[arn]


def _revision(arn: str, policy: Policy) -> Shape:
    return {"resourceArn": arn, "revisionId": str(policy.revision)}


def _expect(policy: Policy, revision: str | None) -> None:
    if revision is not None and revision != str(policy.revision):
        raise ServiceError(
            "PreconditionFailedException",
            f"The policy is at revision {policy.revision}, not {revision}.",
            412,
        )


def _checked(policy: str) -> str:
    try:
        json.loads(policy)
    except ValueError as error:
        raise ServiceError("ValidationException", f"policy: it is no JSON: {error}", 400) from error
    return policy
