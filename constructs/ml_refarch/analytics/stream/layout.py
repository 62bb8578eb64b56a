"""Where events are in the raw layer, and what columns they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ml_refarch.analytics.data_lake import DataLake
from ml_refarch.analytics.lake import RAW, LakeTable

EVENTS: Final = "events"
"""The table of events."""

FOLDER: Final = f"{EVENTS}/"
FAILED: Final = f"errors/{EVENTS}/"
"""Records that Firehose could not use, by kind of error and day."""

REPLAYED: Final = f"errors/replayed-{EVENTS}/"
"""What of them was put back on the stream."""

COLUMNS: Final[Mapping[str, str]] = {
    "id": "string",
    "detail_type": "string",
    "source": "string",
    "account": "string",
    "time": "string",
    "region": "string",
    "detail": "string",
}
"""An event of EventBridge; what ``detail`` holds is kept as JSON text.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
"""

PARTITIONS: Final[Mapping[str, str]] = {"event": "string", "date": "string"}

PARTITION_KEYS: Final[Mapping[str, str]] = {
    "event": '."detail-type"',
    "date": ".time[0:10]",
}
"""The partitions as jq takes them from an event."""

JSON_KEYS: Final[Mapping[str, str]] = {"detail_type": "detail-type"}
"""Columns whose names are not those of the event."""


def events_table(lake: DataLake) -> LakeTable:
    """The table of events as they came."""
    return lake.table(
        EVENTS,
        layer=RAW,
        columns=COLUMNS,
        by=PARTITIONS,
        description="Events as they came, each as often as it came",
    )
