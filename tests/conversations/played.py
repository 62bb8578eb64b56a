"""What came of a dialogue that was played."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.conversations.answer import Answer
from tests.conversations.dialogue import Dialogue, Turn


class Result(StrEnum):
    """How the Lex Test Workbench calls it.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_ConversationLevelTestResultItem.html
    """

    MATCHED = "Matched"
    MISMATCHED = "Mismatched"
    EXECUTION_ERROR = "ExecutionError"


@dataclass(frozen=True)
class PlayedTurn:
    """A turn, the intent it belongs to, the answer that came, what is wrong with it.

    ``seconds``: how long the answer took, engine, function and database together.
    """

    turn: Turn
    intent: str
    answer: Answer
    mismatches: tuple[str, ...]
    seconds: float = 0.0

    @property
    def result(self) -> Result:
        """The turn as a whole: an error that was expected is a match."""
        if not self.mismatches:
            return Result.MATCHED
        return Result.EXECUTION_ERROR if self.answer.error else Result.MISMATCHED

    @property
    def intent_result(self) -> Result:
        """Whether it was understood as the right intent."""
        if self.answer.error:
            return self.result
        matched = self.answer.intent == self.intent
        return Result.MATCHED if matched else Result.MISMATCHED

    @property
    def slot_results(self) -> dict[str, Result]:
        """Of each slot that was expected, whether it holds what it should."""
        if self.answer.error:
            return dict.fromkeys(self.turn.expect.slots, self.result)
        return {
            name: Result.MATCHED if self.answer.holds(name, value) else Result.MISMATCHED
            for name, value in self.turn.expect.slots.items()
        }


@dataclass(frozen=True)
class Played:
    """A dialogue, its turns, and what is wrong with the world it left behind."""

    dialogue: Dialogue
    turns: tuple[PlayedTurn, ...]
    aftermath: tuple[str, ...] = ()

    @property
    def result(self) -> Result:
        """The dialogue from end to end."""
        results = {turn.result for turn in self.turns}
        if Result.EXECUTION_ERROR in results:
            return Result.EXECUTION_ERROR
        if Result.MISMATCHED in results or self.aftermath:
            return Result.MISMATCHED
        return Result.MATCHED

    def complaint(self) -> str:
        """What is wrong, turn by turn, with the conversation as it went; empty if nothing is."""
        if self.result is Result.MATCHED:
            return ""
        lines = [f"{self.dialogue.path}: {self.dialogue.about}"]
        for played in self.turns:
            lines.append(f"  user: {played.turn.user}")
            lines.append(f"  bot:  {played.answer.text}  ({played.answer})")
            lines += [f"    line {played.turn.line}: {what}" for what in played.mismatches]
        lines += [f"  afterwards: {what}" for what in self.aftermath]
        return "\n".join(lines)
