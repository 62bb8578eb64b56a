"""What the value of a setting may be, and how to say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from aws_cdk.aws_logs import RetentionDays

LOG_RETENTION: Final[Mapping[int, RetentionDays]] = {
    1: RetentionDays.ONE_DAY,
    3: RetentionDays.THREE_DAYS,
    5: RetentionDays.FIVE_DAYS,
    7: RetentionDays.ONE_WEEK,
    14: RetentionDays.TWO_WEEKS,
    30: RetentionDays.ONE_MONTH,
    60: RetentionDays.TWO_MONTHS,
    90: RetentionDays.THREE_MONTHS,
    120: RetentionDays.FOUR_MONTHS,
    150: RetentionDays.FIVE_MONTHS,
    180: RetentionDays.SIX_MONTHS,
    365: RetentionDays.ONE_YEAR,
    400: RetentionDays.THIRTEEN_MONTHS,
    545: RetentionDays.EIGHTEEN_MONTHS,
    731: RetentionDays.TWO_YEARS,
    1096: RetentionDays.THREE_YEARS,
    1827: RetentionDays.FIVE_YEARS,
    2192: RetentionDays.SIX_YEARS,
    2557: RetentionDays.SEVEN_YEARS,
    2922: RetentionDays.EIGHT_YEARS,
    3288: RetentionDays.NINE_YEARS,
    3653: RetentionDays.TEN_YEARS,
}
"""The days that CloudWatch Logs can keep a log, as the CDK names them.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

# AWS allows 50 on a resource; one is the environment's.
_MAX_TAGS: Final = 49
_TAG_KEY: Final = re.compile(r"(?!aws:)[\w .:/=+@-]{1,128}", re.IGNORECASE)
_TAG_VALUE: Final = re.compile(r"[\w .:/=+@-]{0,256}")


@dataclass(frozen=True)
class Rule:
    """What a setting accepts, and the same in words that follow "is not"."""

    accepts: Callable[[object], bool]
    allowed: str


def switch() -> Rule:
    """On or off; the string "false" is neither."""
    return Rule(lambda value: isinstance(value, bool), "true or false")


def one_of(numbers: Collection[int]) -> Rule:
    """One of some whole numbers."""
    return Rule(
        lambda value: type(value) is int and value in numbers,
        f"one of {', '.join(str(number) for number in numbers)}",
    )


def whole(first: int, last: int) -> Rule:
    """A whole number between two, both included."""
    return Rule(
        lambda value: type(value) is int and first <= value <= last,
        f"a whole number from {first:,} to {last:,}",
    )


def real(first: float, last: float) -> Rule:
    """A number between two, both included."""
    return Rule(
        lambda value: type(value) in (int, float) and first <= value <= last,  # type: ignore[operator]
        f"a number from {first:,g} to {last:,g}",
    )


def matches(pattern: str, meaning: str) -> Rule:
    """A string of which all matches the pattern."""
    compiled = re.compile(pattern)
    return Rule(
        lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None, meaning
    )


def an_object() -> Rule:
    """Settings of their own, which somebody else checks."""
    return Rule(lambda value: isinstance(value, Mapping), "an object of settings")


def tag_map() -> Rule:
    """Tags as AWS takes them.

    Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    """

    def accepts(value: object) -> bool:
        return (
            isinstance(value, Mapping)
            and len(value) <= _MAX_TAGS
            and all(
                isinstance(key, str)
                and isinstance(text, str)
                and _TAG_KEY.fullmatch(key)
                and key != "environment"
                and _TAG_VALUE.fullmatch(text)
                for key, text in value.items()
            )
        )

    return Rule(
        accepts,
        f"at most {_MAX_TAGS} tags, each a key of 1 to 128 characters that is neither "
        "'environment' nor starts with 'aws:', and a value of at most 256, of letters, digits, "
        "spaces and _ . : / = + - @",
    )


E164: Final = matches(r"\+[1-9]\d{4,14}", "a number in E.164 such as +12065550100")
