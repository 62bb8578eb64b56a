"""Dependencies point one way: code that runs in the cloud knows nothing of what deploys it.

The packages among themselves are import-linter's (``make lint``); code known by its path is here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEPLOYS = {"aws_cdk", "constructs", "ml_refarch", "stacks", "localcloud", "demo", "tests", "moto"}
RUNS_IN_THE_CLOUD = ("lambda", "jobs", "models")


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_an_import_of_what_deploys_is_seen() -> None:
    assert DEPLOYS & set(imported("def f():\n    from aws_cdk import Stack\n")) == {"aws_cdk"}


@pytest.mark.parametrize("folder", [name for name in RUNS_IN_THE_CLOUD if modules(name)])
def test_code_that_runs_in_the_cloud_imports_nothing_that_deploys_it(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): sorted(DEPLOYS & set(imported(path.read_text())))
        for path in modules(folder)
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_the_folder_of_the_library_does_not_shadow_the_package_constructs() -> None:
    assert not (ROOT / "constructs" / "__init__.py").exists()
