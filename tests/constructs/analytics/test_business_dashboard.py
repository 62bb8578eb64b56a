"""A dashboard of saved queries: who owns it, what it keeps, what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session
import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Template
from ml_refarch.analytics import BusinessDashboard, Chart, QueryWorkgroup
from ml_refarch.analytics.dashboard.principal import REGIONS
from ml_refarch.foundation import violations

from tests.constructs.analytics.asked_lakes import brought_lake, lint, new_stack, only, resources

OWNER = "arn:aws:quicksight:us-east-1:111122223333:group/default/managers"
BOOKINGS = """-- Which cities sell?
WITH sold AS (SELECT * FROM business_events) -- all of it
SELECT city, month, sum(price) AS revenue, count(*) AS bookings FROM sold GROUP BY 1, 2
-- no more
"""


@pytest.fixture
def query(tmp_path: Path) -> Path:
    file = tmp_path / "bookings_by_city.sql"
    file.write_text(BOOKINGS)
    return file


def chart(query: Path, **changed: Any) -> Chart:
    given: dict[str, Any] = {
        "query": query,
        "tables": ("business_events",),
        "columns": {
            "city": "STRING",
            "month": "DATETIME",
            "revenue": "DECIMAL",
            "bookings": "INTEGER",
        },
        "over": "city",
        "show": ("revenue",),
    }
    return Chart(**{**given, **changed})


def dashboard(stack: Stack, query: Path, **changed: Any) -> BusinessDashboard:
    lake = brought_lake(stack)
    given: dict[str, Any] = {
        "workgroup": QueryWorkgroup(stack, "Queries", lake=lake),
        "principal_arn": OWNER,
        "charts": [chart(query)],
    }
    return BusinessDashboard(stack, "Dashboard", **{**given, **changed})


def test_it_asks_by_the_workgroup_as_a_role_of_its_own_and_the_owner_has_all(query: Path) -> None:
    stack = new_stack()
    dashboard(stack, query)

    source = only(stack, "AWS::QuickSight::DataSource")
    asked = source["DataSourceParameters"]["AthenaParameters"]
    assert asked["WorkGroup"] == "shop"
    assert "DashboardRole" in str(asked["RoleArn"])
    for kind in ("DataSource", "DataSet", "Analysis", "Dashboard"):
        (permission,) = only(stack, f"AWS::QuickSight::{kind}")["Permissions"]
        assert permission["Principal"] == OWNER
    assert violations(stack) == []
    assert lint(stack) == []


def test_answers_are_kept_and_read_anew_each_day(query: Path) -> None:
    stack = new_stack()
    made = dashboard(stack, query, refresh_at="06:30", time_zone="Asia/Seoul")

    assert only(stack, "AWS::QuickSight::DataSet")["ImportMode"] == "SPICE"
    schedule = only(stack, "AWS::QuickSight::RefreshSchedule")
    assert schedule["Schedule"]["ScheduleFrequency"] == {
        "Interval": "DAILY",
        "TimeOfTheDay": "06:30",
        "TimeZone": "Asia/Seoul",
    }
    (step,) = made.refresh()
    assert step.name == "RefreshBookingsByCity"
    assert step.data_set_id == schedule["DataSetId"]


def test_a_query_that_names_no_database_is_asked_of_the_curated_one(query: Path) -> None:
    stack = new_stack()
    dashboard(stack, query)

    table = only(stack, "AWS::QuickSight::DataSet")["PhysicalTableMap"]["answer"]["CustomSql"]
    first, second, rest = table["SqlQuery"].split("\n", 2)
    assert first == 'WITH business_events AS (SELECT * FROM "their_curated"."business_events")'
    assert second == "SELECT * FROM ("
    assert rest == f"{BOOKINGS.strip()}\n)"
    assert [one["Name"] for one in table["Columns"]] == ["city", "month", "revenue", "bookings"]


def test_a_chart_is_titled_by_its_question_and_shown_as_it_is_wished(query: Path) -> None:
    stack = new_stack()
    line = chart(query, kind="line", over="month", show=("bookings",), by="city")
    dashboard(stack, query, charts=[line])

    for kind in ("Analysis", "Dashboard"):
        definition = only(stack, f"AWS::QuickSight::{kind}")["Definition"]
        (visual,) = definition["Sheets"][0]["Visuals"]
        shown = visual["LineChartVisual"]
        assert shown["Title"]["FormatText"]["PlainText"] == "Which cities sell?"
        wells = shown["ChartConfiguration"]["FieldWells"]["LineChartAggregatedFieldWells"]
        assert "DateDimensionField" in wells["Category"][0]
        assert len(wells["Colors"]) == 1
    assert lint(stack) == []


@pytest.mark.parametrize(
    ("arn", "sentence"),
    [
        ("analyst", "principal_arn: 'analyst' is not the full ARN"),
        ("arn:aws:iam::111122223333:user/me", "is not the full ARN of a user or group"),
        (OWNER.replace("us-east-1", "eu-west-9"), "is of eu-west-9, and there is QuickSight in"),
        (OWNER.replace("1111", "9999"), "is of account 999922223333, and the stack of 1111"),
    ],
)
def test_an_owner_whom_quicksight_would_not_find_is_refused(
    query: Path, arn: str, sentence: str
) -> None:
    stack = Stack(App(), "Asked", env=Environment(account="111122223333", region="eu-west-1"))
    with pytest.raises(ValueError, match=sentence):
        dashboard(stack, query, principal_arn=arn)


def test_a_region_without_quicksight_is_refused(query: Path) -> None:
    stack = Stack(App(), "Asked", env=Environment(account="111122223333", region="us-west-1"))
    with pytest.raises(ValueError, match="region: there is no QuickSight in us-west-1"):
        dashboard(stack, query)


def test_the_regions_are_those_that_aws_names() -> None:
    session = botocore.session.get_session()
    named = {
        region
        for partition in ("aws", "aws-cn", "aws-us-gov")
        for region in session.get_available_regions("quicksight", partition_name=partition)
    }
    assert named == REGIONS


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "pie"}, "kind: 'pie' is not one of bar, line"),
        ({"tables": ()}, "tables: bookings_by_city reads none"),
        ({"tables": ("a b",)}, "tables: 'a b' is not lower-case"),
        ({"columns": {"city": "TEXT"}}, "columns: 'TEXT' of city is not one of STRING"),
        ({"over": "town"}, "over: 'town' is not one of the columns city, month"),
        ({"by": "town"}, "by: 'town' is not one of the columns"),
        ({"show": ()}, "show: nothing is not one column or more"),
        ({"show": ("revenue", "bookings"), "by": "month"}, "show: revenue, bookings is not one"),
        ({"show": ("city",)}, "show: city is STRING, not one of INTEGER, DECIMAL"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(
    query: Path, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        chart(query, **changed)


def test_times_and_charts_that_are_none_are_refused(query: Path) -> None:
    with pytest.raises(ValueError, match="refresh_at: '25:00' is not a time of day"):
        dashboard(new_stack(), query, refresh_at="25:00")
    with pytest.raises(ValueError, match="charts: none are not 1 to 30"):
        dashboard(new_stack(), query, charts=[])
    with pytest.raises(ValueError, match="charts: bookings_by_city, bookings_by_city are not"):
        dashboard(new_stack(), query, charts=[chart(query), chart(query)])


def test_two_dashboards_of_a_stack_have_ids_of_their_own(query: Path) -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=brought_lake(stack))
    for name in ("One", "Two"):
        BusinessDashboard(
            stack, name, workgroup=workgroup, principal_arn=OWNER, charts=[chart(query)]
        )

    ids = [one["Properties"]["DataSetId"] for one in resources(stack, "AWS::QuickSight::DataSet")]
    assert len(set(ids)) == 2
    Template.from_stack(stack).resource_count_is("AWS::QuickSight::Dashboard", 2)
