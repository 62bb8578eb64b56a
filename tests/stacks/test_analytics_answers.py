"""Who asks the lake of the Analytics stack: each part by its setting, and nothing of the others."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations

from stacks.analytics.answers import SQL
from stacks.analytics.stack import AnalyticsStack
from tests.constructs.sagemaker.resolved import resolved
from tests.stacks.analytics import COSTLY, new_stack, template

OWNER = COSTLY["quicksight_principal_arn"]
PARTS = {
    "redshift": "AWS::RedshiftServerless::Workgroup",
    "opensearch": "AWS::OpenSearchService::Domain",
    "quicksight": "AWS::QuickSight::Dashboard",
}


@cache
def alone(part: str) -> AnalyticsStack:
    """The stack with one part of those that cost, as the setting has it."""
    settings: dict[str, Any] = {part: True, "quicksight_principal_arn": OWNER}
    return new_stack("prod", **settings)


def kinds(of: dict[str, Any]) -> set[str]:
    return {one["Type"] for one in of["Resources"].values()}


def states(of: dict[str, Any]) -> dict[str, Any]:
    (machine,) = (
        one["Properties"]
        for one in of["Resources"].values()
        if one["Type"] == "AWS::StepFunctions::StateMachine"
    )
    found: dict[str, Any] = json.loads(resolved(machine["DefinitionString"]))["States"]
    return found


def test_every_query_of_the_folder_is_saved_whatever_the_settings() -> None:
    saved = {
        one["Properties"]["Name"]
        for one in template()["Resources"].values()
        if one["Type"] == "AWS::Athena::NamedQuery"
    }
    assert saved == {file.stem for file in (SQL / "athena").glob("*.sql")}
    assert "QueryWorkgroup" in template()["Outputs"]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_comes_alone(part: str) -> None:
    found = kinds(dict(Template.from_stack(alone(part)).to_json()))
    assert {kind for kind in PARTS.values() if kind in found} == {PARTS[part]}
    assert violations(alone(part)) == []


def test_a_warehouse_is_migrated_and_then_loaded_by_the_days_work() -> None:
    found = dict(Template.from_stack(alone("redshift")).to_json())
    (told,) = (
        one["Properties"]
        for one in found["Resources"].values()
        if one["Type"] == "Custom::WarehouseMigrations"
    )
    names = [one["name"] for one in json.loads(told["Migrations"])]
    assert names == sorted(file.stem for file in (SQL / "redshift" / "migrations").glob("*.sql"))
    for step, table in (("LoadEvents", "business_events"), ("LoadFlights", "flights")):
        loading = states(found)[f"{step}Days"]["ItemProcessor"]["States"]
        statements = str(loading[f"{step}Statements"]["Parameters"]["words"])
        assert f"COPY analytics.{table}" in statements
        assert "{curated}" not in statements
        assert "{role}" not in statements
    # As many days as the job writes again for what came late.
    assert states(found)["LoadEvents"]["Parameters"] == {"days.$": "$.day.days[0:3]"}
    assert {"WarehouseWorkgroup", "WarehouseDatabase", "WarehouseSecret"} <= set(found["Outputs"])


def test_dashboards_are_refreshed_by_the_days_work() -> None:
    found = dict(Template.from_stack(alone("quicksight")).to_json())
    assert "RefreshBookingsByCity" in states(found)


def test_a_dashboard_without_an_owner_stops_synth() -> None:
    with pytest.raises(ValueError, match="quicksight_principal_arn: it is not set"):
        new_stack("prod", quicksight=True)
