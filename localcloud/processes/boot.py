"""Runs a command as the leader of a process group that ends with the local cloud.

The local cloud runs this file as ``python -I -S boot.py BYTES COMMAND...`` in a session of its own,
BYTES being the memory that each process of it may have, and 0 no limit. It ends, with all that the
command has started, when whoever holds the other end of its standard input ends, however that
happens; its exit code is the command's, and 128 and the signal's number where a signal ended the
command, as a container's is.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading


def _end_with_parent(pipe: int) -> None:
    try:
        while os.read(pipe, 1):
            pass
    finally:  # an end that was broken off is an error to read from, and an end all the same
        os.killpg(0, signal.SIGKILL)


def _limit_memory(size: int) -> None:
    """Has a process be refused the memory that is too much, and not the whole machine."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or size < most:
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))


def main(memory: int, command: list[str]) -> int:
    """Runs the command and waits for it.

    Returns:
        Its exit code.
    """
    # A signal to the group is meant for the command: this one waits for what the command does.
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True).start()
    if memory:
        _limit_memory(memory)
    try:
        child = subprocess.Popen(command)  # noqa: S603 - running it is the purpose
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return 127
    if asked:  # before the command was there to be asked
        child.terminate()
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.stdout.flush()
    os._exit(main(int(sys.argv[1]), sys.argv[2:]))
