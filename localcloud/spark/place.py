"""The folders of Spark jobs, and the environment that goes with each."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from localcloud.processes.surroundings import client_environment
from localcloud.spark import gaps
from localcloud.spark.installation import Installation

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Place:
    """The folder of one run; all of it is removed afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for each in (self.settings, self.work, self.files, self.home):
            each.mkdir(parents=True)

    @property
    def settings(self) -> Path:
        """Spark's own files of settings."""
        return self.folder / "conf"

    @property
    def work(self) -> Path:
        """Where the job starts, and what Spark writes."""
        return self.folder / "work"

    @property
    def files(self) -> Path:
        """What was fetched for the job: its script, its packages."""
        return self.folder / "files"

    @property
    def home(self) -> Path:
        """The home of what runs: it holds no profile and no credentials."""
        return self.folder / "home"

    def environment(self, spark: Installation, *, region: str, endpoint: str) -> dict[str, str]:
        """The whole environment of what runs here: its network ends at this machine."""
        search = [str(spark.python.parent), "/usr/local/bin", "/usr/bin", "/bin"]
        return {
            "LANG": "en_US.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUNBUFFERED": "1",
            "TZ": "UTC",
            "PATH": os.pathsep.join(search),
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "JAVA_HOME": str(spark.java_home),
            "SPARK_HOME": str(spark.home),
            "SPARK_CONF_DIR": str(self.settings),
            "SPARK_LOCAL_DIRS": str(self.work / "spark"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": str(spark.python),
            **client_environment(region=region, endpoint=endpoint),
        }

    def remove(self) -> None:
        """Removes the folder; what somebody else is just writing there may stay."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Room:
    """Where the Spark jobs of a service live; all of it goes with the cloud.

    Attributes:
        turns: One for each job that may run at a time, of all services.
    """

    turns = threading.BoundedSemaphore(gaps.PARALLEL_JOBS)

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        # Removed at the latest when Python ends, also where nobody closes this.
        self._temporary = tempfile.TemporaryDirectory(
            prefix="localcloud-spark-", ignore_cleanup_errors=True
        )

    @property
    def endpoint(self) -> str:
        """The URL of the local cloud, for what runs."""
        return f"http://127.0.0.1:{self.cloud.port or 80}"

    def place(self) -> Place:
        """A new folder."""
        return Place(Path(self._temporary.name) / uuid.uuid4().hex[:12])

    def close(self) -> None:
        """Removes the folder."""
        self._temporary.cleanup()
