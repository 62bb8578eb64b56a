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
        idempotency_table_name: Where it is noted which replies were answered.
        origination_number: The number from which people are texted, E.164; the account's default
            when left out.
    """

    table_name: str
    idempotency_table_name: str
    origination_number: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Reads the environment.

        Raises:
            MissingSettingError: a variable that is needed is not set; all that miss are named.
        """
        table, log = required(environment, "TABLE_NAME", "IDEMPOTENCY_TABLE_NAME")
        return cls(table, log, environment.get("ORIGINATION_NUMBER") or None)
