"""Stops the notebook instance that it runs on once nobody has worked there for a while.

Run by cron, every five minutes, as ``stop_when_idle.py <idle seconds> <aws command>``. It asks
Jupyter what goes on: a kernel that computes, or a kernel or terminal that was used lately, keeps
the instance running.

Of the standard library alone, and for Python 3.9, which the instance's system has.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

JUPYTER = "https://localhost:8443/api"
METADATA = Path("/opt/ml/metadata/resource-metadata.json")
UPTIME = Path("/proc/uptime")


def last_activity(
    kernels: Iterable[Mapping[str, Any]], terminals: Iterable[Mapping[str, Any]], *, now: float
) -> float | None:
    """When somebody worked last, in seconds since 1970; None where nobody has anything open."""
    moments = []
    for kernel in kernels:
        if kernel["execution_state"] in {"busy", "starting"}:
            return now
        moments.append(_moment(kernel["last_activity"]))
    moments += [_moment(terminal["last_activity"]) for terminal in terminals]
    return max(moments, default=None)


def is_idle(worked: float | None, *, started: float, now: float, limit: float) -> bool:
    """Whether nobody has worked for ``limit`` seconds, counted from the start at the earliest."""
    return now - max(started, worked or started) > limit


def main(limit: float, aws: str) -> None:
    """Stops the instance if it is idle."""
    now = time.time()
    started = now - float(UPTIME.read_text().split()[0])
    worked = last_activity(_ask("kernels"), _ask("terminals"), now=now)
    if not is_idle(worked, started=started, now=now, limit=limit):
        return
    name = json.loads(METADATA.read_text())["ResourceName"]
    print(f"Stopping {name}: nobody has worked here for {limit / 60:.0f} minutes")  # noqa: T201
    subprocess.run(  # noqa: S603 - the command that the lifecycle found on this instance
        [aws, "sagemaker", "stop-notebook-instance", "--notebook-instance-name", name], check=True
    )


def _ask(what: str) -> list[dict[str, Any]]:
    # Jupyter's certificate is of its own making, and the address is this machine.
    trusting = ssl._create_unverified_context()  # noqa: S323
    with urllib.request.urlopen(f"{JUPYTER}/{what}", timeout=10, context=trusting) as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.load(answer)
        return found


def _moment(text: str) -> float:
    # Python 3.9 reads no Z.
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()  # noqa: FURB162


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
