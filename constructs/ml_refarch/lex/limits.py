"""What Lex V2 allows: names, lengths and counts, each defined once.

Sources: https://docs.aws.amazon.com/lexv2/latest/dg/quotas.html and the CloudFormation schema,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lex-bot.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

NAME = re.compile(r"([0-9a-zA-Z][_-]?){1,100}", re.ASCII)
CONTEXT_NAME = re.compile(r"([A-Za-z]_?){1,100}", re.ASCII)

UTTERANCE_LENGTH = 500
UTTERANCES_PER_INTENT = 1500
UTTERANCES_PER_SLOT = 10
SLOTS_PER_INTENT = 100
SLOT_VALUES_PER_LOCALE = 50_000
SLOT_VALUE_LENGTH = 140
SLOT_VALUES_PER_TYPE = 10_000
DEFAULT_VALUE_LENGTH = 202
DEFAULT_VALUES_PER_SLOT = 10
INPUT_CONTEXTS = 5
OUTPUT_CONTEXTS = 10
CONTEXT_SECONDS = (5, 86_400)
CONTEXT_TURNS = (1, 20)
MESSAGE_LENGTH = 1000
MESSAGE_GROUPS = 5
VARIATIONS = 2  # beside the first wording
CARD_TEXT_LENGTH = 250
CARD_BUTTONS = 5
BUTTON_LENGTH = 50
RETRIES = (0, 5)
REGEX_LENGTH = 300
DESCRIPTION_LENGTH = 2000
CONDITION_LENGTH = 1024
BRANCHES = 4
IDLE_SESSION_SECONDS = (60, 86_400)
HOOK_TIMEOUT_SECONDS = (1, 900)

LOCALES = frozenset(
    {
        "ar_AE",
        "ca_ES",
        "de_AT",
        "de_DE",
        "en_AU",
        "en_GB",
        "en_IN",
        "en_US",
        "en_ZA",
        "es_419",
        "es_ES",
        "es_US",
        "fi_FI",
        "fr_CA",
        "fr_FR",
        "hi_IN",
        "it_IT",
        "ja_JP",
        "ko_KR",
        "nl_NL",
        "no_NO",
        "pl_PL",
        "pt_BR",
        "pt_PT",
        "sv_SE",
        "zh_CN",
        "zh_HK",
    }
)
"""Source: https://docs.aws.amazon.com/lexv2/latest/dg/how-languages.html"""


@dataclass(frozen=True)
class LocaleQuota:
    """How much one locale of a bot may hold."""

    intents: int
    slots: int
    slot_types: int
    utterance_characters: int


_LARGE = LocaleQuota(intents=1000, slots=4000, slot_types=250, utterance_characters=2_000_000)
_OTHERS = LocaleQuota(intents=250, slots=2000, slot_types=100, utterance_characters=200_000)


def locale_quota(locale_id: str) -> LocaleQuota:
    """The quota of a locale: three of English have a larger one."""
    return _LARGE if locale_id in {"en_AU", "en_GB", "en_US"} else _OTHERS


def length(text: str) -> int:
    """Characters as Lex counts them: UTF-16 code units, so most emoji count twice."""
    return len(text.encode("utf-16-le")) // 2


def check_name(what: str, name: str) -> None:
    """Refuse a name that Lex would refuse on deploy; ``what`` is "intent", "slot", ..."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f"{what} {name!r}: a name has 1 to 100 letters of A-Z, a-z and digits, "
            "with single hyphens or underscores after them"
        )


def check_count(what: str, count: int, most: int, *, least: int = 0) -> None:
    """Refuse too many or too few; ``what`` says of which thing: "intent Book: utterances"."""
    if not least <= count <= most:
        raise ValueError(f"{what}: {count} given; Lex takes {least} to {most}")


def check_range(what: str, value: float, allowed: tuple[float, float]) -> None:
    """Refuse a number outside ``allowed``, both ends included."""
    low, high = allowed
    if not low <= value <= high:
        raise ValueError(f"{what}: {value} is outside {low} to {high}")


def check_text(what: str, text: str, most: int) -> None:
    """Refuse an empty, blank or overlong text."""
    if not text.strip():
        raise ValueError(f"{what}: the text is empty")
    if length(text) > most:
        raise ValueError(
            f"{what}: {text[:40]!r}... has {length(text)} characters; Lex takes {most} at most"
        )


def check_unique(what: str, names: Iterable[str]) -> None:
    """Refuse a name given twice."""
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ValueError(f"{what}: {', '.join(map(repr, twice))} given more than once")


def several(what: str, values: Iterable[T]) -> tuple[T, ...]:
    """``values`` frozen; a single text is refused, since it would be taken letter by letter."""
    if isinstance(values, str):
        raise TypeError(f"{what}: {values!r} is one text; give a list of texts")
    return tuple(values)
