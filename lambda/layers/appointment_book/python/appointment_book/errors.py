"""Why a change of the book did not happen. Nothing is ever changed in part."""

from __future__ import annotations


class TimeTakenError(Exception):
    """Somebody else has that time, or it is none of the provider's."""


class ChangedMeanwhileError(Exception):
    """The appointment is not as it was read: it was moved, cancelled or never there."""


class BookBusyError(Exception):
    """Others kept writing the same items; nothing was written. It is safe to try again."""


class TooManyAttemptsError(Exception):
    """Too many wrong dates of birth were said for a number: nobody is told anything for a while."""
