"""Charts for people who ask no questions in SQL: QuickSight over saved queries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_quicksight as quicksight
from constructs import Construct

from .dashboard import Chart, check_principal, sheet
from .dashboard.chart import check_time
from .dashboard.permissions import ANALYSIS, DASHBOARD, DATA_SET, DATA_SOURCE
from .query_workgroup import QueryWorkgroup
from .workflow import RefreshDashboard

_MOST_CHARTS: Final = 30


class BusinessDashboard(Construct):
    """A dashboard of QuickSight, whose charts are answers of queries by a workgroup of Athena.

    Answers are kept by QuickSight (SPICE), so that looking costs no query, and read anew once a
    day, or by the steps of the daily workflow that :meth:`refresh` has. The account needs a
    subscription of QuickSight, and the owner is one of its users or groups::

        BusinessDashboard(
            self,
            "Dashboard",
            workgroup=queries,
            principal_arn="arn:aws:quicksight:us-east-1:111122223333:group/default/managers",
            charts=[
                Chart(
                    query=Path("jobs/sql/athena/bookings_by_city.sql"),
                    tables=("business_events",),
                    columns={"city": "STRING", "revenue": "DECIMAL"},
                    over="city",
                    show=("revenue",),
                )
            ],
        )

    Args:
        workgroup: Who asks.
        principal_arn: The full ARN of the user or group who owns it, and may share it.
        charts: What it shows, 1 to 30.
        title: What it is called.
        refresh_at: When answers are read anew, a time of day in ``time_zone``.
        time_zone: As the IANA names it.

    Attributes:
        role: What QuickSight asks as.
        data_sets: What it keeps, by the name of the chart.

    Raises:
        ValueError: The owner, a chart or the time is not allowed.

    Source: https://docs.aws.amazon.com/quicksight/latest/user/athena.html
    """

    role: iam.Role
    data_source: quicksight.CfnDataSource
    data_sets: dict[str, quicksight.CfnDataSet]
    analysis: quicksight.CfnAnalysis
    dashboard: quicksight.CfnDashboard

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        workgroup: QueryWorkgroup,
        principal_arn: str,
        charts: Sequence[Chart],
        title: str = "Business",
        refresh_at: str = "05:00",
        time_zone: str = "Etc/UTC",
    ) -> None:
        super().__init__(scope, construct_id)
        check_principal(principal_arn, Stack.of(self))
        check_time(refresh_at)
        names = [chart.name for chart in charts]
        if not 1 <= len(charts) <= _MOST_CHARTS or len(set(names)) != len(names):
            raise ValueError(
                f"charts: {', '.join(names) or 'none'} are not 1 to {_MOST_CHARTS}, each of "
                "another query"
            )
        self._workgroup = workgroup
        self._owner = principal_arn
        self._prefix = f"{workgroup.workgroup_name}-{self._hash()}"
        self._title = title
        self.role = iam.Role(
            self,
            "Role",
            description="What QuickSight asks the lake as",
            assumed_by=iam.ServicePrincipal(
                "quicksight.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        workgroup.grant_query(self.role)
        self.data_source = self._data_source()
        self.data_sets = {chart.name: self._data_set(chart) for chart in charts}
        for name, data_set in self.data_sets.items():
            self._refreshed(name, data_set, refresh_at, time_zone)
        definition = {
            "DataSetIdentifierDeclarations": [
                {"Identifier": name, "DataSetArn": data_set.attr_arn}
                for name, data_set in self.data_sets.items()
            ],
            "Sheets": [sheet(charts)],
        }
        self.analysis = self._analysis(definition)
        self.dashboard = self._dashboard(definition)

    def refresh(self) -> list[RefreshDashboard]:
        """Steps of a daily workflow that have each answer read anew."""
        return [
            RefreshDashboard(
                data_set_id=self._id(name),
                name="Refresh" + "".join(word.capitalize() for word in name.split("_")),
            )
            for name in self.data_sets
        ]

    def _hash(self) -> str:
        text = f"{Stack.of(self).stack_name}|{self.node.path}"
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def _id(self, name: str) -> str:
        return f"{self._prefix}-{name.replace('_', '-')}"

    def _data_source(self) -> quicksight.CfnDataSource:
        source = quicksight.CfnDataSource(
            self,
            "Source",
            aws_account_id=Aws.ACCOUNT_ID,
            data_source_id=self._id("source"),
            name=f"{self._title}: the lake",
            type="ATHENA",
            data_source_parameters=quicksight.CfnDataSource.DataSourceParametersProperty(
                athena_parameters=quicksight.CfnDataSource.AthenaParametersProperty(
                    work_group=self._workgroup.workgroup_name, role_arn=self.role.role_arn
                )
            ),
            ssl_properties=quicksight.CfnDataSource.SslPropertiesProperty(disable_ssl=False),
            permissions=[
                quicksight.CfnDataSource.ResourcePermissionProperty(
                    principal=self._owner, actions=list(DATA_SOURCE)
                )
            ],
        )
        # QuickSight tries the source as it is made: the rights are there by then.
        source.node.add_dependency(self.role, self._workgroup)
        return source

    def _data_set(self, chart: Chart) -> quicksight.CfnDataSet:
        query = chart.read()
        title = "".join(word.capitalize() for word in chart.name.split("_"))
        return quicksight.CfnDataSet(
            self,
            f"Answers{title}",
            aws_account_id=Aws.ACCOUNT_ID,
            data_set_id=self._id(chart.name),
            name=query.question[:128],
            import_mode="SPICE",
            # Tables that are yet to be made keep no deployment: it is read anew each day.
            ingestion_wait_policy=quicksight.CfnDataSet.IngestionWaitPolicyProperty(
                wait_for_spice_ingestion=False
            ),
            physical_table_map={
                "answer": quicksight.CfnDataSet.PhysicalTableProperty(
                    custom_sql=quicksight.CfnDataSet.CustomSqlProperty(
                        data_source_arn=self.data_source.attr_arn,
                        name=chart.name,
                        sql_query=chart.sql(self._workgroup.database_name),
                        columns=[
                            quicksight.CfnDataSet.InputColumnProperty(name=name, type=of)
                            for name, of in chart.columns.items()
                        ],
                    )
                )
            },
            permissions=[
                quicksight.CfnDataSet.ResourcePermissionProperty(
                    principal=self._owner, actions=list(DATA_SET)
                )
            ],
        )

    def _refreshed(
        self, name: str, data_set: quicksight.CfnDataSet, at: str, time_zone: str
    ) -> None:
        title = "".join(word.capitalize() for word in name.split("_"))
        schedule = quicksight.CfnRefreshSchedule
        made = schedule(
            self,
            f"Refresh{title}",
            aws_account_id=Aws.ACCOUNT_ID,
            data_set_id=self._id(name),
            schedule=schedule.RefreshScheduleMapProperty(
                schedule_id="daily",
                refresh_type="FULL_REFRESH",
                schedule_frequency=schedule.ScheduleFrequencyProperty(
                    interval="DAILY", time_of_the_day=at, time_zone=time_zone
                ),
            ),
        )
        made.node.add_dependency(data_set)

    def _analysis(self, definition: dict[str, Any]) -> quicksight.CfnAnalysis:
        analysis = quicksight.CfnAnalysis(
            self,
            "Analysis",
            aws_account_id=Aws.ACCOUNT_ID,
            analysis_id=self._id("analysis"),
            name=self._title,
            permissions=[
                quicksight.CfnAnalysis.ResourcePermissionProperty(
                    principal=self._owner, actions=list(ANALYSIS)
                )
            ],
        )
        analysis.add_property_override("Definition", definition)
        return analysis

    def _dashboard(self, definition: dict[str, Any]) -> quicksight.CfnDashboard:
        dashboard = quicksight.CfnDashboard(
            self,
            "Dashboard",
            aws_account_id=Aws.ACCOUNT_ID,
            dashboard_id=self._id("dashboard"),
            name=self._title,
            permissions=[
                quicksight.CfnDashboard.ResourcePermissionProperty(
                    principal=self._owner, actions=list(DASHBOARD)
                )
            ],
        )
        dashboard.add_property_override("Definition", definition)
        return dashboard
