"""What Connect's flows allow, each number defined once.

Sources: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html and
https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
"""

from __future__ import annotations

import re

BLOCKS = 250
CONTENT_LENGTH = 256_000
FLOW_NAME_LENGTH = 127
DESCRIPTION_LENGTH = 500
BLOCK_NAME_LENGTH = 50
LOOP_TIMES = (0, 100)
MENU_SECONDS = (1, 180)
INVOKE_SECONDS = (1, 8)
DIGITS = (1, 20)
TERMINATOR_LENGTH = 5
KEYS = frozenset("0123456789*#")

# A name becomes the block's identifier, which Connect's editor shows.
# Source: https://docs.aws.amazon.com/connect/latest/adminguide/set-custom-flow-block-name.html
_BLOCK_NAME = re.compile(r"[^%:(\\/)=+,;\[\]{}$\x00-\x1f]+")

# The content holds tokens where ARNs come; an ARN of Connect has at most so many characters.
ARN_LENGTH = 256
_TOKEN = re.compile(r"\$\{Token\[[^\]]*\]\}")


def check_block_name(name: str) -> None:
    """Refuse a name that cannot be a block's identifier."""
    if len(name) > BLOCK_NAME_LENGTH or not name.strip() or not _BLOCK_NAME.fullmatch(name):
        raise ValueError(
            f"block {name!r}: a name has 1 to {BLOCK_NAME_LENGTH} characters and none of "
            r"% : ( ) \ / = + , ; [ ] { } $"
        )


def check_range(what: str, value: int, allowed: tuple[int, int]) -> None:
    """Refuse a number outside ``allowed``, both ends included."""
    low, high = allowed
    if not low <= value <= high:
        raise ValueError(f"{what}: {value} is outside {low} to {high}")


def content_length(content: str) -> int:
    """Characters of a flow's content once its tokens are ARNs, at most."""
    return len(_TOKEN.sub("x" * ARN_LENGTH, content))


def is_token(value: str) -> bool:
    """Whether the CDK writes the value, or a part of it, at synth."""
    return _TOKEN.search(value) is not None
