"""A Spark script and what comes with it: the same for Glue and for EMR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aws_cdk import IgnoreMode
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from ml_refarch.analytics.data_lake import DataLake

from .data_quality import check_rules

QUARANTINE: Final = "quarantine/"
"""Where in the curated layer records are that a job could not use, with the reason."""

_OWN: Final = ("--source", "--target", "--quarantine", "--database", "--late-days", "--rules")
_OF_A_RUN: Final = ("--date",)
_NOT_SHIPPED: Final = ("__pycache__", "*.pyc", ".*_cache", ".DS_Store")


@dataclass(frozen=True, kw_only=True)
class BoundScript:
    """A script in an app.

    Args:
        code: The script itself.
        package: The package that it imports, zipped.
        arguments: What it is told in each run.
    """

    code: s3_assets.Asset
    package: s3_assets.Asset | None
    arguments: Mapping[str, str]

    @property
    def assets(self) -> list[s3_assets.Asset]:
        """All files of it."""
        return [one for one in (self.code, self.package) if one is not None]


@dataclass(frozen=True)
class SparkScript:
    """A PySpark script that reads the raw layer and writes the curated one, day by day.

    It is told ``--source`` and ``--target``, the roots of the layers, ``--quarantine``, where
    broken records go, ``--database``, where it registers partitions, ``--late-days``, how many
    days before the day it must look at again, ``--rules``, if there are any, and ``--date``, the
    day.

    Args:
        path: The script.
        package: The folder of a Python package that the script imports, beside it or elsewhere.
        rules: What the data must satisfy before a partition is written, in DQDL.
        late_days: How many days an event may be late.
        arguments: What else it is told, by name: ``{"--months": "2"}``.

    Raises:
        ValueError: A file is missing, or an argument or a rule is not allowed.
    """

    path: Path
    package: Path | None = None
    rules: str | None = None
    late_days: int = 2
    arguments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise ValueError(f"path: {self.path} is not a file")
        if self.package is not None and not (self.package / "__init__.py").is_file():
            raise ValueError(f"package: {self.package} is not a folder with an __init__.py")
        if self.rules is not None:
            check_rules(self.rules)
        if not 0 <= self.late_days <= 30:
            raise ValueError(f"late_days: {self.late_days} is not between 0 and 30")
        for name in self.arguments:
            if not name.startswith("--"):
                raise ValueError(f"arguments: {name!r} does not begin with --")
            if name in (*_OWN, *_OF_A_RUN):
                raise ValueError(f"arguments: {name} is told by the construct itself")

    def bind(self, scope: Construct, lake: DataLake) -> BoundScript:
        """The script as part of an app, at work on a lake."""
        target = lake.curated.s3_url_for_object()
        return BoundScript(
            code=s3_assets.Asset(scope, "Script", path=str(self.path)),
            package=self._package(scope),
            arguments={
                "--source": f"{lake.raw.s3_url_for_object()}/",
                "--target": f"{target}/",
                "--quarantine": f"{target}/{QUARANTINE}",
                "--database": lake.curated_database.database_name,
                "--late-days": str(self.late_days),
                **({"--rules": self.rules} if self.rules else {}),
                **self.arguments,
            },
        )

    def _package(self, scope: Construct) -> s3_assets.Asset | None:
        if self.package is None:
            return None
        # The folder above, less all else that is in it: imports begin with the package's name.
        return s3_assets.Asset(
            scope,
            "Package",
            path=str(self.package.parent),
            exclude=["/*", f"!/{self.package.name}", *_NOT_SHIPPED],
            ignore_mode=IgnoreMode.GIT,
        )
