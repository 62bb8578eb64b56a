"""The code that the library deploys is found, shared within a stack, and missed by name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from constructs import Construct
from ml_refarch.foundation import SHARED_LAYERS, shared_layer, shipped_code

ROOT = Path(__file__).parents[3]


def carried() -> set[str]:
    metadata = tomllib.loads((ROOT / "constructs" / "pyproject.toml").read_text())
    return set(metadata["tool"]["ml-refarch"]["lambda-code"])


def test_a_checkout_has_the_code_of_the_repository() -> None:
    assert shipped_code("layers/reminders") == ROOT / "lambda" / "layers" / "reminders"


def test_code_that_is_nowhere_is_missed_with_the_places_where_it_was_looked_for() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing: its code is neither in the package .*"):
        shipped_code("nothing")


def test_a_wheel_carries_what_the_constructs_deploy_and_no_more() -> None:
    functions = {
        name
        for path in (ROOT / "constructs" / "ml_refarch").rglob("*.py")
        for name in re.findall(r'shipped_code\("(\w+)"\)', path.read_text())
    }

    assert functions
    assert carried() == functions | {f"layers/{name}" for name in SHARED_LAYERS}


def test_a_layer_is_made_once_for_a_stack_however_deep_it_is_asked_for() -> None:
    stack = Stack(App(), "Test")
    deep = Construct(Construct(stack, "Outer"), "Inner")

    assert shared_layer(stack, "reminders") is shared_layer(deep, "reminders")
    Template.from_stack(stack).resource_count_is("AWS::Lambda::LayerVersion", 1)


def test_a_construct_may_have_the_name_of_a_layer() -> None:
    stack = Stack(App(), "Test")
    Construct(stack, "Reminders")

    shared_layer(stack, "reminders")


def test_two_stacks_have_layers_of_their_own() -> None:
    app = App()
    first, second = Stack(app, "First"), Stack(app, "Second")

    assert shared_layer(first, "reminders") is not shared_layer(second, "reminders")


def test_a_layer_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'remainders' is no layer .* appointment_book, "):
        shared_layer(Stack(App(), "Test"), "remainders")
