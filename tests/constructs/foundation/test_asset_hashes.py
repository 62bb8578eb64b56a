"""A snapshot changes with what is deployed, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from ml_refarch.foundation import PythonFunction

from tests.stacks.snapshots import normalised


def snapshot(source: Path, *, memory_size: int = 256) -> object:
    stack = Stack(App(), "Stack")
    PythonFunction(stack, "Echo", source=source, memory_size=memory_size)
    return normalised(Template.from_stack(stack).to_json())


def test_an_edited_handler_leaves_the_snapshot_alone(source: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(source, edited)
    (edited / "handler.py").write_text("def handle(event, context): return None\n")

    assert snapshot(edited) == snapshot(source)


def test_a_changed_property_does_not(source: Path) -> None:
    assert snapshot(source, memory_size=512) != snapshot(source)
