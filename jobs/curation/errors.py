"""Why a job stops."""

from __future__ import annotations


class JobError(Exception):
    """A job cannot go on; the message is a sentence for the person who can mend it."""


class QualityError(JobError):
    """The data break a rule, and nothing was written."""
