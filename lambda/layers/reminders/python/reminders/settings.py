"""What the deployment tells a function that makes schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from function_start import required

GROUP_NAME = "REMINDER_GROUP_NAME"
QUEUE_ARN = "REMINDER_QUEUE_ARN"
ROLE_ARN = "REMINDER_ROLE_ARN"
DEAD_LETTERS_ARN = "REMINDER_DEAD_LETTERS_ARN"
KEY_ARN = "REMINDER_KEY_ARN"


@dataclass(frozen=True)
class ReminderSettings:
    """Where schedules are and what they do.

    Args:
        group_name: The schedule group.
        queue_arn: The FIFO queue they send to; it tells twins by their content.
        role_arn: What they send as.
        dead_letters_arn: The standard queue for what could not be sent.
        key_arn: The key that schedules are encrypted with; AWS's own when left out.
    """

    group_name: str
    queue_arn: str
    role_arn: str
    dead_letters_arn: str
    key_arn: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> ReminderSettings:
        """Reads the environment.

        Raises:
            MissingSettingError: a variable that is needed is not set; all that miss are named.
        """
        group, queue, role, dead_letters = required(
            environment, GROUP_NAME, QUEUE_ARN, ROLE_ARN, DEAD_LETTERS_ARN
        )
        return cls(group, queue, role, dead_letters, environment.get(KEY_ARN) or None)
