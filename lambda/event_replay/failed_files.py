"""The files of failed records, as Firehose writes them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


class UnreadableFileError(ValueError):
    """A file is not one of failed records; the message says what is wrong with it."""


@dataclass(frozen=True)
class Wish:
    """Which files are to be replayed.

    Args:
        folder: Below the folder of failed records, such as ``processing-failed/``; all when empty.
        day: Of this day only; of any day without.
    """

    folder: str = ""
    day: str | None = None

    @classmethod
    def parse(cls, value: object) -> Wish:
        """Takes what the function is asked.

        Raises:
            ValueError: It is not a wish.
        """
        if not isinstance(value, Mapping):
            raise ValueError(  # noqa: TRY004 - the person mends a value, as in the other cases
                f"{value!r} is not an object such as {{'date': '2026-11-26'}}"
            )
        unknown = sorted(set(value) - {"folder", "date"})
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: a replay takes folder and date, nothing else")
        folder, day = value.get("folder", ""), value.get("date")
        if not isinstance(folder, str) or folder.startswith("/") or ".." in folder:
            raise ValueError(f"folder: {folder!r} is not a folder such as 'processing-failed/'")
        if day is not None:
            if not isinstance(day, str) or re.fullmatch(r"\d{4}-\d\d-\d\d", day) is None:
                raise ValueError(f"date: {day!r} is not a day such as '2026-11-26'")
            date.fromisoformat(day)
        return cls(folder=folder, day=day)

    def takes(self, key: str) -> bool:
        """Whether a file is wished."""
        return self.day is None or f"/date={self.day}/" in key


class FailedFiles:
    """The files of failed records in a bucket.

    Args:
        s3: A client of S3.
        bucket: The bucket.
        failed: The folder where Firehose puts them.
        replayed: The folder for those whose records are on the stream again.
    """

    def __init__(self, s3: Any, *, bucket: str, failed: str, replayed: str) -> None:  # noqa: ANN401 - a client
        self._s3 = s3
        self._bucket = bucket
        self._failed = failed
        self._replayed = replayed

    def wished(self, wish: Wish) -> Iterator[str]:
        """The keys of the files that are wished, oldest name first."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{self._failed}{wish.folder}"
        )
        # All of them first: what is replayed goes away between the pages.
        yield from [
            one["Key"]
            for page in pages
            for one in page.get("Contents", ())
            if wish.takes(one["Key"])
        ]

    def records(self, key: str) -> list[bytes]:
        """The records as they were before they failed.

        Raises:
            UnreadableFileError: It is no file of failed records.
        """
        content = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        try:
            return [_raw(one) for one in _objects(content.decode())]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableFileError(f"{key}: {error!r}") from error

    def put_away(self, key: str) -> None:
        """Moves a file to those that are replayed."""
        target = f"{self._replayed}{key.removeprefix(self._failed)}"
        self._s3.copy_object(
            Bucket=self._bucket, Key=target, CopySource={"Bucket": self._bucket, "Key": key}
        )
        self._s3.delete_object(Bucket=self._bucket, Key=key)


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """JSON objects one after another, with lines between them or without."""
    decoder = json.JSONDecoder()
    position, text = 0, text.strip()
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is no record of Firehose")
        yield value
        while position < len(text) and text[position].isspace():
            position += 1


def _raw(record: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(record["rawData"], validate=True)
    except binascii.Error as error:
        raise ValueError(f"rawData is not base64: {error}") from error
