"""How many turns a second the dialogues are played with: engine, function and moto together.

python -m tests.conversations.throughput
python -m tests.conversations.throughput patient_scheduling
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.conversations.bots import BOTS, HOTEL, TestedBot
from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import all_dialogues
from tests.conversations.player import Player


@dataclass(frozen=True)
class Throughput:
    """What one measurement found.

    Args:
        dialogues: How many dialogues were played each time.
        turns: What each of their turns took, in seconds, each time they were played.
        seconds: What playing them took each time, worlds and their inspection included.
    """

    dialogues: int
    turns: tuple[tuple[float, ...], ...]
    seconds: tuple[float, ...]

    @property
    def turns_per_second(self) -> float:
        """Turns in a second that does nothing else: the median of the times."""
        return median(len(once) / sum(once) for once in self.turns)

    @property
    def milliseconds(self) -> tuple[float, float]:
        """What a turn takes: the median, and the 95th percentile."""
        all_turns = [1000 * turn for once in self.turns for turn in once]
        return median(all_turns), quantiles(all_turns, n=20)[-1]


def measure(
    bot: TestedBot = HOTEL, *, times: int = 5, dialogues: Sequence[Dialogue] | None = None
) -> Throughput:
    """Plays all the dialogues of a bot so many times, after once that does not count.

    Raises:
        DialogueFailedError: A dialogue did not go as it should: its time would mean nothing.
    """
    scripts = list(all_dialogues(bot) if dialogues is None else dialogues)
    with Player(bot) as player:
        for script in scripts:
            if complaint := player.play(script).complaint():
                raise DialogueFailedError(complaint)
        turns, seconds = [], []
        for _ in range(times):
            begin = time.perf_counter()
            played = [player.play(script) for script in scripts]
            seconds.append(time.perf_counter() - begin)
            turns.append(tuple(turn.seconds for one in played for turn in one.turns))
    return Throughput(len(scripts), tuple(turns), tuple(seconds))


class DialogueFailedError(Exception):
    """A dialogue that was to be measured went wrong; the message tells how."""


if __name__ == "__main__":
    measured = measure(BOTS[sys.argv[1]] if len(sys.argv) > 1 else HOTEL)
    middle, late = measured.milliseconds
    sys.stdout.write(
        f"{measured.turns_per_second:.0f} turns a second; a turn takes {middle:.1f} ms, "
        f"95 of 100 at most {late:.1f} ms ({len(measured.turns[0])} turns of "
        f"{measured.dialogues} dialogues, {len(measured.turns)} times)\n"
    )
