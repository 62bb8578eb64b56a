"""The steps of a dialog, as data: what the bot does next, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.lex.definition import CodeHook, Outcome


@dataclass(frozen=True)
class Open:
    """Begins the current intent: its initial response, its initial code hook."""


@dataclass(frozen=True)
class NextSlot:
    """Asks for the first required slot that is empty; with none, goes on to the confirmation."""


@dataclass(frozen=True)
class Elicit:
    """Asks for a slot, for the n-th time from 0; ``silent`` where the question was put already."""

    slot: str
    attempt: int = 0
    silent: bool = False


@dataclass(frozen=True)
class Captured:
    """A slot was given a value by the user."""

    slot: str


@dataclass(frozen=True)
class Confirm:
    """Asks to confirm the intent, for the n-th time from 0."""

    attempt: int = 0
    silent: bool = False


@dataclass(frozen=True)
class AskIntent:
    """Waits for the user to say what they want."""


@dataclass(frozen=True)
class Fulfil:
    """Fulfils the intent."""


@dataclass(frozen=True)
class Closing:
    """Says the closing response and goes where it leads."""


@dataclass(frozen=True)
class End:
    """Ends the conversation, in ``state`` where the intent has not reached one."""

    state: str | None = None


@dataclass(frozen=True)
class GiveUp:
    """The retries are used up: the failure branch, or FallbackIntent."""

    failed: Outcome


@dataclass(frozen=True)
class Invoke:
    """Calls a dialog code hook, then takes the branch that its answer leads to."""

    hook: CodeHook
    then: Step


@dataclass(frozen=True)
class Follow:
    """Says an outcome's response and goes to its next step, or to ``then`` where it has none.

    ``hook`` is the code hook that InvokeDialogCodeHook means at this point.
    """

    outcome: Outcome
    then: Step
    hook: CodeHook | None = None


Step = (
    Open
    | NextSlot
    | Elicit
    | Captured
    | Confirm
    | AskIntent
    | Fulfil
    | Closing
    | End
    | GiveUp
    | Invoke
    | Follow
)
