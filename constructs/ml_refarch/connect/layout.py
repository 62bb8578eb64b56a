"""A place for each block in Connect's editor: the call goes from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ml_refarch.connect.actions import NO_MATCHING_ERROR, QUEUE_AT_CAPACITY
from ml_refarch.connect.blocks import Block

Position = dict[str, int]

ENTRY: Position = {"x": 40, "y": 40}
_LEFT = 200
_COLUMN = 280  # a block is some 200 pixels wide
_HEAD = 110
_BRANCH = 34  # what a branch adds to a block's height

_FAILURES = frozenset({NO_MATCHING_ERROR, QUEUE_AT_CAPACITY})


def positions(blocks: Mapping[str, Block], start: str | None) -> dict[str, Position]:
    """Each block's place: its column is how far into the call it comes.

    What only a failure leads to comes under what a good call passes, in the column after it.
    """
    columns: dict[str, int] = {}
    queue: list[tuple[str, int]] = [(start, 0)] if start is not None else []
    later: list[tuple[str, int]] = []
    while queue or later:
        if not queue:
            queue, later = later, []
        name, column = queue.pop(0)
        if name in columns or name not in blocks:
            continue
        columns[name] = column
        block = blocks[name]
        queue += [(target, column + 1) for target in _well(block)]
        later += [(target, column + 1) for target in block.targets()]
    for name in blocks:  # those nobody leads to
        columns.setdefault(name, 0)
    bottom: dict[int, int] = {}
    placed: dict[str, Position] = {}
    for name, column in columns.items():
        y = bottom.get(column, ENTRY["y"])
        placed[name] = {"x": _LEFT + column * _COLUMN, "y": y}
        bottom[column] = y + _HEAD + _BRANCH * (len(block_branches(blocks[name])) + 1)
    return placed


def block_branches(block: Block) -> list[str]:
    """Where the branches lead that the editor draws."""
    return [*block.conditions.values(), *block.errors.values()]


def _well(block: Block) -> Iterator[str]:
    if block.next is not None:
        yield block.next
    yield from block.conditions.values()
    for error, target in block.errors.items():
        if error not in _FAILURES:
            yield target
