"""Locales: a bot in one language, with its intents, slot types and voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ml_refarch.lex import limits
from ml_refarch.lex.intents import FALLBACK, Intent
from ml_refarch.lex.slots import AlphaNumericType, SlotType

_CONTEXTS_LOCALE = "en_US"


@dataclass(frozen=True)
class Voice:
    """The Amazon Polly voice that speaks for the bot.

    Args:
        voice_id: ``Joanna``, ``Seoyeon``, ...
        engine: Which engine speaks; not each voice has each.

    Source: https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
    """

    voice_id: str
    engine: Literal["standard", "neural", "long-form", "generative"] = field(
        default="neural", kw_only=True
    )

    def __post_init__(self) -> None:
        if not self.voice_id.isalpha():
            raise ValueError(f"voice {self.voice_id!r}: the id of a voice is a name such as Joanna")
        if self.engine not in {"standard", "neural", "long-form", "generative"}:
            raise ValueError(
                f"voice {self.voice_id}: engine {self.engine!r} is none of standard, neural, "
                "long-form, generative"
            )


@dataclass(frozen=True)
class Locale:
    """The bot in one language.

    The slot types are those of the slots; a ``FallbackIntent`` is added if none is given, since Lex
    builds no locale without.

    Args:
        locale_id: ``en_US``, ``ko_KR``, ...
        intents: What people may want.
        nlu_threshold: From 0 to 1: with no intent at least this likely, the fallback comes first.
        voice: Who speaks, for calls; ``None`` for a bot that writes.
        fallback: The ``FallbackIntent``, to say what it answers.
        description: For those who read the bot in the console.
        overrides: CloudFormation properties of the locale, merged over those made here.

    Raises:
        ValueError: The locale is unknown, a limit is passed, two intents share a name or an
            utterance, or a feature is used that Lex has in en_US only; intent and slot are named.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/how-languages.html
    """

    locale_id: str
    intents: Sequence[Intent] = field(kw_only=True)
    nlu_threshold: float = field(default=0.4, kw_only=True)
    voice: Voice | None = field(default=None, kw_only=True)
    fallback: Intent | None = field(default=None, kw_only=True)
    description: str | None = field(default=None, kw_only=True)
    overrides: Mapping[str, Any] = field(default_factory=dict, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        if self.locale_id not in limits.LOCALES:
            raise ValueError(
                f"locale {self.locale_id!r}: Lex V2 has {', '.join(sorted(limits.LOCALES))}"
            )
        what = f"locale {self.locale_id}"
        limits.check_range(f"{what}: nlu_threshold", self.nlu_threshold, (0, 1))
        object.__setattr__(self, "intents", self._with_fallback())
        if not any(intent.utterances for intent in self.intents):
            raise ValueError(
                f"{what}: no intent has an utterance, so that nothing can be asked for"
            )
        limits.check_unique(f"{what}: intents", (intent.name for intent in self.intents))
        self._check_utterances()
        self._check_started_intents()
        self._check_english_only()
        self._check_quota()
        if self.description is not None:
            limits.check_text(f"{what}, description", self.description, limits.DESCRIPTION_LENGTH)

    @property
    def slot_types(self) -> tuple[SlotType | AlphaNumericType, ...]:
        """The slot types of one's own that the slots use, each once, in order of first use."""
        types: dict[str, SlotType | AlphaNumericType] = {}
        for intent in self.intents:
            for slot in intent.slots:
                if not isinstance(slot.slot_type, SlotType | AlphaNumericType):
                    continue
                known = types.setdefault(slot.slot_type.name, slot.slot_type)
                if known != slot.slot_type:
                    raise ValueError(
                        f"locale {self.locale_id}, intent {intent.name}, slot {slot.name}: there "
                        f"are two different slot types of the name {known.name}"
                    )
        return tuple(types.values())

    def _with_fallback(self) -> tuple[Intent, ...]:
        what = f"locale {self.locale_id}"
        intents = tuple(self.intents)
        if self.fallback is None:
            given = any(intent.is_fallback for intent in intents)
            return intents if given else (*intents, Intent(FALLBACK))
        if not self.fallback.is_fallback:
            raise ValueError(
                f"{what}: fallback is the intent {self.fallback.name}; it has to be {FALLBACK}"
            )
        if self.fallback in intents:
            return intents
        return (*intents, self.fallback)

    def _check_utterances(self) -> None:
        heard: dict[tuple[str, frozenset[str]], str] = {}
        for intent in self.intents:
            for utterance in intent.utterances:
                # With other contexts on, the same words may mean something else.
                key = (utterance.casefold(), frozenset(intent.input_contexts))
                other = heard.setdefault(key, intent.name)
                if other != intent.name:
                    raise ValueError(
                        f"locale {self.locale_id}: the intents {other} and {intent.name} both have "
                        f"the utterance {utterance!r}"
                    )

    def _check_started_intents(self) -> None:
        names = {intent.name for intent in self.intents}
        for intent in self.intents:
            outcomes = [*intent.outcomes().values()]
            outcomes += [one for slot in intent.slots for one in slot.outcomes().values()]
            for step in (step for one in outcomes for step in one.steps()):
                if step.intent is not None and step.intent not in names:
                    raise ValueError(
                        f"locale {self.locale_id}, intent {intent.name}: a step starts the intent "
                        f"{step.intent}, but the intents are {', '.join(sorted(names))}"
                    )

    def _check_english_only(self) -> None:
        if self.locale_id == _CONTEXTS_LOCALE:
            return
        for intent in self.intents:
            what = f"locale {self.locale_id}, intent {intent.name}"
            if intent.input_contexts or intent.output_contexts:
                raise ValueError(f"{what}: Lex has contexts in {_CONTEXTS_LOCALE} only")
            for slot in intent.slots:
                if slot.multiple:
                    raise ValueError(
                        f"{what}, slot {slot.name}: Lex takes multiple values in "
                        f"{_CONTEXTS_LOCALE} only"
                    )
                for default in slot.defaults:
                    if default.startswith("#"):
                        raise ValueError(
                            f"{what}, slot {slot.name}: the default {default!r} is of a context, "
                            f"which Lex has in {_CONTEXTS_LOCALE} only"
                        )

    def _check_quota(self) -> None:
        what = f"locale {self.locale_id}"
        quota = limits.locale_quota(self.locale_id)
        limits.check_count(f"{what}: intents", len(self.intents), quota.intents)
        slots = [slot for intent in self.intents for slot in intent.slots]
        limits.check_count(f"{what}: slots", len(slots), quota.slots)
        limits.check_count(f"{what}: slot types", len(self.slot_types), quota.slot_types)
        values = sum(
            1 + len(synonyms)
            for slot_type in self.slot_types
            if isinstance(slot_type, SlotType)
            for synonyms in slot_type.values.values()
        )
        limits.check_count(
            f"{what}: slot values and synonyms", values, limits.SLOT_VALUES_PER_LOCALE
        )
        characters = sum(
            limits.length(utterance) for intent in self.intents for utterance in intent.utterances
        )
        limits.check_count(
            f"{what}: characters of utterances", characters, quota.utterance_characters
        )
