"""Starts AWS's runtime interface client with nothing to import but what Lambda offers.

The local cloud runs this file as ``python -I -S boot.py TASK_ROOT RUNTIME [LAYER_PATH...]``:
without the virtual environment, the user's site and the folder it was started in. It ends with
whoever holds the other end of its standard input, however that one ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def _end_with_parent(pipe: int) -> None:
    try:
        while os.read(pipe, 1):
            pass
    finally:  # an end that was broken off is an error to read from, and an end all the same
        os.killpg(0, signal.SIGKILL)


def _watch_parent() -> None:
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True).start()


def main(task_root: str, runtime: str, layers: list[str]) -> None:
    """Runs the handler named by ``_HANDLER`` until the parent ends.

    Args:
        task_root: The folder with the deployed code.
        runtime: The folder with what the runtime provides: its client and the AWS SDK.
        layers: Folders that the layers put on the path.
    """
    _watch_parent()
    deployed = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    sys.path[:] = [task_root, *deployed, *layers, *sys.path, runtime]
    from awslambdaric.__main__ import main as serve

    serve(["awslambdaric", os.environ["_HANDLER"]])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
