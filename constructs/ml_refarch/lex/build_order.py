"""Bots of one stack are built one after another: Lex refuses many builds at once."""

from __future__ import annotations

from aws_cdk import Stack
from constructs import Construct, IDependable

_ID = "LexBuildOrder"


class BuildOrder(Construct):
    """Remembers the bot that a stack defined last; it makes no resource.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/quotas.html (parallel locale builds)
    """

    _last: IDependable | None = None

    @classmethod
    def of(cls, scope: Construct) -> BuildOrder:
        """The order of the stack that ``scope`` belongs to."""
        stack = Stack.of(scope)
        known = stack.node.try_find_child(_ID)
        return known if isinstance(known, BuildOrder) else cls(stack, _ID)

    def append(self, *, first: Construct, last: IDependable) -> None:
        """Put a bot at the end: ``first`` waits for the bot before, the next bot for ``last``."""
        if self._last is not None:
            first.node.add_dependency(self._last)
        self._last = last
