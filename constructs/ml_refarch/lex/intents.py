"""Intents: what a person may want, how they say it and what the bot asks and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ml_refarch.lex import builtin, limits, placeholders
from ml_refarch.lex.flow import Action, Answer, Outcome, outcome
from ml_refarch.lex.messages import Ask, Prompt, prompt
from ml_refarch.lex.slots import Slot

FALLBACK = "FallbackIntent"
_CONFIRMING = ("decline", "confirmed", "unconfirmed")
_ANSWERS = (
    *_CONFIRMING,
    "opening",
    "closing",
    "fulfilled",
    "failed",
    "timed_out",
    "hook_failed",
    "hook_timed_out",
)


@dataclass(frozen=True)
class OutputContext:
    """A context that is on after the intent is fulfilled, until turns or time end. en_US only.

    Args:
        name: Letters and single underscores.
        turns: Turns of the conversation, 1 to 20.
        seconds: 5 to 86400.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/context-mgmt-active-context.html
    """

    name: str
    turns: int = field(default=5, kw_only=True)
    seconds: int = field(default=90, kw_only=True)

    def __post_init__(self) -> None:
        check_context_name(f"context {self.name!r}", self.name)
        limits.check_range(f"context {self.name}: turns", self.turns, limits.CONTEXT_TURNS)
        limits.check_range(f"context {self.name}: seconds", self.seconds, limits.CONTEXT_SECONDS)


def check_context_name(what: str, name: str) -> None:
    """Refuse a context name that a session could not carry."""
    if not limits.CONTEXT_NAME.fullmatch(name):
        raise ValueError(f"{what}: a context's name has 1 to 100 letters and single underscores")


@dataclass(frozen=True)
class Intent:
    """One thing a person may want of the bot.

    Args:
        name: 1 to 100 letters, digits, single hyphens and underscores. ``FallbackIntent`` is what
            answers when no other intent fits: it has no utterances, slots or confirmation.
        utterances: How people say it, at most 1500 of 500 characters; ``{City}`` stands for a slot.
        slots: What it needs, asked for in this order.
        confirm: Asked when all slots are filled.
        confirmed, decline, unconfirmed: Said after "yes", after "no", and when neither was
            understood however often it was asked. "No" ends the intent.
        opening: Said first, before any slot is asked for.
        closing: Said when it is fulfilled and the function sent no message of its own.
        fulfilled, failed, timed_out: Said after the fulfilment by how it went.
        hook_failed, hook_timed_out: Said when the function, called at the beginning, raises or
            takes too long.
        dialog_hook: Whether the function is called at each turn, to validate and to steer.
        fulfillment_hook: Whether the function is called to do what was asked. ``None``, as with
            ``dialog_hook``: if the bot has a function.
        input_contexts: All of them must be on for this intent to be considered; at most 5, en_US.
        output_contexts: On after it is fulfilled; at most 10, en_US.
        parent: A built-in intent this one is based on: ``builtin.HELP_INTENT``.
        description: For those who read the bot in the console.
        overrides: CloudFormation properties of the intent, merged over those made here.

    Raises:
        ValueError: A limit or a name pattern of Lex is not kept, or a text refers to a slot that
            the intent does not have; intent and slot are named.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_CreateIntent.html
    """

    name: str
    utterances: Sequence[str] = field(default=(), kw_only=True)
    slots: Sequence[Slot] = field(default=(), kw_only=True)
    confirm: Ask | None = field(default=None, kw_only=True, hash=False)
    decline: Answer | None = field(default=None, kw_only=True, hash=False)
    confirmed: Answer | None = field(default=None, kw_only=True, hash=False)
    unconfirmed: Answer | None = field(default=None, kw_only=True, hash=False)
    opening: Answer | None = field(default=None, kw_only=True, hash=False)
    closing: Answer | None = field(default=None, kw_only=True, hash=False)
    fulfilled: Answer | None = field(default=None, kw_only=True, hash=False)
    failed: Answer | None = field(default=None, kw_only=True, hash=False)
    timed_out: Answer | None = field(default=None, kw_only=True, hash=False)
    hook_failed: Answer | None = field(default=None, kw_only=True, hash=False)
    hook_timed_out: Answer | None = field(default=None, kw_only=True, hash=False)
    dialog_hook: bool | None = field(default=None, kw_only=True)
    fulfillment_hook: bool | None = field(default=None, kw_only=True)
    input_contexts: Sequence[str] = field(default=(), kw_only=True)
    output_contexts: Sequence[OutputContext] = field(default=(), kw_only=True)
    parent: str | None = field(default=None, kw_only=True)
    description: str | None = field(default=None, kw_only=True)
    overrides: Mapping[str, Any] = field(default_factory=dict, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        limits.check_name("intent", self.name)
        for name in ("utterances", "slots", "input_contexts", "output_contexts"):
            values = limits.several(f"intent {self.name}, {name}", getattr(self, name))
            object.__setattr__(self, name, values)
        if self.name == FALLBACK and self.parent is None:
            object.__setattr__(self, "parent", builtin.FALLBACK_INTENT)
        self._check_counts()
        self._check_kind()
        self._check_texts()

    @property
    def is_fallback(self) -> bool:
        """Whether it answers what no other intent understands."""
        return self.parent == builtin.FALLBACK_INTENT

    @property
    def confirmation(self) -> Prompt | None:
        """The question that confirms the intent."""
        return None if self.confirm is None else prompt(self.confirm)

    def outcomes(self) -> dict[str, Outcome]:
        """What the intent answers, by the name of the parameter that says so."""
        given: dict[str, Outcome] = {}
        for name in _ANSWERS:
            answer: Answer | None = getattr(self, name)
            if answer is not None:
                try:
                    given[name] = outcome(answer)
                except ValueError as error:
                    raise ValueError(f"intent {self.name}, {name}: {error}") from error
        return given

    def _check_counts(self) -> None:
        what = f"intent {self.name}"
        limits.check_count(
            f"{what}: utterances", len(self.utterances), limits.UTTERANCES_PER_INTENT
        )
        limits.check_count(f"{what}: slots", len(self.slots), limits.SLOTS_PER_INTENT)
        limits.check_count(
            f"{what}: input contexts", len(self.input_contexts), limits.INPUT_CONTEXTS
        )
        limits.check_count(
            f"{what}: output contexts", len(self.output_contexts), limits.OUTPUT_CONTEXTS
        )
        limits.check_unique(f"{what}: slots", (slot.name for slot in self.slots))
        limits.check_unique(f"{what}: utterances", self.utterances)
        limits.check_unique(f"{what}: input contexts", self.input_contexts)
        limits.check_unique(f"{what}: output contexts", (one.name for one in self.output_contexts))
        for context in self.input_contexts:
            check_context_name(f"{what}, input context {context!r}", context)
        if self.description is not None:
            limits.check_text(f"{what}, description", self.description, limits.DESCRIPTION_LENGTH)

    def _check_kind(self) -> None:
        what = f"intent {self.name}"
        if self.parent is not None and not self.parent.startswith("AMAZON."):
            raise ValueError(f"{what}: parent {self.parent!r} is not a built-in intent (AMAZON...)")
        if (self.name == FALLBACK) != self.is_fallback:
            raise ValueError(f"{what}: {builtin.FALLBACK_INTENT} is the parent of {FALLBACK} only")
        if self.is_fallback:
            for part in ("utterances", "slots", "confirm", "decline", "input_contexts"):
                if getattr(self, part):
                    raise ValueError(
                        f"{what}: it has {part}, which Lex does not take of a fallback"
                    )
        for part in _CONFIRMING:
            if getattr(self, part) is not None and self.confirm is None:
                raise ValueError(f"{what}: {part} answers a confirmation; give confirm as well")

    def _check_texts(self) -> None:
        what = f"intent {self.name}"
        names = [slot.name for slot in self.slots]
        for utterance in self.utterances:
            limits.check_text(f"{what}, utterance", utterance, limits.UTTERANCE_LENGTH)
            placeholders.check_utterance(what, utterance, names)
        self._check_free_form()
        for slot in self.slots:
            where = f"{what}, slot {slot.name}"
            for utterance in slot.utterances:
                limits.check_text(f"{where}, utterance", utterance, limits.UTTERANCE_LENGTH)
                placeholders.check_utterance(where, utterance, names)
            if slot.prompt:
                placeholders.check_messages(where, slot.prompt.groups, names)
            for part, one in slot.outcomes().items():
                self._check_outcome(f"{where}, {part}", one, names)
        try:
            confirmation = self.confirmation
        except ValueError as error:
            raise ValueError(f"{what}, confirm: {error}") from error
        if confirmation:
            placeholders.check_messages(f"{what}, confirm", confirmation.groups, names)
        for part, one in self.outcomes().items():
            self._check_outcome(f"{what}, {part}", one, names)

    def _check_free_form(self) -> None:
        for slot in self.slots:
            if slot.slot_type != builtin.FREE_FORM:
                continue
            where = f"intent {self.name}, slot {slot.name}"
            if slot.utterances:
                raise ValueError(f"{where}: no utterances are taken by {builtin.FREE_FORM.name}")
            for utterance in self.utterances:
                if f"{{{slot.name}}}" in utterance:
                    raise ValueError(
                        f"{where}: {builtin.FREE_FORM.name} is understood only when asked for; "
                        f"the utterance {utterance!r} may not hold it"
                    )

    def _check_outcome(self, what: str, one: Outcome, slots: Sequence[str]) -> None:
        for said in one.responses():
            placeholders.check_messages(what, said.groups, slots)
        for name in one.slot_names:
            if name not in slots:
                raise ValueError(f"{what}: there is no slot {name}, {placeholders.has(slots)}")
        for step in one.steps():
            if step.action == Action.CONFIRM_INTENT and self.confirm is None:
                raise ValueError(f"{what}: the step {step.action} needs confirm")
