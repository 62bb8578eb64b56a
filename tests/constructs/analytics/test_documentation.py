"""The example that people copy runs as it is, and what is public is explained."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

import ml_refarch.analytics
import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations

BLOCK = re.compile(r"::\n\n((?:(?:    .*)?\n)+)")
PUBLIC = {
    name: getattr(ml_refarch.analytics, name)
    for name in ml_refarch.analytics.__all__
    if isinstance(getattr(ml_refarch.analytics, name), type)
}


def test_the_modules_example_works_every_night(monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = BLOCK.findall(ml_refarch.analytics.__doc__ or "")
    monkeypatch.chdir(Path(__file__).parents[3])
    stack = Stack(App(), "Example")
    names = {**vars(ml_refarch.analytics), "self": stack, "Path": Path}
    exec(compile(textwrap.dedent(block), "example", "exec"), names)  # noqa: S102 - our documentation
    Template.from_stack(stack).resource_count_is("AWS::Scheduler::Schedule", 1)
    assert violations(stack) == []


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


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "Step"])
def test_each_parameter_is_explained_and_no_other(name: str) -> None:
    text = PUBLIC[name].__doc__ or ""
    section = re.search(r"\n\s+Args:\n(.*?)(\n\s*\n|\Z)", text, re.DOTALL)
    explained = re.findall(r"^        (\w+): ", section[1], re.MULTILINE) if section else []
    assert sorted(explained) == sorted(_parameters(PUBLIC[name]))


def _parameters(of: Any) -> list[str]:
    return [
        name
        for name in inspect.signature(of.__init__).parameters
        if name not in ("self", "scope", "construct_id")
    ]
