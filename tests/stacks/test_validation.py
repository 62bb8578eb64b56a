"""What the CDK's own validation, by CloudFormation's rules, says of all stacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.mark.parametrize("assembly_of", ["assembly", "answered"])
def test_the_cdks_validation_finds_nothing(
    assembly_of: str, request: pytest.FixtureRequest
) -> None:
    assembly: Path = request.getfixturevalue(assembly_of)
    report = json.loads((assembly / "validation-report.json").read_text())
    assert report["pluginReports"] == []
