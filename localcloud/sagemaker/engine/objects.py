"""S3 to folders and back, as SageMaker moves data into containers and out of them."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class DataError(Exception):
    """Data that a job needs cannot be had; the message is SageMaker's."""


@dataclass(frozen=True)
class Location:
    """A place in S3."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, uri: str) -> Location:
        """Reads ``s3://bucket/key``.

        Raises:
            DataError: It is none.
        """
        split = urlsplit(uri)
        if split.scheme != "s3" or not split.netloc:
            raise DataError(f"Invalid S3 URI: {uri}")
        return cls(split.netloc, split.path.lstrip("/"))

    def below(self, *parts: str) -> Location:
        """A place below this one."""
        return Location(self.bucket, "/".join([self.key.rstrip("/"), *parts]).lstrip("/"))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


class Objects:
    """The S3 of one region.

    Args:
        role: Whose data it is, for sentences.
    """

    def __init__(self, cloud: Cloud, region: str, *, role: str = "") -> None:
        self._client = cloud.client("s3", region)
        self._region = region
        self._role = role

    def keys(self, location: Location) -> Iterator[str]:
        """The objects at a prefix, without those that stand for folders.

        Raises:
            DataError: There is no such bucket.
        """
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=location.bucket, Prefix=location.key):
                for each in page.get("Contents") or ():
                    if not each["Key"].endswith("/"):
                        yield str(each["Key"])
        except ClientError as error:
            raise DataError(self._nothing_at(location)) from error

    def read(self, location: Location) -> bytes:
        """One object.

        Raises:
            DataError: It is not there.
        """
        try:
            answer = self._client.get_object(Bucket=location.bucket, Key=location.key)
        except ClientError as error:
            raise DataError(self._nothing_at(location)) from error
        content: bytes = answer["Body"].read()
        return content

    def exists(self, location: Location) -> bool:
        """Whether there is an object."""
        try:
            self._client.head_object(Bucket=location.bucket, Key=location.key)
        except ClientError:
            return False
        return True

    def write(self, location: Location, content: bytes) -> None:
        """Writes one object.

        Raises:
            DataError: There is no such bucket.
        """
        try:
            self._client.put_object(Bucket=location.bucket, Key=location.key, Body=content)
        except ClientError as error:
            said = error.response["Error"]["Message"]
            raise DataError(f"Failed to upload to {location}: {said}") from error

    def download(self, source: dict[str, Any], folder: Path, *, unzip: bool = False) -> int:
        """Fills a folder with what a data source of a job names.

        Args:
            source: ``S3Uri`` and ``S3DataType``: a prefix, or a manifest of keys.
            unzip: Whether the objects are compressed.

        Returns:
            How many files there are.

        Raises:
            DataError: There are none, or the manifest is none.
        """
        location = Location.parse(source["S3Uri"])
        if source.get("S3DataType", "S3Prefix") == "S3Prefix":
            base, keys = location.key, list(self.keys(location))
        else:
            base, keys = self._manifest(location)
        for key in keys:
            relative = _relative(key, base)
            content = self.read(Location(location.bucket, key))
            if unzip:
                content, relative = gzip.decompress(content), relative.removesuffix(".gz")
            _write(folder, relative, content)
        if not keys:
            raise DataError(self._nothing_at(location))
        return len(keys)

    def upload(self, folder: Path, location: Location) -> list[str]:
        """Copies the files of a folder below a prefix.

        Returns:
            Their paths in the folder.

        Raises:
            DataError: There is no such bucket.
        """
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        relative = [path.relative_to(folder).as_posix() for path in paths]
        for path, name in zip(paths, relative, strict=True):
            self.write(location.below(name), path.read_bytes())
        return relative

    def _manifest(self, location: Location) -> tuple[str, list[str]]:
        """The prefix and the keys of ``[{"prefix": "s3://..."}, "key", ...]``.

        Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
        """
        try:
            first, *names = json.loads(self.read(location))
            prefix = Location.parse(first["prefix"])
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"{location} is not a manifest: a JSON list that begins with "
                '{"prefix": "s3://..."} and goes on with keys'
            ) from error
        if prefix.bucket != location.bucket:
            raise DataError(f"{location} lists objects of another bucket: {prefix.bucket}")
        return prefix.key, [prefix.key + name for name in names]

    def _nothing_at(self, location: Location) -> str:
        return (
            f'No S3 objects found under S3 URL "{location}" given in input data source. Please '
            f"ensure that the bucket exists in the selected region ({self._region}), that objects "
            f'exist under that S3 prefix, and that the role "{self._role}" has "s3:ListBucket" '
            f'permissions on bucket "{location.bucket}".'
        )


def _relative(key: str, base: str) -> str:
    """Where an object goes: below the prefix, or by its own name where the prefix names it."""
    return PurePosixPath(key).name if key == base else key[len(base) :].lstrip("/")


def _write(folder: Path, relative: str, content: bytes) -> None:
    target = folder / relative
    if not target.resolve().is_relative_to(folder.resolve()):
        raise DataError(f"{relative} is outside of its folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def packed(folder: Path) -> bytes:
    """A folder's content as a gzipped tar file."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz", compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, arcname=path.name)
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Fills a folder with the content of a gzipped tar file.

    Raises:
        DataError: It is none, or it has a member outside of the folder.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError(f"Failed to extract the model data archive: {error}") from error


def is_empty(folder: Path) -> bool:
    """Whether a folder has no files, or is not there."""
    return not any(path.is_file() for path in folder.rglob("*"))


def remove(folder: Path) -> None:
    """Removes a folder; what somebody else is just writing there may stay."""
    shutil.rmtree(folder, ignore_errors=True)
