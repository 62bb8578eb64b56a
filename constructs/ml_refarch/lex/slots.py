"""Slots and their types: what an intent needs to know before it is fulfilled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ml_refarch.lex import limits
from ml_refarch.lex.flow import Answer, Outcome, outcome
from ml_refarch.lex.messages import Ask, Prompt, Say, prompt

_BUILTIN = re.compile(r"AMAZON\.[A-Za-z_]+")
_DEFAULT_FORMS = {
    "#": re.compile(r"#([A-Za-z]_?)+\.[0-9a-zA-Z][0-9a-zA-Z_-]*"),
    "[": re.compile(r"\[[^\[\]]+\]"),
    "<": re.compile(r"<[^<>]+>"),
}


class Resolution(StrEnum):
    """How a custom slot type takes an answer that is not among its values."""

    TOP_RESOLUTION = "TOP_RESOLUTION"
    """Only values and synonyms are taken, and the value is what the function sees."""
    ORIGINAL_VALUE = "ORIGINAL_VALUE"
    """Anything similar is taken as it was said: the function checks it."""


TOP_RESOLUTION = Resolution.TOP_RESOLUTION
ORIGINAL_VALUE = Resolution.ORIGINAL_VALUE


@dataclass(frozen=True)
class BuiltinType:
    """A slot type that Lex has: see ``ml_refarch.lex.builtin`` for the ready ones.

    Args:
        name: AWS's name, ``AMAZON.City``.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/howitworks-builtins-slots.html
    """

    name: str

    def __post_init__(self) -> None:
        if not _BUILTIN.fullmatch(self.name):
            raise ValueError(f"built-in slot type {self.name!r}: its name begins with AMAZON.")


@dataclass(frozen=True)
class SlotType:
    """A slot type of one's own: canonical values and the other words people use for them.

    Args:
        name: 1 to 100 letters, digits, single hyphens and underscores.
        values: Each value with its synonyms; at most 140 characters each, 10,000 in all.
        resolution: ``TOP_RESOLUTION`` takes only these; ``ORIGINAL_VALUE`` anything similar.

    Raises:
        ValueError: The name, a value or the count is not one Lex takes, or a word stands for two
            values.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/custom-slot-types.html
    """

    name: str
    values: Mapping[str, Sequence[str]] = field(hash=False)
    resolution: Resolution = field(default=TOP_RESOLUTION, kw_only=True)

    def __post_init__(self) -> None:
        limits.check_name("slot type", self.name)
        if not self.values:
            raise ValueError(f"slot type {self.name}: it has no values")
        values = {
            value: limits.several(f"slot type {self.name}, synonyms of {value!r}", synonyms)
            for value, synonyms in self.values.items()
        }
        object.__setattr__(self, "values", MappingProxyType(values))
        owner: dict[str, str] = {}
        for value, synonyms in values.items():
            for word in (value, *synonyms):
                limits.check_text(f"slot type {self.name}", word, limits.SLOT_VALUE_LENGTH)
                if word.casefold() in owner:
                    raise ValueError(
                        f"slot type {self.name}: {word!r} is given for {owner[word.casefold()]!r} "
                        f"and again for {value!r}; a word is given once, for one value"
                    )
                owner[word.casefold()] = value
        limits.check_count(
            f"slot type {self.name}: values and synonyms", len(owner), limits.SLOT_VALUES_PER_TYPE
        )


@dataclass(frozen=True)
class AlphaNumericType:
    """Letters and digits, such as a reference number, of the form that ``regex`` gives.

    Args:
        regex: At most 300 characters. Lex takes no ``.``, ``*``, ``+`` and no ``{n,}``.
        name: Name of the slot type; made from the pattern when none is given.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_SlotValueRegexFilter.html
    """

    regex: str
    name: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if not self.name:
            digest = hashlib.sha256(self.regex.encode()).hexdigest()[:8]
            object.__setattr__(self, "name", f"AlphaNumeric{digest}")
        limits.check_name("slot type", self.name)
        what = f"slot type {self.name}, regex {self.regex!r}"
        limits.check_text(what, self.regex, limits.REGEX_LENGTH)
        try:
            re.compile(self.regex)
        except re.error as error:
            raise ValueError(f"{what}: {error}") from error
        # Outside brackets and unescaped they repeat without end or match anything.
        bare = re.sub(r"\\.|\[[^\]]*\]", "", self.regex)
        unsupported = re.search(r"[.*+]|\{\d+,\}", bare)
        if unsupported:
            raise ValueError(
                f"{what}: Lex does not take {unsupported.group()!r}; say how often, as in "
                "[A-Z]{2}[0-9]{4,6}"
            )


AnySlotType = BuiltinType | SlotType | AlphaNumericType


@dataclass(frozen=True)
class Slot:
    """One thing the intent needs: its type and the question that asks for it.

    Args:
        name: 1 to 100 letters, digits, single hyphens and underscores.
        slot_type: A built-in type of ``builtin``, or one of your own.
        ask: The question: a text, up to three wordings, or a ``Prompt``. An optional slot may do
            without.
        required: Whether Lex asks until it has an answer. An optional slot is filled from what the
            person said anyway, or when the function asks for it.
        retries: How often the question is asked again, 0 to 5; 2 when not given.
        retry_ask: Up to two other wordings for the retries.
        default: Used when the person gave no value, the first that exists: ``[sessionAttribute]``,
            ``<requestAttribute>``, ``#context.parameter`` (en_US), or the value itself.
        obfuscate: Whether conversation logs show ``{Name}`` in place of the value.
        multiple: Whether several values may be given at once. en_US only.
        utterances: At most 10 ways to answer, such as ``"for {Nights} nights"``.
        description: For those who read the bot in the console.
        captured, not_captured: Said when the slot is filled, and when the retries are used up.
        overrides: CloudFormation properties of the slot, merged over those made here.

    Raises:
        ValueError: A limit or a name pattern of Lex is not kept; the slot is named.

    Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_CreateSlot.html
    """

    name: str
    slot_type: AnySlotType
    ask: Ask | None = field(default=None, kw_only=True, hash=False)
    required: bool = field(default=True, kw_only=True)
    retries: int | None = field(default=None, kw_only=True)
    retry_ask: Say | None = field(default=None, kw_only=True, hash=False)
    default: str | Sequence[str] | None = field(default=None, kw_only=True, hash=False)
    obfuscate: bool = field(default=False, kw_only=True)
    multiple: bool = field(default=False, kw_only=True)
    utterances: Sequence[str] = field(default=(), kw_only=True)
    description: str | None = field(default=None, kw_only=True)
    captured: Answer | None = field(default=None, kw_only=True, hash=False)
    not_captured: Answer | None = field(default=None, kw_only=True, hash=False)
    overrides: Mapping[str, Any] = field(default_factory=dict, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        limits.check_name("slot", self.name)
        what = f"slot {self.name}"
        utterances = limits.several(f"{what}, utterances", self.utterances)
        object.__setattr__(self, "utterances", utterances)
        if self.ask is None and self.required:
            raise ValueError(
                f"{what}: a required slot needs a question; give ask, or required=False"
            )
        if isinstance(self.ask, Prompt) and (
            self.retries is not None or self.retry_ask is not None
        ):
            raise ValueError(f"{what}: ask is a Prompt; give retries and retry in it")
        try:
            _ = self.prompt, self.outcomes()
        except ValueError as error:
            raise ValueError(f"{what}: {error}") from error
        limits.check_count(f"{what}: utterances", len(self.utterances), limits.UTTERANCES_PER_SLOT)
        limits.check_count(
            f"{what}: default values", len(self.defaults), limits.DEFAULT_VALUES_PER_SLOT
        )
        for value in self.defaults:
            limits.check_text(f"{what}, default", value, limits.DEFAULT_VALUE_LENGTH)
            form = _DEFAULT_FORMS.get(value[0])
            if form and not form.fullmatch(value):
                raise ValueError(
                    f"{what}: default {value!r} is none of [sessionAttribute], <requestAttribute>, "
                    "#context.parameter or a plain value"
                )
        if self.description is not None:
            limits.check_text(f"{what}, description", self.description, limits.DESCRIPTION_LENGTH)

    @property
    def prompt(self) -> Prompt | None:
        """The question with its retries, ``None`` for an optional slot that is not asked for."""
        if self.ask is None or isinstance(self.ask, Prompt):
            return self.ask
        retry: Say = () if self.retry_ask is None else self.retry_ask
        wordings = retry if isinstance(retry, Sequence) and not isinstance(retry, str) else (retry,)
        return Prompt(
            say=prompt(self.ask).say,
            retry=wordings,
            retries=2 if self.retries is None else self.retries,
        )

    def outcomes(self) -> dict[str, Outcome]:
        """What follows the answer, by the name of the parameter that says so."""
        given = {"captured": self.captured, "not_captured": self.not_captured}
        return {name: outcome(answer) for name, answer in given.items() if answer is not None}

    @property
    def defaults(self) -> tuple[str, ...]:
        """The default values, the first that exists is used."""
        if self.default is None:
            return ()
        return (self.default,) if isinstance(self.default, str) else tuple(self.default)
