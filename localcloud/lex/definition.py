"""A bot as the runtime reads it: typed, frozen, free of ids and of either API's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FALLBACK_SIGNATURE = "AMAZON.FallbackIntent"
TEST_ALIAS_ID = "TSTALIASID"


@dataclass(frozen=True)
class Message:
    """One message: its content type in the runtime API, its text or its card."""

    content_type: str
    content: str = ""
    card: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class MessageGroup:
    """Variations of one message, of which one is said."""

    variations: tuple[Message, ...]


Response = tuple[MessageGroup, ...]
"""What the bot says at one point: one message of each group, in order."""


@dataclass(frozen=True)
class Prompt:
    """A question, how often it is asked again (0-5), and how its variation is chosen."""

    groups: Response
    max_retries: int = 0
    ordered: bool = False


@dataclass(frozen=True)
class NextStep:
    """Where the dialog goes, and the values it sets on the way."""

    action: str | None = None
    slot: str | None = None
    suppress_message: bool = False
    intent: str | None = None
    slots: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Branch:
    """One arm of a conditional; the default one has an empty condition."""

    condition: str
    response: Response = ()
    next_step: NextStep | None = None


@dataclass(frozen=True)
class Conditional:
    """At most four branches, tried in order, and the default one."""

    branches: tuple[Branch, ...]
    default: Branch


@dataclass(frozen=True)
class Outcome:
    """What follows an event of the dialog: something said, a conditional, a next step."""

    response: Response = ()
    conditional: Conditional | None = None
    next_step: NextStep | None = None

    @property
    def configured(self) -> bool:
        """Whether the bot's author said anything about it."""
        return bool(self.response or self.conditional or self.next_step)


NOTHING = Outcome()


@dataclass(frozen=True)
class CodeHook:
    """A dialog code hook: whether it is there, whether it calls Lambda, what follows."""

    active: bool = True
    calls_lambda: bool = True
    label: str | None = None
    success: Outcome = NOTHING
    failure: Outcome = NOTHING
    timeout: Outcome = NOTHING


@dataclass(frozen=True)
class ElicitationHook:
    """The code hook called when an answer was not understood."""

    calls_lambda: bool
    label: str | None = None


@dataclass(frozen=True)
class SlotType:
    """A custom slot type, or a built-in one with a pattern.

    ``values`` maps each canonical value to its synonyms.
    """

    name: str
    parent: str | None = None
    pattern: str | None = None
    top_resolution: bool = False
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """One slot of an intent."""

    name: str
    type: SlotType
    required: bool = True
    prompt: Prompt | None = None
    utterances: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    captured: Outcome = NOTHING
    failed: Outcome = NOTHING
    hook: CodeHook | None = None
    elicitation_hook: ElicitationHook | None = None
    obfuscated: bool = False
    multiple: bool = False


@dataclass(frozen=True)
class Confirmation:
    """The yes-or-no question before an intent is fulfilled."""

    prompt: Prompt
    confirmed: Outcome = NOTHING
    declined: Outcome = NOTHING
    failed: Outcome = NOTHING
    hook: CodeHook | None = None
    elicitation_hook: ElicitationHook | None = None


@dataclass(frozen=True)
class Fulfillment:
    """What happens once an intent is ready; ``timeout_seconds`` is the function's."""

    calls_lambda: bool
    timeout_seconds: float
    success: Outcome = NOTHING
    failure: Outcome = NOTHING
    timeout: Outcome = NOTHING


@dataclass(frozen=True)
class OutputContext:
    """A context that fulfilment activates."""

    name: str
    seconds: int
    turns: int


@dataclass(frozen=True)
class Intent:
    """One intent; ``slots`` in the order of their priority.

    ``fulfillment`` is None where the client fulfils.
    """

    name: str
    signature: str | None = None
    utterances: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    dialog_hook: bool = False
    opening: Outcome = NOTHING
    opening_hook: CodeHook | None = None
    confirmation: Confirmation | None = None
    fulfillment: Fulfillment | None = None
    closing: Outcome = NOTHING
    input_contexts: tuple[str, ...] = ()
    output_contexts: tuple[OutputContext, ...] = ()

    @property
    def is_fallback(self) -> bool:
        """Whether it is what the bot does when it understood nothing."""
        return self.signature == FALLBACK_SIGNATURE

    def slot(self, name: str) -> Slot | None:
        """The slot of that name, if the intent has it."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True)
class Locale:
    """A language of the bot. ``fingerprint`` changes with anything in it."""

    id: str
    threshold: float
    intents: Mapping[str, Intent]
    fingerprint: str

    @property
    def fallback(self) -> Intent:
        """The intent for what was not understood; a built locale always has one."""
        return next(intent for intent in self.intents.values() if intent.is_fallback)

    @property
    def korean(self) -> bool:
        """Whether people speak Korean in it."""
        return self.id.startswith("ko")


@dataclass(frozen=True)
class TextLog:
    """Where an alias writes its conversations."""

    region: str
    group: str
    prefix: str


@dataclass(frozen=True)
class Alias:
    """An alias: its version, its locales that are on, and the functions they call."""

    id: str
    name: str
    version: str
    enabled: frozenset[str]
    functions: Mapping[str, str] = field(default_factory=dict)
    text_log: TextLog | None = None


@dataclass(frozen=True)
class Bot:
    """One version of a bot."""

    id: str
    name: str
    session_seconds: int
    locales: Mapping[str, Locale]
