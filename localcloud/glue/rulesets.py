"""Glue's data-quality rulesets: kept with their table, for whoever checks by them.

Nothing is evaluated here: a job that has rules evaluates them itself.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.glue.jobs.pages import page
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]

_SUMMARY = ("Name", "Description", "CreatedOn", "LastModifiedOn", "TargetTable")


class RulesetOperations(Service):
    """The operations on rulesets."""

    api = "glue"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._rulesets: dict[tuple[str, str], Shape] = {}

    def create_data_quality_ruleset(self, call: Call, request: Shape) -> Shape:
        """Keeps a ruleset."""
        name = request["Name"]
        _check(request["Ruleset"])
        if (call.region, name) in self._rulesets:
            raise ServiceError("AlreadyExistsException", f"Ruleset {name} already exists")
        now = self.cloud.clock.now()
        kept = {n: value for n, value in request.items() if n not in ("ClientToken", "Tags")}
        self._rulesets[call.region, name] = {**kept, "CreatedOn": now, "LastModifiedOn": now}
        if request.get("Tags"):
            arn = f"arn:aws:glue:{call.region}:{call.account}:dataQualityRuleset/{name}"
            glue = self.cloud.moto("glue", call.region)
            glue.tag_resource(ResourceArn=arn, TagsToAdd=request["Tags"])
        return {"Name": name}

    def get_data_quality_ruleset(self, call: Call, request: Shape) -> Shape:
        """A ruleset."""
        return copy.deepcopy(self._ruleset(call, request["Name"]))

    def update_data_quality_ruleset(self, call: Call, request: Shape) -> Shape:
        """Gives a ruleset other rules."""
        ruleset = self._ruleset(call, request["Name"])
        if request.get("Ruleset"):
            _check(request["Ruleset"])
        changed = {n: request[n] for n in ("Description", "Ruleset") if request.get(n) is not None}
        ruleset.update({**changed, "LastModifiedOn": self.cloud.clock.now()})
        return {n: ruleset[n] for n in ("Name", "Description", "Ruleset") if n in ruleset}

    def delete_data_quality_ruleset(self, call: Call, request: Shape) -> Shape:
        """Forgets a ruleset."""
        self._ruleset(call, request["Name"])
        del self._rulesets[call.region, request["Name"]]
        return {}

    def list_data_quality_rulesets(self, call: Call, request: Shape) -> Shape:
        """The region's rulesets."""
        shown = [
            {name: ruleset[name] for name in _SUMMARY if name in ruleset}
            for (region, _), ruleset in sorted(self._rulesets.items())
            if region == call.region
        ]
        return page(request, "Rulesets", shown)

    def _ruleset(self, call: Call, name: str) -> Shape:
        ruleset = self._rulesets.get((call.region, name))
        if ruleset is None:
            raise ServiceError("EntityNotFoundException", f"Cannot find ruleset {name}")
        return ruleset


def _check(rules: str) -> None:
    if "Rules" not in rules or "[" not in rules:
        raise ServiceError(
            "InvalidInputException",
            f"Ruleset: {rules[:80]!r} is not of the form Rules = [ ... ]",
        )
