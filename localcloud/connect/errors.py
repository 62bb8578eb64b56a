"""Errors of flows."""

from __future__ import annotations


class FlowError(Exception):
    """A flow cannot go on here; the message names the flow and the block."""
