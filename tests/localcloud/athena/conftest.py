"""A local cloud with Athena and a small lake, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.athena.service import AthenaService
from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import MetricService
from tests.localcloud.athena.lake import Lake, filled


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with Athena."""
    with LocalCloud([MetricService, AthenaService]) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def lake(cloud: LocalCloud) -> Lake:
    """A lake with trips by day in Parquet, and carriers in CSV."""
    return filled(cloud)
