"""Runs jobs' entry points in one process, for a session of Spark takes seconds to start.

Runs with Spark's Python. Each line that it reads is a program's name and its command line, as JSON;
it answers with a line: what the program exits with, and what it wrote.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
from typing import Any


def run(program: str, arguments: list[str]) -> dict[str, Any]:
    """Runs ``main`` of a program."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            importlib.import_module(program).main(arguments)
        except SystemExit as left:
            # As Python itself does when a program exits with a sentence.
            code = left.code if isinstance(left.code, int) else 1
            if isinstance(left.code, str):
                err.write(left.code + "\n")
    return {"code": code, "stdout": out.getvalue(), "stderr": err.getvalue()}


def main() -> None:
    """Answers until nobody asks any more; the command line names the folder of the programs."""
    sys.path.insert(0, sys.argv[1])
    for line in sys.stdin:
        program, arguments = json.loads(line)
        sys.stdout.write(json.dumps(run(program, arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
