"""Starts, finds and stops the process that is the local cloud."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(".localcloud")
DEFAULT_PORT = 4620
START_TIMEOUT_SECONDS = 60


class CommandError(Exception):
    """What a person reads when a command cannot do what it was asked."""


@dataclass(frozen=True)
class RunningCloud:
    """A local cloud that answers on this machine."""

    pid: int
    port: int

    @property
    def endpoint(self) -> str:
        """The URL for clients."""
        return f"http://localhost:{self.port}"

    def ask(self, path: str, payload: dict[str, Any] | None = None) -> Any:
        """Calls the cloud's own control API.

        Raises:
            CommandError: It does not answer, or refuses.
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_localcloud/{path}",
            data=None if payload is None else json.dumps(payload).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 (always http, to this machine)
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise CommandError(json.load(error)["message"]) from error
        except OSError as error:
            raise CommandError(
                f"The local cloud on port {self.port} does not answer: {error}"
            ) from error


def _run_file(folder: Path) -> Path:
    return folder / "running.json"


def find(folder: Path = FOLDER) -> RunningCloud | None:
    """The cloud started from this folder, if it still runs."""
    try:
        with _run_file(folder).open() as file:
            if not _is_locked(file):
                return None
            return RunningCloud(**json.load(file))
    except FileNotFoundError:
        return None


def require(folder: Path = FOLDER) -> RunningCloud:
    """The cloud started from this folder.

    Raises:
        CommandError: None runs.
    """
    cloud = find(folder)
    if cloud is None:
        raise CommandError("No local cloud runs here. Start one with: python -m localcloud up")
    return cloud


def start(port: int, folder: Path = FOLDER) -> RunningCloud:
    """Starts a cloud in a process of its own and waits until it answers.

    Raises:
        CommandError: One runs already, the port is taken, or it does not come up.
    """
    already = find(folder)
    if already is not None:
        raise CommandError(
            f"A local cloud already runs here, on port {already.port}. "
            "Stop it with: python -m localcloud down"
        )
    folder.mkdir(exist_ok=True)
    log = folder / "cloud.log"
    ready_read, ready_write = os.pipe()
    with log.open("w") as log_file:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "localcloud", "serve", f"--port={port}"),
                *(f"--folder={folder}", f"--ready-fd={ready_write}"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[ready_write],
        )
    os.close(ready_write)
    with os.fdopen(ready_read) as pipe:
        line = pipe.readline()  # ends with the process if it fails
    if not line:
        process.wait(START_TIMEOUT_SECONDS)
        raise CommandError(f"The local cloud did not start:\n{log.read_text().strip()}")
    return RunningCloud(process.pid, int(line))


def hold(port: int, folder: Path) -> Any:
    """Marks this process as the cloud of a folder, for as long as the returned file is open."""
    folder.mkdir(exist_ok=True)
    file = _run_file(folder).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CommandError("A local cloud already runs here.") from error
    file.truncate(0)
    json.dump(asdict(RunningCloud(os.getpid(), port)), file)
    file.flush()
    return file


def stop(cloud: RunningCloud, folder: Path = FOLDER) -> None:
    """Asks a cloud to stop and waits until its process has ended."""
    cloud.ask("shutdown", {})
    with _run_file(folder).open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)  # the cloud holds the file until its process ends
    _run_file(folder).unlink(missing_ok=True)


def _is_locked(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
