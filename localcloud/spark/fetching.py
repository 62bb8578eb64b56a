"""What a job names in S3, brought to its folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

SCHEMES = ("s3", "s3a", "s3n")


class NotThereError(Exception):
    """A file that a job names cannot be had.

    Attributes:
        uri: What it names.
        said: What is wrong with it.
    """

    def __init__(self, uri: str, said: str) -> None:
        super().__init__(f"{said}: {uri}")
        self.uri = uri
        self.said = said


def fetch(client: Any, uri: str, folder: Path) -> Path:
    """Brings one object of S3 to a folder, under its own name.

    Args:
        client: A client of S3.

    Raises:
        NotThereError: It is no ``s3://bucket/key``, or nothing is there.
    """
    split = urlsplit(uri)
    key = split.path.lstrip("/")
    name = PurePosixPath(key).name
    if split.scheme not in SCHEMES or not split.netloc or not name:
        raise NotThereError(uri, "This is not the s3://bucket/key of an object")
    try:
        answer = client.get_object(Bucket=split.netloc, Key=key)
    except ClientError as error:
        raise NotThereError(uri, error.response["Error"]["Message"]) from error
    target = folder / name
    if target.exists():  # two files of one name: each has its folder
        target = folder / str(len(list(folder.iterdir()))) / name
        target.parent.mkdir()
    target.write_bytes(answer["Body"].read())
    return target


def fetch_all(client: Any, uris: str | Iterable[str], folder: Path) -> list[Path]:
    """Brings objects, as a list or separated by commas, to a folder.

    Raises:
        NotThereError: One is not there.
    """
    listed = uris.split(",") if isinstance(uris, str) else uris
    return [fetch(client, uri.strip(), folder) for uri in listed if uri.strip()]
