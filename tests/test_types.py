"""What the type checker reads of the CDK is all that is used of it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKED = ("app.py", "stacks", "constructs/ml_refarch", "localcloud", "demo", "benchmarks", "tests")


def sources() -> Iterator[Path]:
    for name in CHECKED:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def imported(source: str) -> Iterator[str]:
    """The modules of the CDK that a file imports, and the names that it takes from the CDK."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("aws_cdk."))
        elif isinstance(node, ast.ImportFrom) and node.module == "aws_cdk":
            yield from (f"aws_cdk.{name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aws_cdk."):
            yield str(node.module)


def test_no_module_of_the_cdk_is_used_unread_by_the_type_checker() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    read = {
        name.removesuffix(".*")
        for each in settings
        if each.get("follow_imports") == "normal"
        for name in each["module"]
    }
    texts = ((path, path.read_text()) for path in sources())
    unread = {
        (str(path.relative_to(ROOT)), name)
        for path, text in texts
        if "aws_cdk" in text
        for name in imported(text)
        # Classes, which are capitalised, are of the CDK itself.
        if name.split(".")[1].islower() and ".".join(name.split(".")[:2]) not in read
    }
    assert unread == set(), "name them in pyproject.toml, where mypy is told what to read"
