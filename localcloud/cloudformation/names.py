"""Physical names as CloudFormation makes them: stack, logical id and something random."""

from __future__ import annotations

import secrets
import string

ALPHABET = string.ascii_uppercase + string.digits
RANDOM_LENGTH = 12


def physical_name(stack: str, logical_id: str, *, limit: int, lower: bool = False) -> str:
    """A new name such as ``Hotel-Queue-1ABC2DEF3GHI``.

    Args:
        limit: How many characters the service allows; stack and logical id are cut to fit.
        lower: Whether the service allows small letters only.
    """
    suffix = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    room = limit - len(suffix) - 2
    kept_stack = stack[: max(room - len(logical_id), room // 2)]
    name = f"{kept_stack}-{logical_id[: room - len(kept_stack)]}-{suffix}"
    return name.lower() if lower else name
