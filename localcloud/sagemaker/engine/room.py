"""What all that runs shares: the cloud, the folder, the figures."""

from __future__ import annotations

import tempfile
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from localcloud.sagemaker.engine.environment import Place
from localcloud.sagemaker.engine.figures import Figures

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Room:
    """Where jobs and serving processes live; all of it goes with the cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        # Removed at the latest when Python ends, also where nobody closes this.
        self._temporary = tempfile.TemporaryDirectory(
            prefix="localcloud-sagemaker-", ignore_cleanup_errors=True
        )
        self._figures: dict[tuple[str, str], Figures] = {}
        self._lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        """The URL of the local cloud, for what runs."""
        return f"http://127.0.0.1:{self.cloud.port or 80}"

    def place(self) -> Place:
        """A new folder."""
        return Place(Path(self._temporary.name) / uuid.uuid4().hex[:12])

    def figures(self, region: str, namespace: str) -> Figures:
        """What puts figures into a namespace."""
        with self._lock:
            key = (region, namespace)
            if key not in self._figures:
                self._figures[key] = Figures(self.cloud, region, namespace)
            return self._figures[key]

    def close(self) -> None:
        """Writes what is left and removes the folder."""
        for figures in self._figures.values():
            figures.flush()
        self._temporary.cleanup()
