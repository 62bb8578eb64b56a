"""Runs a job's script as Glue does, and keeps the exception that ends it.

Runs with the Python of Spark's environment: ``run_script.py FAILURE SCRIPT ARGUMENT...``. Where the
script fails, ``FAILURE`` holds what Glue shows as the run's ErrorMessage.
"""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

NO_AWSGLUE = "LOCALCLOUD_NO_AWSGLUE"
_NOT_OF_THE_SCRIPT = (__file__, runpy.run_path.__code__.co_filename)


class _NoGlueLibrary:
    """Says why there is no ``awsglue``, where nothing that is installed has it."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        del path, target
        if name == "awsglue":
            raise ModuleNotFoundError(os.environ[NO_AWSGLUE], name=name)
        return None


def reason_of(error: BaseException) -> str:
    """An exception as Glue tells of it: its class and its words."""
    said = str(error).strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def main(failure: Path, script: Path, arguments: list[str]) -> int:
    """Runs the script.

    Returns:
        The exit code.
    """
    sys.argv = [str(script), *arguments]
    sys.path[0] = str(script.parent)
    sys.meta_path.append(_NoGlueLibrary)
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        if end.code is None or end.code == 0:
            return 0
        if not isinstance(end.code, int):
            sys.stderr.write(f"{end.code}\n")
        failure.write_text(reason_of(end), "utf-8")
        return end.code if isinstance(end.code, int) else 1
    except BaseException as error:
        _print(error)
        failure.write_text(reason_of(error), "utf-8")
        return 1
    return 0


def _print(error: BaseException) -> None:
    """Prints the traceback as the script's own: without what runs it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename in _NOT_OF_THE_SCRIPT:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace or error.__traceback__)


if __name__ == "__main__":
    code = main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
    sys.exit(code)
