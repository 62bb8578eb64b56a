"""Whether the files of a day are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from calendar_days import and_before


class SourcesMissingError(LookupError):
    """Files are not there that must be; the message says which."""


@dataclass(frozen=True)
class Wanted:
    """The files of a step.

    Args:
        folder: Where they are: ``events/event=*/date={date}/``, ``flights/*={month}/``.
        late_days: How many days before the day are looked at as well.
        required: Whether there must be some; a step without is left out otherwise.
    """

    folder: str
    late_days: int = 0
    required: bool = False

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Wanted:
        """Takes what the workflow says of a step."""
        return cls(
            folder=value["folder"],
            late_days=int(value.get("lateDays", 0)),
            required=bool(value.get("required", False)),
        )

    def folders(self, day: str) -> list[str]:
        """Where the files of a day are, and of those before it; the latest first."""
        days = and_before(day)[: self.late_days + 1]
        return list(dict.fromkeys(self.folder.format(**one) for one in days))


class SourceFolders:
    """Folders of a bucket.

    Args:
        s3: A client of S3.
        bucket: The bucket.
    """

    def __init__(self, s3: Any, *, bucket: str) -> None:  # noqa: ANN401 - a client
        self._s3 = s3
        self._bucket = bucket

    def present(self, wanted: Mapping[str, Wanted], day: str) -> dict[str, bool]:
        """Which steps have files, by name.

        Raises:
            SourcesMissingError: Some have none, and must.
        """
        found = {
            name: any(self._has_files(folder) for folder in one.folders(day))
            for name, one in wanted.items()
        }
        missing = [name for name, one in wanted.items() if one.required and not found[name]]
        if missing:
            raise SourcesMissingError(
                f"of {day} there is nothing in s3://{self._bucket}/ for "
                + ", ".join(f"{name} ({wanted[name].folder})" for name in missing)
            )
        return found

    def _has_files(self, folder: str) -> bool:
        return any(self._any_file(prefix) for prefix in self._expanded("", folder))

    def _expanded(self, prefix: str, rest: str) -> Iterator[str]:
        """The folders that a pattern with ``*`` in it means."""
        before, star, _ = rest.partition("*")
        if not star:
            yield f"{prefix}{rest}"
            return
        parent, slash, _ = before.rpartition("/")
        base = f"{prefix}{parent}{slash}"
        name, _, below = rest[len(parent) + len(slash) :].partition("/")
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{base}{name.partition('*')[0]}", Delimiter="/"
        )
        for page in pages:
            for one in page.get("CommonPrefixes", ()):
                if fnmatchcase(one["Prefix"][len(base) :].rstrip("/"), name):
                    yield from self._expanded(one["Prefix"], below)

    def _any_file(self, prefix: str) -> bool:
        answer = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=2)
        # A folder that a console made is an object too, of its own name.
        return any(not one["Key"].endswith("/") for one in answer.get("Contents", ()))
