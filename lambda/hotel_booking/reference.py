"""The reference of a booking: what a guest writes down, reads out and types again."""

from __future__ import annotations

import hashlib
from itertools import count

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is read as something else: no 0 and O, 1, I and L, U and V."""

LENGTH = 8
"""30 to the power of 8, 6.6e11: nobody finds a booking by guessing."""


def reference_for(request: str, *, attempt: int = 0) -> str:
    """The reference of a request to book: the same request always has the same one.

    It has a letter and a digit, so that neither a word nor a number is taken for one.

    Args:
        request: What makes the request; it must be hard to guess, for so is the reference then.
        attempt: Counts up when the reference already belongs to another request.
    """
    for number in count():
        digest = hashlib.sha256(f"{request}|{attempt}|{number}".encode()).digest()
        value = int.from_bytes(digest, "big")
        characters = []
        for _ in range(LENGTH):
            value, index = divmod(value, len(ALPHABET))
            characters.append(ALPHABET[index])
        reference = "".join(characters)
        if not reference.isalpha() and not reference.isdigit():
            return reference
    raise AssertionError("count() ends never")


def read_reference(said: str) -> str | None:
    """The reference that was said, whatever its case, spaces and dashes; ``None`` if it is none."""
    reference = "".join(character for character in said.upper() if character.isalnum())
    if len(reference) == LENGTH and set(reference) <= set(ALPHABET):
        return reference
    return None
