"""A local cloud with EMR, made once for each module of tests."""

from __future__ import annotations

from tests.localcloud.spark.conftest import cloud

__all__ = ["cloud"]
