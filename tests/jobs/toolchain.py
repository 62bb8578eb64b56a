"""Runs Spark jobs with the Python that ``make spark`` sets up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
JOBS = ROOT / "jobs"
PYTHON = ROOT / ".venv" / "spark" / "bin" / "python"
HERE = Path(__file__).parent

if str(JOBS) not in sys.path:
    # The parts of the jobs that need no Spark are imported as a job imports them.
    sys.path.insert(0, str(JOBS))

SMALL = {
    "spark.master": "local[2]",
    "spark.sql.shuffle.partitions": "1",
    # For a few rows code is better interpreted than generated, and plans are not adapted.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.defaultJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
}


@dataclass(frozen=True)
class Finished:
    """What a job left."""

    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        """What it told of the records."""
        if not self.stdout:
            raise AssertionError(self.stderr)
        found: dict[str, Any] = json.loads(self.stdout.splitlines()[0])
        return found

    @property
    def sentence(self) -> str:
        """The last line that it wrote of what went wrong."""
        return self.stderr.rstrip("\n").rpartition("\n")[2]


class Spark:
    """A process with a session of Spark, in which jobs run one after another."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        options = [
            part for name, value in SMALL.items() for part in ("--conf", f"'{name}={value}'")
        ]
        self._process = subprocess.Popen(
            [str(python()), str(HERE / "worker.py"), str(JOBS)],
            env={
                **os.environ,
                **variables,
                "PYSPARK_SUBMIT_ARGS": " ".join([*options, "pyspark-shell"]),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, program: str, *arguments: object) -> Finished:
        """Runs a job's entry point."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("The process has no pipes")
        stdin.write(json.dumps([program, [str(argument) for argument in arguments]]) + "\n")
        stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise AssertionError(f"Spark's process ended with {self._process.wait()}")
        return Finished(**json.loads(answer))

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def python() -> Path:
    """Spark's Python."""
    if not PYTHON.exists():
        raise AssertionError("Spark's environment is not installed: make spark")
    return PYTHON
