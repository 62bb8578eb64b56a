"""A job as spark-submit takes it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from localcloud.spark import gaps
from localcloud.spark.installation import Installation


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One application, with all its files on this machine.

    Args:
        program: The Python script, or the jar.
        arguments: What it gets.
        main_class: Where it is a jar.
        python_files: What it can import: modules, packages as archives.
        files: What lies beside it where it starts.
        settings: Settings of Spark by name.
    """

    program: Path
    arguments: Sequence[str] = ()
    main_class: str | None = None
    python_files: Sequence[Path] = ()
    files: Sequence[Path] = ()
    jars: Sequence[Path] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    def command(self, spark: Installation) -> list[str]:
        """The command that submits it."""
        main = ["--class", self.main_class] if self.main_class else []
        return [str(spark.submit), *self._options(), *main, str(self.program), *self.arguments]

    def interpreter_command(self, spark: Installation) -> list[str]:
        """The command that runs a script without spark-submit: the session that it makes does that.

        Its standard error is its own then, which spark-submit writes to the standard output.
        """
        return [str(spark.python), str(self.program), *self.arguments]

    def interpreter_environment(self) -> dict[str, str]:
        """The variables that go with ``interpreter_command``."""
        return {
            "PYSPARK_SUBMIT_ARGS": shlex.join([*self._options(), "pyspark-shell"]),
            "PYTHONPATH": os.pathsep.join(map(str, self.python_files)),
        }

    def _options(self) -> list[str]:
        options: list[str] = []
        for name, paths in (
            ("--py-files", self.python_files),
            ("--files", self.files),
            ("--jars", self.jars),
        ):
            if paths:
                options += [name, ",".join(map(str, paths))]
        for name, value in self.settings.items():
            options += ["--conf", f"{name}={value}"]
        return options


def left_out(setting: str) -> bool:
    """Whether a setting is of a cluster, and means nothing here."""
    return any(
        setting.startswith(each) if each.endswith(".") else setting == each
        for each in gaps.LEFT_OUT_SETTINGS
    ) or setting.startswith("spark.hadoop.fs.s3")
