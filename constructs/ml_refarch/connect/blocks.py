"""The blocks of a flow and how they are wired; ``Flow`` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ml_refarch.connect import actions
from ml_refarch.connect.actions import EQUALS, OPERATORS, Rules


class Block:
    """One action of a flow: its parameters and where it leads.

    Blocks lead to each other by name, so one may be named as a target before it is made.

    Attributes:
        name: The block's identifier, which Connect's editor shows.
        action: The type of action in Connect's flow language.
        parameters: Its parameters, as the flow language writes them. They may hold tokens.
        next: The name of the block that follows when all goes well.
        errors: Where each error leads.
        conditions: Where each result leads, the first match first.
    """

    def __init__(
        self, flow_names: object, name: str, action: str, parameters: Mapping[str, Any]
    ) -> None:
        self._flow = flow_names
        self.name = name
        self.action = action
        self.parameters = dict(parameters)
        self.next: str | None = None
        self.errors: dict[str, str] = {}
        self.conditions: dict[Case, str] = {}

    @property
    def rules(self) -> Rules | None:
        """What the action takes, ``None`` when this library does not know the action."""
        return actions.rules(self.action, self.parameters)

    def targets(self) -> list[str]:
        """The names of the blocks it leads to, each once."""
        found = [*self.conditions.values(), *self.errors.values()]
        if self.next is not None:
            found.insert(0, self.next)
        return list(dict.fromkeys(found))

    def __repr__(self) -> str:
        return f"<{self.action} {self.name!r}>"

    def _lead(self, target: Target) -> str:
        if isinstance(target, str):
            return target
        if target._flow is not self._flow:
            raise ValueError(
                f"block {self.name!r}: {target.name!r} is a block of another flow; "
                "to go there, transfer to that flow"
            )
        return target.name

    def _branch(self, branch: str, known: str | None, target: Target) -> str:
        """The target's name, unless the branch leads elsewhere already."""
        name = self._lead(target)
        if known is not None and known != name:
            raise ValueError(
                f"block {self.name!r}: its branch {branch} leads to {known!r} already, "
                f"not to {name!r}"
            )
        return name

    def _error(self, kind: str, target: Target | None) -> None:
        if target is not None:
            self.errors[kind] = self._branch(kind, self.errors.get(kind), target)

    def _when(self, case: Case, target: Target) -> None:
        self.conditions[case] = self._branch(str(case), self.conditions.get(case), target)


Target = Block | str
"""A block, or the name of one, which may be made later."""


@dataclass(frozen=True)
class Case:
    """A condition of ``compare``: an operator and what the value is compared to.

    Compared case-sensitively; a value that is no number is never greater or less than one.
    """

    operator: str
    operands: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise ValueError(
                f"case: there is no operator {self.operator!r}; "
                f"there are {', '.join(sorted(OPERATORS))}"
            )
        if not self.operands:
            raise ValueError(f"case: {self.operator} needs something to compare with")

    def __str__(self) -> str:
        return f"{self.operator} {', '.join(self.operands)}"


def case(given: str | Case) -> Case:
    """``given`` as a case: a text means that the value equals it."""
    return given if isinstance(given, Case) else Case(EQUALS, (given,))


def starts_with(text: str) -> Case:
    """The value starts with ``text``."""
    return Case("TextStartsWith", (text,))


def ends_with(text: str) -> Case:
    """The value ends with ``text``."""
    return Case("TextEndsWith", (text,))


def contains(text: str) -> Case:
    """The value has ``text`` in it."""
    return Case("TextContains", (text,))


def greater_than(number: float, *, or_equal: bool = False) -> Case:
    """The value is a number greater than ``number``."""
    return Case("NumberGreaterOrEqualTo" if or_equal else "NumberGreaterThan", (f"{number:g}",))


def less_than(number: float, *, or_equal: bool = False) -> Case:
    """The value is a number less than ``number``."""
    return Case("NumberLessOrEqualTo" if or_equal else "NumberLessThan", (f"{number:g}",))


class Setting(Block):
    """A block that cannot fail: what follows is all there is to wire."""

    def then(self, target: Target) -> Self:
        """What follows."""
        self.next = self._branch("then", self.next, target)
        return self


class Step(Setting):
    """A block that succeeds or fails."""

    def on_error(self, target: Target) -> Self:
        """What follows when it fails."""
        self._error(actions.NO_MATCHING_ERROR, target)
        return self


class Collect(Step):
    """Takes down digits into ``$.StoredCustomerInput``."""

    def on_invalid_number(self, target: Target) -> Self:
        """What follows when the digits are no phone number; if they must be one."""
        self._error(actions.INVALID_PHONE_NUMBER, target)
        return self


class Compare(Block):
    """Chooses by the value of an attribute."""

    def when(self, value: str | Case, target: Target) -> Self:
        """What follows when the value equals a text, or meets the case. The first match wins."""
        self._when(case(value), target)
        return self

    def otherwise(self, target: Target) -> Self:
        """What follows when nothing matched."""
        self._error(actions.NO_MATCHING_CONDITION, target)
        return self


class Question(Compare):
    """A menu of keys, or a conversation with a bot: chooses by what came of it."""

    def when(self, value: str | Case, target: Target) -> Self:
        """What follows when that key was pressed, or that intent understood."""
        self._when(case(value), target)
        return self

    def on_timeout(self, target: Target) -> Self:
        """What follows when nothing came in time."""
        self._error(actions.INPUT_TIME_LIMIT_EXCEEDED, target)
        return self

    def on_error(self, target: Target) -> Self:
        """What follows when it fails."""
        self._error(actions.NO_MATCHING_ERROR, target)
        return self


class Hours(Block):
    """Chooses by the hours of operation."""

    def open(self, target: Target) -> Self:
        """What follows within the hours."""
        self._when(case("True"), target)
        return self

    def closed(self, target: Target) -> Self:
        """What follows outside them."""
        self._when(case("False"), target)
        return self

    def on_error(self, target: Target) -> Self:
        """What follows when the hours cannot be read."""
        self._error(actions.NO_MATCHING_ERROR, target)
        return self


class Loop(Block):
    """Leads one way so many times, then the other."""

    def again(self, target: Target) -> Self:
        """What follows each of the times; it leads back here."""
        self._when(case("ContinueLooping"), target)
        return self

    def done(self, target: Target) -> Self:
        """What follows after them."""
        self._when(case("DoneLooping"), target)
        return self


class Transfer(Block):
    """Ends this flow: the contact waits in a queue, or goes on in another flow."""

    def on_error(self, target: Target) -> Self:
        """What follows when it fails."""
        self._error(actions.NO_MATCHING_ERROR, target)
        return self


class TransferToQueue(Transfer):
    """Ends this flow: the contact waits in the queue that was set."""

    def on_full(self, target: Target) -> Self:
        """What follows when the queue has its maximum of contacts."""
        self._error(actions.QUEUE_AT_CAPACITY, target)
        return self


class End(Block):
    """Ends the flow."""


class OtherBlock(Compare, Step):
    """An action that this library has no method for; its parameters are Connect's affair."""

    def on(self, error: str, target: Target) -> Self:
        """What follows an error, by its type in the flow language."""
        self._error(error, target)
        return self


CLASSES: dict[str, type[Block]] = {
    "CheckHoursOfOperation": Hours,
    "Compare": Compare,
    "ConnectParticipantWithLexBot": Question,
    "DisconnectParticipant": End,
    "EndFlowExecution": End,
    "InvokeLambdaFunction": Step,
    "Loop": Loop,
    "MessageParticipant": Step,
    "TransferContactToQueue": TransferToQueue,
    "TransferToFlow": Transfer,
    "UpdateContactAttributes": Step,
    "UpdateContactData": Step,
    "UpdateContactRecordingBehavior": Setting,
    "UpdateContactTargetQueue": Step,
    "UpdateContactTextToSpeechVoice": Step,
    "UpdateFlowLoggingBehavior": Setting,
}
"""The class of each action's block; ``GetParticipantInput`` is a ``Question`` or a ``Collect``."""


def class_of(action: str, parameters: Mapping[str, Any]) -> type[Block]:
    """The class of a block that was made elsewhere."""
    if action == "GetParticipantInput":
        return Collect if str(parameters.get("StoreInput")) == "True" else Question
    return CLASSES.get(action, OtherBlock)
