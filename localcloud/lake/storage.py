"""The objects of a lake: listed and read in process, every byte counted that a query reads."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from localcloud.lake.failures import LakeError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True)
class Place:
    """A bucket and a key, or the beginning of keys."""

    bucket: str
    key: str

    @property
    def url(self) -> str:
        """Such as ``s3://bucket/key``."""
        return f"s3://{self.bucket}/{self.key}"


def place_of(url: str) -> Place:
    """What an ``s3://`` URL names.

    Raises:
        LakeError: It is of another kind, or names no bucket.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("s3", "s3a", "s3n") or not parts.netloc:
        raise LakeError("INVALID_TABLE_PROPERTY", f"{url!r} is not of the form s3://bucket/prefix/")
    return Place(parts.netloc, url.split("://", 1)[1].partition("/")[2])


class Meter:
    """Counts what a query reads, and ends it where that is more than it may.

    Args:
        limit: How many bytes may be read; None for any number.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.bytes = 0
        self._limit = limit
        self._lock = threading.Lock()
        self._stopped = False

    def stop(self) -> None:
        """Ends the query at the next bytes that it reads."""
        self._stopped = True

    def count(self, size: int) -> None:
        """Counts some bytes.

        Raises:
            ScanLimitError: They are more than may be read.
            StoppedError: The query is to end.
        """
        if self._stopped:
            raise StoppedError
        with self._lock:
            self.bytes += size
            over = self._limit is not None and self.bytes > self._limit
        if over:
            raise ScanLimitError


class ScanLimitError(Exception):
    """A query read more than it may."""


class StoppedError(Exception):
    """A query was stopped while it read."""


class Storage:
    """S3 for one query.

    Args:
        cloud: Whose S3 it is.
        region: Where the query runs.
        meter: Counts what is read.
    """

    def __init__(self, cloud: Cloud, region: str, meter: Meter) -> None:
        self.s3 = cloud.client("s3", region)
        self.meter = meter

    def list(self, location: str) -> list[Place]:
        """The objects below a location that hold data, sorted by key.

        Those whose name begins with ``_`` or ``.`` do not, nor do empty ones.

        Raises:
            LakeError: There is no such bucket.
        """
        place = place_of(location)
        prefix = place.key if not place.key or place.key.endswith("/") else f"{place.key}/"
        return sorted(
            (
                Place(place.bucket, each["Key"])
                for each in self._entries(place.bucket, prefix)
                if each["Size"] and _holds_data(each["Key"].removeprefix(prefix))
            ),
            key=lambda each: each.key,
        )

    def _entries(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        try:
            for page in pages:
                yield from page.get("Contents", ())
        except ClientError as error:
            raise LakeError(
                "HIVE_CANNOT_OPEN_SPLIT",
                f"s3://{bucket}/{prefix}: {error.response['Error']['Message']}",
            ) from error

    def read(self, place: Place) -> bytes:
        """An object's bytes, not counted yet.

        Raises:
            LakeError: It cannot be had.
        """
        try:
            body: bytes = self.s3.get_object(Bucket=place.bucket, Key=place.key)["Body"].read()
        except ClientError as error:
            raise LakeError(
                "HIVE_CANNOT_OPEN_SPLIT",
                f"Error opening Hive split {place.url}: {error.response['Error']['Message']}",
            ) from error
        return body

    def write(self, place: Place, body: bytes, **more: Any) -> None:
        """Writes an object.

        Raises:
            LakeError: It cannot be written.
        """
        try:
            self.s3.put_object(Bucket=place.bucket, Key=place.key, Body=body, **more)
        except ClientError as error:
            raise LakeError(
                "HIVE_WRITER_OPEN_ERROR", f"{place.url}: {error.response['Error']['Message']}"
            ) from error

    def delete(self, places: Iterable[Place]) -> None:
        """Deletes objects."""
        for place in places:
            self.s3.delete_object(Bucket=place.bucket, Key=place.key)


def _holds_data(path: str) -> bool:
    return not path.endswith("/") and not any(
        part.startswith(("_", ".")) for part in path.split("/")
    )
