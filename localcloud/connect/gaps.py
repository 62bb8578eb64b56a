"""What AWS leaves undocumented about flows, decided here and nowhere else."""

from __future__ import annotations

import re

MOST_BLOCKS_WITHOUT_WAITING = 1000
"""A flow that passes so many blocks and never waits for the customer goes in a circle."""

SILENCE = "…"
"""What a bot is sent when a caller says nothing.

On a call Lex listens to the audio and takes silence for an utterance it does not understand: it
asks again, and falls back when the retries are used up. ``RecognizeText`` takes no empty text, so
silence is a text that no utterance, slot value or number has.
"""

PATH = re.compile(r"""\$(?:\.[A-Za-z0-9_][A-Za-z0-9_-]*|\['[^']*'\]|\["[^"]*"\]|\[\d+\])+""")
"""An attribute inside a text: names have ASCII letters, digits, ``_`` and ``-``, so that a Korean
particle or a full stop after a name is not taken for a part of it."""

STORED_TIMEOUT = "Timeout"
"""What ``$.StoredCustomerInput`` holds after no key was pressed; the flow goes on (documented)."""

LAMBDA_ATTEMPTS = 4
"""The first call of a function and 3 retries, as long as the time limit lasts (documented)."""

DEFAULT_LAMBDA_SECONDS = 3
"""The time limit of a function whose block has none."""
