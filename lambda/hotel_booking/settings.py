"""What the deployment tells the function, read once when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class MissingSettingError(RuntimeError):
    """The function was deployed without a variable that it needs."""


@dataclass(frozen=True)
class Settings:
    """The environment of the function. ``table_name``: the DynamoDB table of rooms and bookings."""

    table_name: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Reads the environment.

        Raises:
            MissingSettingError: ``TABLE_NAME`` is not set.
        """
        table_name = environment.get("TABLE_NAME", "")
        if not table_name:
            raise MissingSettingError(
                "TABLE_NAME is not set: it names the table of rooms and bookings"
            )
        return cls(table_name=table_name)
