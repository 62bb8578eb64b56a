"""The blocks that choose where a contact goes, and those that end the flow."""

from __future__ import annotations

from collections.abc import Mapping

from ml_refarch.connect import limits, parameters
from ml_refarch.connect.block_set import BlockSet
from ml_refarch.connect.blocks import (
    Case,
    Compare,
    End,
    Hours,
    Loop,
    Step,
    Target,
    Transfer,
    TransferToQueue,
)


class Routing(BlockSet):
    """Chooses, queues, transfers and ends; a flow has these methods."""

    def compare(
        self,
        name: str,
        value: str,
        *,
        cases: Mapping[str | Case, Target] | None = None,
        otherwise: Target | None = None,
    ) -> Compare:
        """Chooses by one attribute: ``cases={"true": a, starts_with("+1"): b}``, the first wins."""
        compared = parameters.comparison(name, value)
        block = self._add(Compare, name, "Compare", compared)
        for one, target in (cases or {}).items():
            block.when(one, target)
        return block if otherwise is None else block.otherwise(otherwise)

    def check_hours(
        self,
        name: str,
        *,
        hours: str | None = None,
        open: Target | None = None,  # noqa: A002 - the branch's name
        closed: Target | None = None,
        on_error: Target | None = None,
    ) -> Hours:
        """Chooses by hours of operation: those of the ARN, or of the queue that was set."""
        block = self._add(
            Hours, name, "CheckHoursOfOperation", {"HoursOfOperationId": hours} if hours else {}
        )
        for wire, target in (
            (block.open, open),
            (block.closed, closed),
            (block.on_error, on_error),
        ):
            if target is not None:
                wire(target)
        return block

    def loop(
        self, name: str, *, times: int, again: Target | None = None, done: Target | None = None
    ) -> Loop:
        """Leads to ``again`` so many times, 0 to 100, then to ``done``."""
        limits.check_range(f"block {name!r}, times", times, limits.LOOP_TIMES)
        block = self._add(Loop, name, "Loop", {"LoopCount": str(times)})
        for wire, target in ((block.again, again), (block.done, done)):
            if target is not None:
                wire(target)
        return block

    def set_queue(
        self,
        name: str,
        *,
        queue: str | None = None,
        agent: str | None = None,
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Sets the queue, or the agent's queue, for ``transfer_to_queue`` and ``check_hours``."""
        chosen = parameters.queue(name, queue=queue, agent=agent)
        return self._step(Step, name, "UpdateContactTargetQueue", chosen, then, on_error)

    def transfer_to_queue(
        self, name: str, *, on_full: Target | None = None, on_error: Target | None = None
    ) -> TransferToQueue:
        """Puts the contact into the queue that was set; the flow ends."""
        block = self._add(TransferToQueue, name, "TransferContactToQueue", {})
        if on_full is not None:
            block.on_full(on_full)
        return block if on_error is None else block.on_error(on_error)

    def transfer_to_flow(self, name: str, *, flow: str, on_error: Target | None = None) -> Transfer:
        """Goes on in another flow, by its ARN; this one ends."""
        block = self._add(Transfer, name, "TransferToFlow", {"ContactFlowId": flow})
        return block if on_error is None else block.on_error(on_error)

    def hang_up(self, name: str) -> End:
        """Ends the contact."""
        return self._add(End, name, "DisconnectParticipant", {})

    def end(self, name: str) -> End:
        """Ends a flow that is played beside a contact, such as a whisper or a queue's flow."""
        return self._add(End, name, "EndFlowExecution", {})
