"""The blocks of one flow, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ml_refarch.connect import limits
from ml_refarch.connect.blocks import Block, Setting, Step, Target

B = TypeVar("B", bound=Block)
S = TypeVar("S", bound=Step)


class BlockSet:
    """What the methods that make blocks have in common.

    Attributes:
        name: The flow's name.
        blocks: The blocks by name, in the order they were made.
        start: The name of the block the flow starts with.
        error_target: Where a failing block leads that does not say it itself.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: dict[str, Block] = {}
        self.start: str | None = None
        self.error_target: str | None = None

    def add(self, block: B) -> B:
        """Takes a block into the flow; the first one starts it."""
        if block.name in self.blocks:
            raise ValueError(f"block {block.name!r}: flow {self.name!r} has a block of that name")
        self.blocks[block.name] = block
        if self.start is None:
            self.start = block.name
        return block

    def _add(self, kind: type[B], name: str, action: str, given: Mapping[str, Any]) -> B:
        limits.check_block_name(name)
        return self.add(kind(self, name, action, given))

    def _setting(
        self, name: str, action: str, given: Mapping[str, Any], then: Target | None
    ) -> Setting:
        block = self._add(Setting, name, action, given)
        return block if then is None else block.then(then)

    def _step(
        self,
        kind: type[S],
        name: str,
        action: str,
        given: Mapping[str, Any],
        then: Target | None,
        on_error: Target | None,
    ) -> S:
        block = self._add(kind, name, action, given)
        if then is not None:
            block.then(then)
        return block if on_error is None else block.on_error(on_error)
