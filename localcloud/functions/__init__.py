"""Deployed Python code, run in processes of its own by AWS's runtime interface client."""

from localcloud.functions.invocation import Outcome

__all__ = ["Outcome"]
