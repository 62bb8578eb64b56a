"""What the deployment tells a function, in its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class MissingSettingError(RuntimeError):
    """The function was deployed without a variable that it needs."""


def required(environment: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """The values of variables, in the order of their names.

    Raises:
        MissingSettingError: a variable is not set or is empty; all that miss are named.
    """
    if missing := [name for name in names if not environment.get(name)]:
        verb = "is" if len(missing) == 1 else "are"
        raise MissingSettingError(f"{', '.join(missing)} {verb} not set, and needed")
    return tuple(environment[name] for name in names)


@dataclass(frozen=True)
class TableSettings:
    """The environment of a function that needs its DynamoDB table and nothing else."""

    table_name: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> TableSettings:
        """Reads the environment.

        Raises:
            MissingSettingError: ``TABLE_NAME`` is not set.
        """
        (table_name,) = required(environment, "TABLE_NAME")
        return cls(table_name=table_name)
