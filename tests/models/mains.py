"""Runs the ``main`` of several programs in this process, and prints how each ended.

The command line names the folder with the programs; the standard input is a JSON list of a
program's name and its command line, each.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys


def ended(name: str, line: list[str]) -> dict[str, object]:
    """Runs one and tells how it ended."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = importlib.import_module(name).main(line)
    return {"code": code, "stdout": out.getvalue(), "stderr": err.getvalue()}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    asked = json.load(sys.stdin)
    json.dump([ended(name, line) for name, line in asked], sys.stdout)
