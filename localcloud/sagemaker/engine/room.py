"""What all that runs shares: the cloud and a folder."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from localcloud.sagemaker.engine.environment import Place

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
