"""Stacks with a lake that tests put things on, and what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment, RemovalPolicy, Stack
from aws_cdk.assertions import Template
from ml_refarch.analytics import DataLake, LakeTable, SparkEtl, SparkScript

from tests.constructs.sagemaker.resolved import resolved

RULES = 'Rules = [ RowCount > 0, IsUnique "id", ColumnValues "kind" in ["a", "b"] ]'


@dataclass
class Made:
    """A stack, and its template once it is asked for."""

    stack: Stack
    folder: Path

    def lake(self, **wishes: Any) -> DataLake:
        """A lake."""
        return DataLake(self.stack, "Lake", **{"name": "lake", **wishes})

    def table(self, lake: DataLake) -> LakeTable:
        """A table of it."""
        return lake.table(
            "things", columns={"id": "string", "kind": "string"}, by={"date": "string"}
        )

    def script(self, **wishes: Any) -> SparkScript:
        """A script with a package."""
        package = self.folder / "curation"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (self.folder / "curate.py").write_text("import curation\n")
        return SparkScript(self.folder / "curate.py", package=package, **wishes)

    def etl(self, lake: DataLake, construct_id: str = "Etl", **wishes: Any) -> SparkEtl:
        """A job with a crawler."""
        return SparkEtl(
            self.stack,
            construct_id,
            lake=lake,
            **{"script": self.script(), "crawl": ["things/"], **wishes},
        )

    @cached_property
    def template(self) -> dict[str, Any]:
        """The template."""
        return dict(Template.from_stack(self.stack).to_json())

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Resources of a type by their logical ids."""
        return {k: v for k, v in self.template["Resources"].items() if v["Type"] == kind}

    def the(self, kind: str, logical_id: str = "") -> dict[str, Any]:
        """The one resource of a type whose logical id begins so."""
        (found,) = (v for k, v in self.of(kind).items() if k.startswith(logical_id))
        return found

    @property
    def definition(self) -> dict[str, Any]:
        """The definition of the one state machine."""
        machine = self.the("AWS::StepFunctions::StateMachine")
        found: dict[str, Any] = json.loads(resolved(machine["Properties"]["DefinitionString"]))
        return found

    def actions_of(self, logical_id: str) -> dict[str, set[str]]:
        """What a role may do, and with which resources, of all its policies."""
        rights: dict[str, set[str]] = {}
        for policy in self.of("AWS::IAM::Policy").values():
            roles = [role.get("Ref", "") for role in policy["Properties"]["Roles"]]
            if not any(role.startswith(logical_id) for role in roles):
                continue
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                actions, targets = statement["Action"], statement["Resource"]
                for action in [actions] if isinstance(actions, str) else actions:
                    found = targets if isinstance(targets, list) else [targets]
                    rights.setdefault(action, set()).update(resolved(one) for one in found)
        return rights


def made(folder: Path, *, region: str | None = None) -> Made:
    """An empty stack."""
    env = Environment(account="123456789012", region=region) if region else None
    return Made(Stack(App(), "Stack", env=env), folder)


DISPOSABLE = RemovalPolicy.DESTROY
