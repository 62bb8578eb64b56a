"""The Analytics architecture: a lake, the events that flow into it, what makes tables of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import CfnOutput, Environment, Stack
from aws_cdk import aws_kms as kms
from constructs import Construct
from ml_refarch.analytics import DataLake, EventStream, LakeTable, SparkEtl, SparkScript
from ml_refarch.foundation import Notifications, Settings

from stacks.analytics.tables import (
    EVENT_RULES,
    EVENTS,
    FLIGHT_RULES,
    FLIGHTS,
    JOBS,
    PACKAGE,
    QUARANTINE,
    Curated,
)

SOURCES: Final = ("hotel.booking", "clinic.appointments")
"""Whose events are brought to the lake: those of the bots."""

FILES: Final = ("flights/", "airlines/", "planes/", "airports/", "weather/")
"""Folders of the raw layer where files are put by hand."""


class AnalyticsStack(Stack):
    """Gathers what the bots publish, and files, and answers questions about them.

    Args:
        settings: What differs between environments.
        env: Account and region; those of the deploy when left out.
    """

    lake: DataLake
    events: EventStream
    curate_events: SparkEtl
    curate_flights: SparkEtl

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        description: str,
        env: Environment | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            env=env,
            termination_protection=not settings.remove_data_on_destroy,
        )
        self._settings = settings
        self._notifications = Notifications(self, "Notifications", alarm_email=settings.alarm_email)
        self.lake = DataLake(
            self,
            "Lake",
            name=f"analytics_{settings.environment}",
            encryption_key=self._key(),
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.events = EventStream(
            self,
            "Events",
            lake=self.lake,
            sources=SOURCES,
            alarm_topic=self._notifications.staff_topic,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.events.node.add_dependency(*self.lake.emptied)
        self.curate_events = self._etl(
            "CurateEvents", "curate_events.py", EVENTS, EVENT_RULES, crawl=[self.events.folder]
        )
        self.curate_flights = self._etl(
            "CurateFlights",
            "curate_flights.py" if (JOBS / "curate_flights.py").exists() else "curate_events.py",
            FLIGHTS,
            FLIGHT_RULES,
            crawl=FILES,
        )
        self._table(QUARANTINE)
        self._outputs()

    def _key(self) -> kms.IKey | None:
        arn = self._settings.encryption_key_arn
        return kms.Key.from_key_arn(self, "Key", arn) if arn else None

    def _etl(
        self, construct_id: str, script: str, table: Curated, rules: str, *, crawl: Sequence[str]
    ) -> SparkEtl:
        return SparkEtl(
            self,
            construct_id,
            lake=self.lake,
            script=SparkScript(JOBS / script, package=PACKAGE, rules=rules),
            table=self._table(table),
            crawl=crawl,
            alarm_topic=self._notifications.staff_topic,
        )

    def _table(self, table: Curated) -> LakeTable:
        return self.lake.table(
            table.name,
            columns=table.columns,
            by=table.partitions,
            description=table.description,
        )

    def _outputs(self) -> None:
        for name, value, what in (
            ("RawBucket", self.lake.raw.bucket_name, "Events and files as they came"),
            ("CuratedBucket", self.lake.curated.bucket_name, "What jobs made of them"),
            ("StreamName", self.events.stream.stream_name, "Takes events into the lake"),
            ("StaffTopic", self._notifications.staff_topic.topic_arn, "What the staff hears"),
        ):
            CfnOutput(self, name, value=value, description=what)
