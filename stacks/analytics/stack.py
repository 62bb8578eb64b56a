"""The Analytics architecture: a lake, the events that flow into it, what makes tables of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aws_cdk import CfnOutput, Duration, Environment, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct
from ml_refarch.analytics import (
    Crawl,
    DailyWorkflow,
    DataLake,
    EventStream,
    LakeTable,
    RunEtl,
    RunSpark,
    Source,
    SparkApplication,
    SparkEtl,
    SparkScript,
    Step,
)
from ml_refarch.foundation import Monitoring, Notifications, Settings

from stacks.analytics.answers import Answers
from stacks.analytics.options import Options
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

_LATE_DAYS: Final = 2


def database_prefix(environment: str) -> str:
    """What the names of an environment's databases begin with; Glue takes few characters."""
    return "analytics_" + re.sub(r"[^a-z0-9]+", "_", environment.lower())


class AnalyticsStack(Stack):
    """Gathers what the bots publish, and files, and makes tables of them every day.

    Args:
        settings: What differs between environments; ``emr`` brings EMR Serverless, on which the
            flights are then curated.
        options: Machines, and how often; those of the settings when left out.
        env: Account and region; those of the deploy when left out.
    """

    lake: DataLake
    events: EventStream
    curate_events: SparkEtl
    curate_flights: SparkEtl
    heavy: SparkApplication | None
    answers: Answers
    workflow: DailyWorkflow

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        description: str,
        options: Options | None = None,
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
        self._options = options or Options.of(settings)
        self._notifications = Notifications(self, "Notifications", alarm_email=settings.alarm_email)
        key = self._key()
        self.lake = self._lake(key)
        self.events = self._events()
        tables = {one.name: self._table(one) for one in (EVENTS, FLIGHTS, QUARANTINE)}
        events = SparkScript(
            JOBS / "curate_events.py", package=PACKAGE, rules=EVENT_RULES, late_days=_LATE_DAYS
        )
        flights = SparkScript(JOBS / "curate_flights.py", package=PACKAGE, rules=FLIGHT_RULES)
        self.curate_events = self._etl(
            "CurateEvents", events, tables[EVENTS.name], crawl=[self.events.folder, *FILES]
        )
        self.curate_flights = self._etl("CurateFlights", flights, tables[FLIGHTS.name])
        self.heavy = self._heavy(flights) if settings.emr else None
        self.answers = Answers(
            self,
            "Answers",
            lake=self.lake,
            events=self.events,
            settings=settings,
            alarm_topic=self._notifications.staff_topic,
            encryption_key=key,
        )
        self.workflow = self._workflow()
        for writer in (self.events, self.curate_events, self.curate_flights, self.workflow):
            writer.node.add_dependency(*self.lake.emptied)
        self._dashboard()
        self._outputs()

    def _key(self) -> kms.IKey | None:
        arn = self._settings.encryption_key_arn
        return kms.Key.from_key_arn(self, "Key", arn) if arn else None

    def _lake(self, key: kms.IKey | None) -> DataLake:
        return DataLake(
            self,
            "Lake",
            name=database_prefix(self._settings.environment),
            encryption_key=key,
            lake_formation=self._options.lake_formation,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _events(self) -> EventStream:
        return EventStream(
            self,
            "Events",
            lake=self.lake,
            sources=SOURCES,
            buffer=Duration.seconds(self._options.buffer_seconds),
            alarm_topic=self._notifications.staff_topic,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _table(self, table: Curated) -> LakeTable:
        return self.lake.table(
            table.name,
            columns=table.columns,
            by=table.partitions,
            description=table.description,
        )

    def _etl(
        self, construct_id: str, script: SparkScript, table: LakeTable, *, crawl: Sequence[str] = ()
    ) -> SparkEtl:
        return SparkEtl(
            self,
            construct_id,
            lake=self.lake,
            script=script,
            table=table,
            crawl=crawl,
            worker_type=self._options.worker_type,
            max_workers=self._options.max_workers,
            alarm_topic=self._notifications.staff_topic,
        )

    def _heavy(self, script: SparkScript) -> SparkApplication:
        return SparkApplication(
            self,
            "HeavyFlights",
            lake=self.lake,
            script=script,
            release_label=self._options.emr_release,
            max_vcpu=self._options.max_vcpu,
            max_memory_gb=4 * self._options.max_vcpu,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _steps(self) -> list[Step]:
        of_a_day = Source(
            folder=f"{self.events.folder}event=*/date={{date}}/", late_days=_LATE_DAYS
        )
        of_a_month = Source(folder="flights/*={month}/")
        flights: Step = (
            RunSpark(self.heavy, source=of_a_month)
            if self.heavy
            else RunEtl(self.curate_flights, source=of_a_month)
        )
        return [
            Crawl(self.curate_events),
            RunEtl(self.curate_events, source=of_a_day),
            flights,
            *self.answers.steps(of_a_day=of_a_day, of_a_month=of_a_month),
        ]

    def _workflow(self) -> DailyWorkflow:
        return DailyWorkflow(
            self,
            "Daily",
            lake=self.lake,
            steps=self._steps(),
            notifications=self._notifications,
            schedule=scheduler.ScheduleExpression.expression(self._options.work),
            catch_up=self._options.catch_up_days,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _dashboard(self) -> None:
        monitoring = Monitoring(
            self,
            "Monitoring",
            alarms=[
                *self.events.alarms,
                self.curate_events.failure_alarm,
                self.curate_flights.failure_alarm,
                *self.workflow.alarms,
                *self.answers.alarms,
            ],
            alarm_topic=self._notifications.staff_topic,
        )
        monitoring.graph("Events", self.events.metric_incoming(), self.events.metric_delivered())
        monitoring.graph("Oldest event not delivered, seconds", self.events.metric_freshness())
        monitoring.graph("Events that do not fit the table", self.events.metric_failed())
        monitoring.graph(
            "Days' work", self.workflow.metric_succeeded(), self.workflow.metric_failed()
        )
        monitoring.watch_function("Replay", self.events.replay)
        monitoring.watch_function("Days", self.workflow.function)

    def _outputs(self) -> None:
        lake = self.lake
        outputs = {
            "RawBucket": (lake.raw.bucket_name, "Events and files as they came"),
            "CuratedBucket": (lake.curated.bucket_name, "What jobs made of them"),
            "ResultsBucket": (lake.results.bucket_name, "Answers of queries"),
            "RawDatabase": (lake.raw_database.database_name, "Tables of what came"),
            "CuratedDatabase": (lake.curated_database.database_name, "Tables of what was made"),
            "StreamName": (self.events.stream.stream_name, "Takes events into the lake"),
            "ReplayFunction": (
                self.events.replay.function.function_name,
                "Puts records that Firehose could not use back on the stream",
            ),
            "WorkflowArn": (self.workflow.machine.attr_arn, "Does a day's work"),
            "FlightsJob": (self.curate_flights.job.job_name, "Makes the flights' table"),
            "StaffTopic": (self._notifications.staff_topic.topic_arn, "What the staff hears"),
            **self.answers.outputs,
        }
        for name, (value, what) in outputs.items():
            CfnOutput(self, name, value=value, description=what)
