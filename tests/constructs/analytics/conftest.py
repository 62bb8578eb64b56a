"""What tests of the analytics constructs begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.constructs.analytics.made import Made, made


@pytest.fixture
def empty(tmp_path: Path) -> Made:
    """A stack with nothing in it."""
    return made(tmp_path)
