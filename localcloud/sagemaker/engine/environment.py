"""The folder that stands for /opt/ml of a container, and the environment that goes with it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.processes.surroundings import client_environment
from localcloud.sagemaker.engine.python import ml_python

CONTAINER_ROOT = "/opt/ml"
_ROOT = re.compile(r"(?<![\w./-])/opt/ml(?![\w.-])")


@dataclass(frozen=True)
class Place:
    """The folder of one job or one serving process.

    Attributes:
        folder: All of it is removed afterwards.
    """

    folder: Path

    @property
    def root(self) -> Path:
        """What stands for ``/opt/ml``."""
        return self.folder / "ml"

    @property
    def home(self) -> Path:
        """The home of what runs: it holds no profile and no credentials."""
        return self.folder / "home"

    def make(self, *parts: str) -> Path:
        """A folder below the root, made if it is not there."""
        made = self.root.joinpath(*parts)
        made.mkdir(parents=True, exist_ok=True)
        return made

    def at(self, path: str) -> Path:
        """Where a path of the container is."""
        return Path(self.local(path))

    def local(self, text: str) -> str:
        """A text with this folder for each ``/opt/ml`` in it."""
        return _ROOT.sub(lambda _: str(self.root), text)

    def all_local(self, texts: Mapping[str, Any]) -> dict[str, str]:
        """The values of a map, each as ``local`` makes it."""
        return {name: self.local(str(value)) for name, value in texts.items()}


def job_environment(
    place: Place, *, region: str, endpoint: str, own: Mapping[str, str]
) -> dict[str, str]:
    """The whole environment of what runs in a place.

    The credentials open the local cloud and nothing else. The network ends at this machine: other
    addresses go to a proxy that is not there, and pip, which the toolkits call for a script's
    ``requirements.txt``, looks at what is installed and nowhere else.

    Args:
        region: Of the job or the endpoint.
        endpoint: The URL of the local cloud.
        own: What the request sets; it wins over all but what keeps it inside.
    """
    place.home.mkdir(parents=True, exist_ok=True)
    search = [str(ml_python().parent), "/usr/local/bin", "/usr/bin", "/bin"]
    return {
        "LANG": "en_US.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "TZ": ":UTC",
        **place.all_local(own),
        "PATH": os.pathsep.join(search),
        "HOME": str(place.home),
        "TMPDIR": str(place.home),
        "SAGEMAKER_BASE_DIR": str(place.root),
        "SAGEMAKER_REGION": region,
        **client_environment(region=region, endpoint=endpoint),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
