"""The deployed zip files, each unpacked once and known by its content."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import stat
import threading
import zipfile
from pathlib import Path

from localcloud.errors import ServiceError

UNZIPPED_LIMIT = 262_144_000
"""Bytes that code may have once unpacked.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


class Archives:
    """Folders of unpacked zip files. The name is Lambda's ``CodeSha256``.

    Args:
        folder: Where they are unpacked.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def add(self, content: bytes) -> str:
        """Unpacks a zip file, unless one with this content has been.

        Returns:
            Its SHA-256 in base64, by which Lambda names code.

        Raises:
            ServiceError: InvalidParameterValueException, where it is no zip or too large.
        """
        digest = hashlib.sha256(content)
        folder = self._folder / digest.hexdigest()
        with self._lock:
            if not folder.is_dir():
                _unpack(content, folder)
        return base64.b64encode(digest.digest()).decode()

    def folder(self, sha256: str) -> Path:
        """Where the content with this ``CodeSha256`` is.

        Raises:
            LookupError: It was never added.
        """
        folder = self._folder / base64.b64decode(sha256).hex()
        if not folder.is_dir():
            raise LookupError(f"No code with the SHA-256 {sha256!r} was deployed to this cloud")
        return folder


def _unpack(content: bytes, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    partial.mkdir(parents=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _extract(archive, partial)
        partial.rename(folder)
    except zipfile.BadZipFile as error:
        raise ServiceError(
            "InvalidParameterValueException",
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _extract(archive: zipfile.ZipFile, folder: Path) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > UNZIPPED_LIMIT:
        raise ServiceError(
            "InvalidParameterValueException",
            f"Unzipped size must be smaller than {UNZIPPED_LIMIT} bytes; it is {size}",
        )
    for entry in archive.infolist():
        path = Path(archive.extract(entry, folder))
        if path.is_file() and (entry.external_attr >> 16) & stat.S_IXUSR:
            path.chmod(0o755)
