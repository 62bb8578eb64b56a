"""Where a conversation goes next, when that is not the order of the slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ml_refarch.lex import limits
from ml_refarch.lex.messages import Response, Tell, response

_CONDITION_SLOT = re.compile(r"\{([0-9a-zA-Z][0-9a-zA-Z_-]*)(?:\.[0-9a-zA-Z_-]+)?\}")


class Action(StrEnum):
    """What Lex can do next."""

    ELICIT_INTENT = "ElicitIntent"
    START_INTENT = "StartIntent"
    ELICIT_SLOT = "ElicitSlot"
    CONFIRM_INTENT = "ConfirmIntent"
    FULFILL_INTENT = "FulfillIntent"
    CLOSE_INTENT = "CloseIntent"
    END_CONVERSATION = "EndConversation"
    INVOKE_DIALOG_HOOK = "InvokeDialogCodeHook"


@dataclass(frozen=True)
class Step:
    """What happens next: ``Step(Action.ELICIT_SLOT, slot="City")``.

    Args:
        action: What Lex does.
        slot: For ``ELICIT_SLOT``: the slot that is asked for.
        intent: For ``START_INTENT``: the intent that is started.
        set_slots: Slots that get a value on the way; ``None`` empties one, to be asked for again.
        set_attributes: Session attributes that get a value on the way.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_DialogState.html
    """

    action: Action
    slot: str | None = field(default=None, kw_only=True)
    intent: str | None = field(default=None, kw_only=True)
    set_slots: Mapping[str, str | None] = field(default_factory=dict, kw_only=True, hash=False)
    set_attributes: Mapping[str, str] = field(default_factory=dict, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        for action, name in ((Action.ELICIT_SLOT, "slot"), (Action.START_INTENT, "intent")):
            if (self.action == action) != (getattr(self, name) is not None):
                raise ValueError(f"step {self.action}: {name} goes with {action}, and only with it")

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots it speaks of."""
        return tuple(self.set_slots) if self.slot is None else (self.slot, *self.set_slots)


@dataclass(frozen=True)
class Branch:
    """A way that is taken if a condition holds.

    Args:
        name: 1 to 100 letters, digits, single hyphens and underscores.
        when: The condition, at most 1024 characters: ``{Nights} > 30`` or ``[loyalty] = "gold"``.
        then: What happens.
        say: What is said before.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/branching-expressions.html
    """

    name: str
    when: str = field(kw_only=True)
    then: Step = field(kw_only=True)
    say: Tell | None = field(default=None, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        limits.check_name("branch", self.name)
        limits.check_text(f"branch {self.name}, when", self.when, limits.CONDITION_LENGTH)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots it speaks of."""
        return (*_CONDITION_SLOT.findall(self.when), *self.then.slot_names)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a point of the conversation leads to: something said, and a step.

    Wherever the bot answers, an ``Outcome`` may stand in place of the answer.

    Args:
        say: What is said.
        then: What happens next; the usual order when not given.
        branches: At most 4, the first that holds is taken; ``otherwise`` is taken if none does.
        otherwise: Needed with ``branches``.
    """

    say: Tell | None = None
    then: Step | None = None
    branches: Sequence[Branch] = ()
    otherwise: Step | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", tuple(self.branches))
        limits.check_count("branches", len(self.branches), limits.BRANCHES)
        limits.check_unique("branches", (branch.name for branch in self.branches))
        if bool(self.branches) != (self.otherwise is not None):
            raise ValueError("otherwise: Lex needs it with branches, and takes it with them only")
        _ = list(self.responses())

    def responses(self) -> Iterator[Response]:
        """Everything that may be said."""
        for tell in (self.say, *(branch.say for branch in self.branches)):
            if tell is not None:
                yield response(tell)

    def steps(self) -> Iterator[Step]:
        """Everything that may happen next."""
        yield from (branch.then for branch in self.branches)
        for step in (self.then, self.otherwise):
            if step is not None:
                yield step

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots that steps and conditions speak of."""
        names = [name for branch in self.branches for name in branch.slot_names]
        names += [name for step in self.steps() for name in step.slot_names]
        return tuple(dict.fromkeys(names))


Answer = Tell | Outcome


def outcome(answer: Answer) -> Outcome:
    """``answer`` as an outcome: what is only said leads on in the usual order."""
    return answer if isinstance(answer, Outcome) else Outcome(say=answer)
