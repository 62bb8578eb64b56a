"""Who asks the lake: queries always, a warehouse, a search domain and dashboards by settings."""

from __future__ import annotations

from typing import Final

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct
from ml_refarch.analytics import (
    BusinessDashboard,
    DataLake,
    EventStream,
    QueryWorkgroup,
    SearchDomain,
    Source,
    Step,
    Warehouse,
)
from ml_refarch.foundation import Settings

from stacks.analytics.charts import CHARTS
from stacks.analytics.tables import BOOKINGS, JOBS

SQL: Final = JOBS / "sql"
"""Questions, and what a warehouse needs to answer them."""


class Answers(Construct):
    """What answers questions about the lake.

    Args:
        lake: What is asked.
        events: What is looked for.
        settings: ``redshift`` brings the warehouse and ``opensearch`` the search domain, both in
            ``vpc_id`` if that is set; ``quicksight`` brings the dashboard, whose owner is
            ``quicksight_principal_arn``.
        alarm_topic: Who hears of an alarm.
        encryption_key: The key for data that are kept here; AWS's own when left out.

    Attributes:
        queries: The workgroup of Athena.
        warehouse: Redshift Serverless, if it is wished.
        search: OpenSearch, if it is wished.
        dashboard: QuickSight's, if it is wished.

    Raises:
        ValueError: Dashboards are wished, and nobody is to own them.
    """

    queries: QueryWorkgroup
    warehouse: Warehouse | None
    search: SearchDomain | None
    dashboard: BusinessDashboard | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        events: EventStream,
        settings: Settings,
        alarm_topic: sns.ITopic,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self._key = encryption_key
        self._vpc = (
            ec2.Vpc.from_lookup(self, "Vpc", vpc_id=settings.vpc_id) if settings.vpc_id else None
        )
        self.queries = QueryWorkgroup(
            self,
            "Queries",
            lake=lake,
            queries=SQL / "athena",
            removal_policy=settings.removal_policy,
        )
        self.queries.view(SQL / "athena" / "views" / "bookings.sql", BOOKINGS)
        self.warehouse = self._warehouse(lake) if settings.redshift else None
        self.search = self._search(events, alarm_topic) if settings.opensearch else None
        self.dashboard = self._dashboard() if settings.quicksight else None

    def steps(self, *, of_a_day: Source, of_a_month: Source) -> list[Step]:
        """What the daily workflow does after the tables are made.

        Args:
            of_a_day: The events that a load of events needs.
            of_a_month: The files that a load of flights needs.
        """
        loads: list[Step] = []
        if self.warehouse is not None:
            load = SQL / "redshift" / "load"
            loads = [
                self.warehouse.load(
                    load / "business_events.sql",
                    name="LoadEvents",
                    source=of_a_day,
                    late_days=of_a_day.late_days,
                ),
                self.warehouse.load(load / "flights.sql", name="LoadFlights", source=of_a_month),
            ]
        return [*loads, *(self.dashboard.refresh() if self.dashboard else ())]

    @property
    def outputs(self) -> dict[str, tuple[str, str]]:
        """What a user of the stack needs to ask, by the name of the output."""
        found = {"QueryWorkgroup": (self.queries.workgroup_name, "Answers saved queries")}
        if self.warehouse is not None:
            found |= {
                "WarehouseWorkgroup": (self.warehouse.workgroup_name, "Takes statements"),
                "WarehouseDatabase": (self.warehouse.database_name, "Where they run"),
                "WarehouseSecret": (self.warehouse.secret_arn, "As whom they may"),
            }
        if self.search is not None:
            domain = self.search.domain
            found |= {
                "SearchEndpoint": (domain.domain_endpoint, "Finds events"),
                "SearchDashboards": (
                    f"https://{domain.domain_endpoint}/_dashboards",
                    "Where people look for them",
                ),
            }
        return found

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """What goes off when an answer would miss something."""
        return self.search.alarms if self.search else ()

    def _warehouse(self, lake: DataLake) -> Warehouse:
        return Warehouse(
            self,
            "Warehouse",
            lake=lake,
            migrations=SQL / "redshift" / "migrations",
            vpc=self._vpc,
            encryption_key=self._key,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _search(self, events: EventStream, alarm_topic: sns.ITopic) -> SearchDomain:
        return SearchDomain(
            self,
            "Search",
            stream=events.stream,
            vpc=self._vpc,
            encryption_key=self._key,
            alarm_topic=alarm_topic,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _dashboard(self) -> BusinessDashboard:
        owner = self._settings.quicksight_principal_arn
        if owner is None:
            raise ValueError(
                "quicksight_principal_arn: it is not set, and quicksight needs the full ARN of the "
                "user or group who owns the dashboard; `aws quicksight list-users` shows it"
            )
        return BusinessDashboard(
            self, "Dashboard", workgroup=self.queries, principal_arn=owner, charts=CHARTS
        )
