"""What is shipped: small, quick to load, and leaning on nothing that is not there."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from function_folder import LAMBDA, LAYERS

FUNCTIONS = ("hotel_booking", "hotel_notifications")
ZIP_LIMIT = 100 * 1024


def sources(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "cache" not in str(path)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_zip_is_at_most_100_kb(function: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sources(LAMBDA / function):
            archive.write(path, path.relative_to(LAMBDA / function))

    assert 0 < len(packed.getvalue()) <= ZIP_LIMIT


@pytest.mark.parametrize(
    ("where", "heavy"),
    [
        ({"LAMBDA_TASK_ROOT": str(LAMBDA)}, ("boto3", "s3transfer", "pydantic", "requests")),
        ({}, ("boto3", "s3transfer", "pydantic", "requests", "aws_xray_sdk", "asyncio")),
    ],
    ids=["in Lambda", "outside"],
)
def test_the_code_hook_loads_nothing_that_it_can_do_without(
    where: dict[str, str], heavy: tuple[str, ...]
) -> None:
    code = f"import handler, sys; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAMBDA / "hotel_booking",
        env={
            "PYTHONPATH": os.pathsep.join(map(str, LAYERS)),
            "AWS_DEFAULT_REGION": "us-east-1",
            "TABLE_NAME": "hotel",
            "POWERTOOLS_SERVICE_NAME": "hotel",
            "POWERTOOLS_METRICS_NAMESPACE": "Hotel",
            "PYTHONDONTWRITEBYTECODE": "1",
            **where,
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"


def test_code_that_runs_in_lambda_imports_nothing_of_what_deploys_it() -> None:
    forbidden = {"aws_cdk", "constructs", "ml_refarch", "stacks", "localcloud"}
    for path in sources(LAMBDA):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            assert not forbidden.intersection(name.split(".")[0] for name in names), path


def test_the_dialog_layer_needs_nothing_but_the_standard_library() -> None:
    for path in sources(LAMBDA / "layers" / "lex_dialog"):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                assert node.module.split(".")[0] in sys.stdlib_module_names, path
            if isinstance(node, ast.Import):
                assert all(a.name.split(".")[0] in sys.stdlib_module_names for a in node.names)
