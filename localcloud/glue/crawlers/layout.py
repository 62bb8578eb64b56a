"""Which folders are tables and which are partitions of one.

Source: https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from localcloud.glue.crawlers.schema import UNKNOWN, Schema, united

_PAIR = re.compile(r"([^=/]+)=(.*)")


@dataclass
class Folder:
    """A folder of files.

    Attributes:
        path: From the bucket on, with a slash at its end unless it is empty.
        files: The schemas of those of its files that were looked at, by their names.
        sizes: The bytes of all its files, by name.
    """

    path: str
    folders: dict[str, Folder] = field(default_factory=dict)
    files: dict[str, Schema] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def leaves(self) -> Iterator[Folder]:
        """The folders below, and itself, that have files of their own."""
        if self.sizes:
            yield self
        for name in sorted(self.folders):
            yield from self.folders[name].leaves()

    @property
    def schemas(self) -> Iterator[Schema]:
        """The schemas of all files below."""
        for leaf in self.leaves():
            yield from leaf.files.values()


@dataclass(frozen=True)
class FoundPartition:
    """A folder that is a partition."""

    values: tuple[str, ...]
    path: str
    schema: Schema


@dataclass(frozen=True)
class FoundTable:
    """Files that are one table.

    Attributes:
        path: Its folder, or its file where files of a folder are tables each.
        keys: The names of the partitions' keys.
    """

    path: str
    schema: Schema
    keys: tuple[str, ...] = ()
    partitions: tuple[FoundPartition, ...] = ()
    objects: int = 0
    size: int = 0

    @property
    def name(self) -> str:
        """The table's name, from the path."""
        last = self.path.rstrip("/").rsplit("/", 1)[-1].lower()
        return re.sub(r"[^a-z0-9_]", "_", last)


def tables(folder: Folder, *, combine: bool = False) -> Iterator[FoundTable]:
    """The tables of a folder: one, where all below is alike.

    Args:
        combine: Whether it is enough that one table can read it all.
    """
    leaves = list(folder.leaves())
    whole = united(folder.schemas, combine=combine)
    if whole is not None and whole.classification != UNKNOWN:
        keys, partitions = _partitions(folder, leaves, combine=combine)
        yield FoundTable(
            folder.path,
            whole,
            keys,
            partitions,
            sum(len(leaf.sizes) for leaf in leaves),
            sum(sum(leaf.sizes.values()) for leaf in leaves),
        )
        return
    for name, schema in folder.files.items():
        yield FoundTable(folder.path + name, schema, objects=1, size=folder.sizes[name])
    for name in sorted(folder.folders):
        yield from tables(folder.folders[name], combine=combine)


def _partitions(
    folder: Folder, leaves: list[Folder], *, combine: bool
) -> tuple[tuple[str, ...], tuple[FoundPartition, ...]]:
    below = [leaf.path[len(folder.path) :].strip("/") for leaf in leaves]
    parts = [path.split("/") if path else [] for path in below]
    depth = max((len(each) for each in parts), default=0)
    if depth == 0:
        return (), ()
    deepest = next(each for each in parts if len(each) == depth)
    keys = tuple(_key(part, index) for index, part in enumerate(deepest))
    found = []
    for leaf, path in zip(leaves, parts, strict=True):
        schema = united(leaf.files.values(), combine=combine)
        if len(path) == depth and schema is not None:
            values = tuple(_value(part) for part in path)
            found.append(FoundPartition(values, leaf.path, schema))
    return keys, tuple(found)


def _key(part: str, index: int) -> str:
    pair = _PAIR.fullmatch(part)
    return unquote(pair[1]).lower() if pair else f"partition_{index}"


def _value(part: str) -> str:
    pair = _PAIR.fullmatch(part)
    return unquote(pair[2] if pair else part)
