"""The objects of a target, arranged as folders, and what those that are looked at hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.glue.crawlers.classifiers import LOOKED_AT, PARQUET_MAGIC, classify
from localcloud.glue.crawlers.layout import Folder
from localcloud.glue.crawlers.schema import Schema

if TYPE_CHECKING:
    from localcloud.interface import Cloud

SAMPLES = 3
"""Files of a folder that are looked at, the first and the last, unless the target says more."""


class TargetError(Exception):
    """A target that cannot be crawled; the message is what LastCrawl says."""


class Target:
    """A path of S3 that is crawled.

    Args:
        shape: As CreateCrawler has it.
        stopped: Tells whether to give up.
    """

    def __init__(
        self, cloud: Cloud, region: str, shape: dict[str, Any], stopped: Callable[[], bool]
    ) -> None:
        path = re.fullmatch(r"s3[an]?://([^/]+)/?(.*)", shape["Path"])
        if path is None:
            raise TargetError(f"S3 path {shape['Path']!r} is not of the form s3://bucket/folder/")
        self.bucket, self.prefix = path[1], path[2]
        if self.prefix and not self.prefix.endswith("/"):
            self.prefix += "/"
        self._s3 = cloud.client("s3", region)
        self._samples = shape.get("SampleSize") or SAMPLES
        self._excluded = [_glob(each) for each in shape.get("Exclusions") or ()]
        self._stopped = stopped

    @property
    def location(self) -> str:
        """The path as a URL."""
        return self.url(self.prefix)

    def url(self, key: str) -> str:
        """The URL of a key."""
        return f"s3://{self.bucket}/{key}"

    def folder(self) -> Folder:
        """All below the path.

        Raises:
            TargetError: The bucket is not there, or an object cannot be read.
        """
        root = Folder(self.prefix)
        try:
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    self._place(root, each["Key"], each["Size"])
            for leaf in root.leaves():
                self._look(leaf)
        except ClientError as error:
            said = error.response["Error"]
            raise TargetError(
                f"Service Exception: {said['Code']}: {said['Message']} ({self.location})"
            ) from error
        return root

    def _place(self, root: Folder, key: str, size: int) -> None:
        below = key[len(self.prefix) :]
        *folders, name = below.split("/")
        hidden = any(part.startswith(("_", ".")) for part in (*folders, name))
        if not name or not size or hidden or any(each.fullmatch(below) for each in self._excluded):
            return
        folder = root
        for part in folders:
            path = f"{folder.path}{part}/"
            folder = folder.folders.setdefault(part, Folder(path))
        folder.sizes[name] = size

    def _look(self, leaf: Folder) -> None:
        for name in _chosen(sorted(leaf.sizes), self._samples):
            if self._stopped():
                return
            leaf.files[name] = self._schema(leaf.path + name)

    def _schema(self, key: str) -> Schema:
        asked = {"Bucket": self.bucket, "Key": key}
        body: bytes = self._s3.get_object(**asked, Range=f"bytes=0-{LOOKED_AT - 1}")["Body"].read()
        if body.startswith(PARQUET_MAGIC) and len(body) == LOOKED_AT:
            body = self._s3.get_object(**asked)["Body"].read()  # its schema is at its end
        return classify(body)


def _chosen(names: Sequence[str], samples: int) -> list[str]:
    if len(names) <= samples:
        return list(names)
    first = samples // 2
    return [*names[:first], *names[first - samples :]]


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of exclusions: ``*`` within a folder, ``**`` across, ``{a,b}``, ``[a-z]``, ``?``.

    Source: https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html
    """
    written, braces, at = [], 0, 0
    while at < len(pattern):
        letter = pattern[at]
        if pattern.startswith("**", at):
            written.append(".*")
            at += 1
        elif letter == "*":
            written.append("[^/]*")
        elif letter == "?":
            written.append("[^/]")
        elif letter == "[" and (end := pattern.find("]", at)) > at:
            written.append("[" + pattern[at + 1 : end].replace("!", "^", 1) + "]")
            at = end
        elif letter == "{":
            braces += 1
            written.append("(?:")
        elif letter == "}" and braces:
            braces -= 1
            written.append(")")
        elif letter == "," and braces:
            written.append("|")
        elif letter == "\\" and at + 1 < len(pattern):
            at += 1
            written.append(re.escape(pattern[at]))
        else:
            written.append(re.escape(letter))
        at += 1
    return re.compile("".join(written) + ")" * braces)
