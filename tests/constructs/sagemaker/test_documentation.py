"""The examples that people copy run as they are, and what is public is explained."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

import ml_refarch.sagemaker
import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_scheduler import ScheduleExpression

BLOCK = re.compile(r"::\n\n((?:(?:    .*)?\n)+)")
PUBLIC = {
    name: getattr(ml_refarch.sagemaker, name)
    for name in ml_refarch.sagemaker.__all__
    if isinstance(getattr(ml_refarch.sagemaker, name), type)
}


def test_the_modules_example_is_a_pipeline(source: Path) -> None:
    whole, algorithm = (
        textwrap.dedent(block) for block in BLOCK.findall(ml_refarch.sagemaker.__doc__ or "")
    )
    stack = Stack(App(), "Example")
    names = {
        **vars(ml_refarch.sagemaker),
        "self": stack,
        "Path": lambda _: source,
        "Duration": Duration,
        "ScheduleExpression": ScheduleExpression,
    }
    exec(compile(whole + algorithm, "example", "exec"), names)  # noqa: S102 - our documentation
    Template.from_stack(stack).resource_count_is("AWS::StepFunctions::StateMachine", 1)


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_is_explained(name: str) -> None:
    assert (PUBLIC[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_member_is_explained(name: str) -> None:
    unexplained = [
        member
        for member, value in vars(PUBLIC[name]).items()
        if not member.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property))
        and not (inspect.getdoc(getattr(PUBLIC[name], member)) or "").strip()
    ]
    assert unexplained == []


@pytest.mark.parametrize("name", PUBLIC)
def test_each_parameter_is_explained_and_no_other(name: str) -> None:
    wanted = _parameters(PUBLIC[name])
    text = PUBLIC[name].__doc__ or ""
    section = re.search(r"\n\s+Args:\n(.*?)(\n\s*\n|\Z)", text, re.DOTALL)
    explained = re.findall(r"^        (\w+): ", section[1], re.MULTILINE) if section else []
    if name in ("Choices", "ContainerImage", "Algorithm", "Range"):
        assert explained == []
    else:
        assert sorted(explained) == sorted(wanted)


def _parameters(of: Any) -> list[str]:
    return [
        name
        for name in inspect.signature(of.__init__).parameters
        if name not in ("self", "args", "kwargs", "construct_id")
        and not (name == "scope" and "Monitoring" not in of.__name__)
    ]
