"""A folder of scripts as the archive that SageMaker's containers unpack."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

LEFT_OUT: Final = ("__pycache__", "*.pyc", ".*", "*.ipynb", "*.md")
"""What running and describing scripts leaves beside them; a note must not train a model anew."""


def source_archive(
    scope: Construct, construct_id: str, *, source: Path, exclude: Sequence[str] = LEFT_OUT
) -> s3_assets.Asset:
    """The folder as ``.tar.gz``, equal to the byte for equal sources, whenever it is packed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sourcedir.tar.gz"
        path.write_bytes(packed(source, exclude=exclude))
        # The CDK copies it into the cloud assembly here and now.
        return s3_assets.Asset(scope, construct_id, path=str(path))


def packed(source: Path, *, exclude: Sequence[str] = LEFT_OUT) -> bytes:
    """The folder as the bytes of a ``.tar.gz``."""
    content = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=content, mode="wb", mtime=0, filename="") as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path in _files(source, exclude):
            entry = tarfile.TarInfo(path.relative_to(source).as_posix())
            data = path.read_bytes()
            entry.size, entry.mode, entry.mtime = len(data), 0o644, 0
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()


def _files(source: Path, exclude: Sequence[str]) -> Iterable[Path]:
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        if path.is_file() and not any(fnmatch(part, one) for part in parts for one in exclude):
            yield path
