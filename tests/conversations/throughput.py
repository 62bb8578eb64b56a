"""How many turns a second the dialogues are played with: engine, function and moto together.

python -m tests.conversations.throughput
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import all_dialogues
from tests.conversations.player import Player


@dataclass(frozen=True)
class Throughput:
    """What one measurement found.

    Args:
        dialogues: How many dialogues were played each time.
        turns: How many turns those have.
        seconds: How long it took each time, hotels and sessions included.
    """

    dialogues: int
    turns: int
    seconds: tuple[float, ...]

    @property
    def turns_per_second(self) -> float:
        """The median."""
        return self.turns / median(self.seconds)


def measure(
    *, times: int = 5, dialogues: Sequence[Dialogue] | None = None, player: Player | None = None
) -> Throughput:
    """Plays all the dialogues so many times, after once that does not count.

    Raises:
        AssertionError: A dialogue did not go as it should: then its time means nothing.
    """
    if player is None:
        with Player() as own:
            return measure(times=times, dialogues=dialogues, player=own)
    scripts = list(dialogues if dialogues is not None else all_dialogues())
    for script in scripts:
        if complaint := player.play(script).complaint():
            raise AssertionError(complaint)
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        for script in scripts:
            player.play(script)
        seconds.append(time.perf_counter() - start)
    return Throughput(len(scripts), sum(len(one.turns) for one in scripts), tuple(seconds))


if __name__ == "__main__":
    measured = measure()
    sys.stdout.write(
        f"{measured.turns_per_second:.0f} turns a second "
        f"({measured.turns} turns of {measured.dialogues} dialogues, "
        f"median of {len(measured.seconds)})\n"
    )
