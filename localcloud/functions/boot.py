"""Starts AWS's runtime interface client with nothing to import but what Lambda offers.

The local cloud runs this file as ``python -I -S boot.py TASK_ROOT RUNTIME SECONDS TRAVELLER
[LAYER_PATH...]``: without the virtual environment, the user's site and the folder it was started
in. It ends with whoever holds the other end of its standard input, however that one ends, and so do
the processes that the handler started.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import timedelta

PARTING = 5.0
"""Seconds within which a parent that no longer answers is seen to be gone."""


def _end_with_parent(pipe: int) -> None:
    try:
        while os.read(pipe, 1):
            pass
    finally:  # an end that was broken off is an error to read from, and an end all the same
        os.killpg(0, signal.SIGKILL)


def _watch_parent() -> threading.Thread:
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    watcher = threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True)
    watcher.start()
    return watcher


def _travel(seconds: float, folder: str) -> None:
    """Makes this process tell a time that is ahead of the machine's.

    ``time.monotonic`` stays, and with it every time-out. Of what is imported for it, the name
    ``time_machine`` alone stays importable: its C code looks for it whenever the time is asked.
    """
    path = sys.path[:]
    sys.path.insert(0, folder)
    import time_machine

    sys.path[:] = path
    del sys.modules["_time_machine"]
    time_machine.travel(timedelta(seconds=seconds)).start()
    time.time()  # it counts from the first time that it is asked


def main(task_root: str, runtime: str, seconds: float, traveller: str, layers: list[str]) -> None:
    """Runs the handler named by ``_HANDLER`` until the parent ends.

    Args:
        task_root: The folder with the deployed code.
        runtime: The folder with what the runtime provides: its client and the AWS SDK.
        seconds: How far the time is to be ahead of the machine's.
        traveller: The folder with ``time_machine``, where it is to be ahead.
        layers: Folders that the layers put on the path.
    """
    watcher = _watch_parent()
    if seconds:
        _travel(seconds, traveller)
    deployed = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    sys.path[:] = [task_root, *deployed, *layers, *sys.path, runtime]
    from awslambdaric.__main__ import main as serve

    try:
        serve(["awslambdaric", os.environ["_HANDLER"]])
    except Exception:
        # The client raises only when it gets no answer, and then the parent is about to be gone,
        # if it is not already. Ending before the watcher has seen it would leave behind what the
        # handler started.
        watcher.join(PARTING)
        raise


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], sys.argv[5:])
