"""What the deployment tells the function, read once when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from function_start import required


@dataclass(frozen=True)
class Settings:
    """The environment of the function.

    Args:
        table_name: The DynamoDB table of appointments.
        idempotency_table_name: Where it is noted which reminders were sent.
        origination_number: The number from which people are texted, E.164; the account's default
            when left out.
        text_replies: Whether answers to the texts are read, so that they say how to cancel.
    """

    table_name: str
    idempotency_table_name: str
    origination_number: str | None = None
    text_replies: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Reads the environment.

        Raises:
            MissingSettingError: a variable that is needed is not set; all that miss are named.
        """
        table, log = required(environment, "TABLE_NAME", "IDEMPOTENCY_TABLE_NAME")
        return cls(
            table,
            log,
            origination_number=environment.get("ORIGINATION_NUMBER") or None,
            text_replies=environment.get("TEXT_REPLIES", "") == "true",
        )
