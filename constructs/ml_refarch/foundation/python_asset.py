"""How Python code is packed: as it lies in its folder, less what running it leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_

# A test run beside the sources must not change the asset's hash, or every deploy is an update.
_LEFT_BEHIND: Final = ["__pycache__", "*.pyc", ".*_cache", ".DS_Store"]


def python_asset(source: Path) -> lambda_.Code:
    """The folder as an asset whose hash depends on its sources alone."""
    return lambda_.Code.from_asset(
        str(source), exclude=list(_LEFT_BEHIND), ignore_mode=IgnoreMode.GIT
    )
