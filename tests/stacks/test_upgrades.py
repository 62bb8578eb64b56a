"""An upgrade of a deployed stack keeps what the stack holds."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.stacks.upgrades import DEPLOYED, holdings, losses

Template = dict[str, Any]


@pytest.fixture
def changed(production: Template) -> Template:
    return copy.deepcopy(production)


def named(template: Template, kind: str) -> str:
    return next(str(name) for name, one in template["Resources"].items() if one["Type"] == kind)


def test_the_stack_as_it_is_now_keeps_the_data_of_the_one_deployed(production: Template) -> None:
    deployed = json.loads((DEPLOYED / "HotelBooking.json").read_text())
    assert deployed
    assert losses(deployed, production) == []


def test_a_renamed_construct_is_seen_as_the_loss_of_its_table(
    production: Template, changed: Template
) -> None:
    table = named(changed, "AWS::DynamoDB::GlobalTable")
    changed["Resources"]["Renamed"] = changed["Resources"].pop(table)
    assert losses(holdings(production), changed) == [
        f"{table} (AWS::DynamoDB::GlobalTable) would be removed"
    ]


def test_a_changed_key_is_seen_as_the_replacement_of_its_table(
    production: Template, changed: Template
) -> None:
    table = named(changed, "AWS::DynamoDB::GlobalTable")
    changed["Resources"][table]["Properties"]["KeySchema"][0]["AttributeName"] = "id"
    assert losses(holdings(production), changed) == [
        f"{table} (AWS::DynamoDB::GlobalTable) would be replaced, for its KeySchema changes"
    ]


def test_a_property_that_can_change_in_place_is_no_loss(
    production: Template, changed: Template
) -> None:
    group = named(changed, "AWS::Logs::LogGroup")
    changed["Resources"][group]["Properties"]["RetentionInDays"] = 1
    assert losses(holdings(production), changed) == []
