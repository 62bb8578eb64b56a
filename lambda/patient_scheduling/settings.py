"""What the deployment tells the function, read once when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from function_start import required


@dataclass(frozen=True)
class Settings:
    """The environment of the function. ``table_name``: the DynamoDB table of appointments."""

    table_name: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Reads the environment.

        Raises:
            MissingSettingError: ``TABLE_NAME`` is not set.
        """
        (table_name,) = required(environment, "TABLE_NAME")
        return cls(table_name=table_name)
