"""The app is pinned to the letter, the library leaves its users room, and the CLI fits both."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CLI = ROOT / "node_modules" / "aws-cdk"


def requirements(name: str) -> list[str]:
    lines = (line.strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_the_app_pins_each_package_to_one_version(name: str) -> None:
    loose = [
        line
        for line in requirements(name)
        if not re.fullmatch(r"[\w.\[\],-]+==[\w.]+(; .+)?", line)
    ]

    assert loose == []


def test_the_library_takes_ranges_within_a_major_version() -> None:
    project = tomllib.loads((ROOT / "constructs" / "pyproject.toml").read_text())["project"]

    for dependency in project["dependencies"]:
        assert re.fullmatch(r"[\w-]+>=[\d.]+,<\d+", dependency), dependency


def test_the_cli_is_pinned_to_one_version_of_the_2_line() -> None:
    pinned = json.loads((ROOT / "package.json").read_text())["devDependencies"]["aws-cdk"]

    assert re.fullmatch(r"2\.\d+\.\d+", pinned)


def test_the_cli_reads_the_cloud_assembly_that_the_library_writes() -> None:
    written = int(version("aws-cdk.cloud-assembly-schema").partition(".")[0])
    readable = re.search(
        r'"?revision"?:\s*(\d+)|schemaHash.{0,200}?revision[":\s]+(\d+)',
        (CLI / "lib" / "index.js").read_text(errors="ignore"),
    )

    assert readable is not None, f"{CLI} does not say which schema it reads"
    assert int(readable.group(1) or readable.group(2)) >= written
