"""Plays a contact through flows: block after block, until one waits or the flow is over."""

from __future__ import annotations

from typing import Any

from localcloud.connect import flow_log
from localcloud.connect.blocks import CONVERSING, PLAYED
from localcloud.connect.conditions import first_match
from localcloud.connect.contact import Contact, State
from localcloud.connect.document import CATCH_ALL, NO_CONDITION, Action
from localcloud.connect.errors import FlowError
from localcloud.connect.gaps import MOST_BLOCKS_WITHOUT_WAITING
from localcloud.connect.places import Surroundings
from localcloud.connect.scene import (
    Conclusion,
    Dialog,
    Ended,
    Input,
    Listening,
    Moved,
    Outcome,
    Scene,
)


class Player:
    """One contact in its flows.

    Attributes:
        log: An entry for each block passed, as Connect's flow logs have them.
        logged: Those of them that were passed while flow logging was enabled.
        listening: What the contact's block waits for; None while none does.
    """

    def __init__(self, contact: Contact, around: Surroundings) -> None:
        self.contact = contact
        self.log: list[dict[str, Any]] = []
        self.logged: list[dict[str, Any]] = []
        self.listening: Listening | None = None
        self._around = around
        self._dialog: Dialog | None = None
        self._action: Action | None = None
        self._parameters: Any = {}

    def begin(self) -> None:
        """Plays from the start of the contact's flow.

        Raises:
            FlowError: A block cannot be played here. The contact is disconnected.
        """
        self._action = self._at(self.contact.flow.document.start)
        self._play()

    def hear(self, heard: Input) -> None:
        """Gives the waiting block what the customer did; nobody hears it where none waits.

        Raises:
            FlowError: As ``begin``.
        """
        if self._dialog is not None:
            self._converse(heard)
            self._play()

    def leave(self, reason: str) -> None:
        """The contact ends from outside: the customer hung up, or it was stopped."""
        if self.contact.over:
            return
        if self._dialog is not None and self._action is not None:
            self._dialog.close()
            self._note(self._action, None)
        self._end(Ended(State.DISCONNECTED, reason))

    def _play(self) -> None:
        passed = 0
        while self._action is not None and self._dialog is None:
            passed += 1
            if passed > MOST_BLOCKS_WITHOUT_WAITING:
                raise self._broken(f"has passed {passed} blocks without waiting: it is a circle")
            self._block(self._action)

    def _block(self, action: Action) -> None:
        scene = Scene(self.contact, action, self._around)
        self._parameters = flow_log.shown(action.parameters, self.contact.data())
        if action.type in CONVERSING:
            self._dialog = CONVERSING[action.type](scene)
            self._converse(None)
        elif action.type in PLAYED:
            self._conclude(action, PLAYED[action.type](scene))
        else:
            raise self._broken(f"is a {action.type}, which is not played here")

    def _converse(self, heard: Input | None) -> None:
        dialog, action = self._dialog, self._action
        assert dialog is not None and action is not None  # noqa: PT018, S101
        try:
            self.listening = next(dialog) if heard is None else dialog.send(heard)
            self.contact.state = State.LISTENING
        except StopIteration as stop:
            self._dialog = self.listening = None
            self.contact.state = State.RUNNING
            self._conclude(action, stop.value)

    def _conclude(self, action: Action, conclusion: Conclusion) -> None:
        self._note(action, conclusion)
        if isinstance(conclusion, Ended):
            self._end(conclusion)
        elif isinstance(conclusion, Moved):
            self.contact.flow = conclusion.flow
            self.contact.loops.clear()
            self._action = self._at(conclusion.flow.document.start)
        else:
            target = after(action, conclusion)
            if target is None:
                self._end(Ended(State.DISCONNECTED, "CONTACT_FLOW_ERROR"))
            else:
                self._action = self._at(target)

    def _note(self, action: Action, conclusion: Conclusion | None) -> None:
        now = self._around.clock.now()
        entry = flow_log.entry(self.contact, action, now, self._parameters, conclusion)
        self.log.append(entry)
        if self.contact.logging:
            self.logged.append(entry)

    def _end(self, ended: Ended) -> None:
        self._dialog = self.listening = self._action = None
        self.contact.state = ended.state
        self.contact.disconnect_reason = ended.reason

    def _at(self, id: str) -> Action:  # noqa: A002 - what AWS calls it
        return self.contact.flow.document.actions[id]

    def _broken(self, problem: str) -> FlowError:
        name = self._action.id if self._action else ""
        self._end(Ended(State.DISCONNECTED, "CONTACT_FLOW_ERROR"))
        return FlowError(f"Flow {self.contact.flow.name!r}: block {name!r} {problem}.")


def after(action: Action, outcome: Outcome) -> str | None:
    """Where an action leads; None where an error has no branch."""
    if outcome.error is not None:
        return action.errors.get(outcome.error) or action.errors.get(CATCH_ALL)
    if outcome.result is None:
        return action.next
    branch = first_match(outcome.result, action.conditions)
    if branch is not None:
        return branch.next
    return action.errors.get(NO_CONDITION) or action.next
