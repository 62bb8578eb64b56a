"""Checkpoints of a training job: in S3 before and after it, so that an interrupted one goes on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from localcloud.sagemaker import gaps
from localcloud.sagemaker.engine.environment import Place
from localcloud.sagemaker.engine.objects import Location, Objects

LOCAL_PATH = "/opt/ml/checkpoints"


class Checkpoints:
    """Keeps a folder and a prefix alike.

    Args:
        config: CheckpointConfig of the request, if it has one.

    Attributes:
        folder: Where the container finds and leaves them.
    """

    def __init__(self, config: Mapping[str, str] | None, place: Place) -> None:
        self._uri = (config or {}).get("S3Uri")
        self.folder: Path = place.at((config or {}).get("LocalPath") or LOCAL_PATH)
        self._seen: dict[Path, tuple[int, int]] = {}
        self._next = 0.0

    @property
    def kept(self) -> bool:
        """Whether the job has them at all."""
        return self._uri is not None

    def download(self, objects: Objects) -> None:
        """Fills the folder with what an earlier job has left; there may be nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._uri is None:
            return
        prefix = Location.parse(self._uri)
        if any(True for _ in objects.keys(prefix)):
            objects.download({"S3Uri": self._uri}, self.folder)
        self._seen = self._state()

    def upload_now_and_then(self, objects: Objects) -> None:
        """Copies what has changed, if it is time."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + gaps.CHECKPOINT_SECONDS
            self.upload(objects)

    def upload(self, objects: Objects) -> None:
        """Copies what has changed."""
        if self._uri is None:
            return
        prefix, now = Location.parse(self._uri), self._state()
        for path, state in now.items():
            if self._seen.get(path) != state:
                try:
                    content = path.read_bytes()
                except FileNotFoundError:
                    continue  # the script has just replaced it
                objects.write(prefix.below(path.relative_to(self.folder).as_posix()), content)
                self._seen[path] = state

    def _state(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for path in sorted(self.folder.rglob("*")):
            try:
                if path.is_file():
                    stat = path.stat()
                    found[path] = (stat.st_mtime_ns, stat.st_size)
            except FileNotFoundError:
                continue
        return found
