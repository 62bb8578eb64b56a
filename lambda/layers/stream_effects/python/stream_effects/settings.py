"""What the deployment tells the function, read once when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from function_start import required


@dataclass(frozen=True)
class Settings:
    """The environment of the function.

    Args:
        staff_topic_arn: The SNS topic that the staff reads.
        idempotency_table_name: Where it is noted which effects are done.
        event_bus_name: The EventBridge bus on which others hear of changes.
        origination_number: The number from which people are texted, E.164; the account's default
            when left out.
    """

    staff_topic_arn: str
    idempotency_table_name: str
    event_bus_name: str
    origination_number: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Reads the environment.

        Raises:
            MissingSettingError: a variable that is needed is not set; all that miss are named.
        """
        topic, table, bus = required(
            environment, "STAFF_TOPIC_ARN", "IDEMPOTENCY_TABLE_NAME", "EVENT_BUS_NAME"
        )
        return cls(topic, table, bus, environment.get("ORIGINATION_NUMBER") or None)
