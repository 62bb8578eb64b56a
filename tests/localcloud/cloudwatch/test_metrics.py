"""Metrics: put, listed, and read as graphs and alarms read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from tests.localcloud.cloudwatch.reading import HOUR, statistic

NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - HOUR
"""A full hour that CloudWatch still takes data of."""


def put(client: Any, name: str, *values: float, at: datetime | None = None, **more: Any) -> None:
    client.put_metric_data(
        Namespace="Hotel",
        MetricData=[
            {"MetricName": name, "Value": value} | ({"Timestamp": at} if at else {}) | more
            for value in values
        ],
    )


def query(identity: str, name: str, *, stat: str = "Sum", period: int = 300, **more: Any) -> Any:
    metric = {"Namespace": "Hotel", "MetricName": name, "Dimensions": more.pop("dimensions", [])}
    return {"Id": identity, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}} | more


def read(client: Any, *queries: Any, minutes: int = 15, scan: str = "TimestampAscending") -> Any:
    return client.get_metric_data(
        MetricDataQueries=list(queries),
        StartTime=NOON,
        EndTime=NOON + timedelta(minutes=minutes),
        ScanBy=scan,
    )["MetricDataResults"]


def minute(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("which", "expected"),
    [("Sum", 5050), ("Average", 50.5), ("Minimum", 1), ("Maximum", 100), ("SampleCount", 100),
     ("p50", 50), ("p95", 95), ("p99.9", 100), ("p0", 1), ("p100", 100)],
)  # fmt: skip
def test_every_statistic(cloud: LocalCloud, cloudwatch: Any, which: str, expected: float) -> None:
    put(cloudwatch, "Latency", *range(1, 101))

    assert statistic(cloud, "Hotel", "Latency", which=which) == expected


def test_values_with_counts_and_sets_of_statistics_are_data_points_too(
    cloud: LocalCloud, cloudwatch: Any
) -> None:
    cloudwatch.put_metric_data(
        Namespace="Hotel",
        MetricData=[
            {"MetricName": "Guests", "Values": [1, 2], "Counts": [3, 4]},
            {
                "MetricName": "Guests",
                "StatisticValues": {"SampleCount": 3, "Sum": 9, "Minimum": 1, "Maximum": 6},
            },
        ],
    )

    found = {
        name: statistic(cloud, "Hotel", "Guests", which=name)
        for name in ("Sum", "SampleCount", "Maximum")
    }
    assert found == {"Sum": 20, "SampleCount": 10, "Maximum": 6}


def test_a_percentile_of_sets_of_statistics_is_not_known(
    cloud: LocalCloud, cloudwatch: Any
) -> None:
    values = {"SampleCount": 3, "Sum": 9, "Minimum": 1, "Maximum": 6}
    cloudwatch.put_metric_data(
        Namespace="Hotel", MetricData=[{"MetricName": "Guests", "StatisticValues": values}]
    )
    now = cloud.clock.now()

    (point,) = cloudwatch.get_metric_statistics(
        Namespace="Hotel", MetricName="Guests", StartTime=now - HOUR, EndTime=now + HOUR,
        Period=7200, Statistics=["Sum"], ExtendedStatistics=["p95"],
    )["Datapoints"]  # fmt: skip

    assert point["Sum"] == 9
    assert "ExtendedStatistics" not in point


def test_each_set_of_dimensions_is_a_metric_of_its_own(cloud: LocalCloud, cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1)
    put(cloudwatch, "Rooms", 2, Dimensions=[{"Name": "City", "Value": "Seattle"}])
    put(cloudwatch, "Rooms", 4, Dimensions=[{"Name": "City", "Value": "Seoul"}])

    assert statistic(cloud, "Hotel", "Rooms") == 1
    assert statistic(cloud, "Hotel", "Rooms", {"City": "Seattle"}) == 2
    assert statistic(cloud, "Hotel", "Rooms", {"City": "Seoul", "Bed": "king"}) is None
    assert statistic(cloud, "Motel", "Rooms") is None


def test_regions_do_not_share_metrics(cloud: LocalCloud, cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1)

    assert statistic(cloud, "Hotel", "Rooms", region="ap-northeast-2") is None


def test_metrics_are_listed_by_namespace_name_and_dimension(cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1, Dimensions=[{"Name": "City", "Value": "Seoul"}])
    put(cloudwatch, "Rooms", 1, 1)
    put(cloudwatch, "Guests", 1)

    def listed(**wanted: Any) -> list[tuple[str, list[Any]]]:
        metrics = cloudwatch.list_metrics(**wanted)["Metrics"]
        return [(one["MetricName"], one["Dimensions"]) for one in metrics]

    city = [{"Name": "City", "Value": "Seoul"}]
    assert listed() == [("Rooms", city), ("Rooms", []), ("Guests", [])]
    assert listed(Namespace="Hotel", MetricName="Guests") == [("Guests", [])]
    assert listed(Dimensions=[{"Name": "City"}]) == [("Rooms", city)]
    assert listed(Dimensions=city) == [("Rooms", city)]
    assert listed(Dimensions=[{"Name": "City", "Value": "Seattle"}]) == []
    assert listed(Namespace="Motel") == []


def test_many_metrics_come_in_pages(cloudwatch: Any) -> None:
    for start in range(0, 600, 100):
        data = [{"MetricName": f"m{start + n}", "Value": 1} for n in range(100)]
        cloudwatch.put_metric_data(Namespace="Hotel", MetricData=data)

    pages = list(cloudwatch.get_paginator("list_metrics").paginate(Namespace="Hotel"))

    assert [len(page["Metrics"]) for page in pages] == [500, 100]


def test_periods_begin_with_the_minute_asked_for(cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1, at=minute(0))
    put(cloudwatch, "Rooms", 2, at=minute(4.9))
    put(cloudwatch, "Rooms", 4, at=minute(5))
    put(cloudwatch, "Rooms", 8, at=minute(15))

    (rooms,) = read(cloudwatch, query("m0", "Rooms"))

    assert rooms["Label"] == "Rooms"
    assert rooms["StatusCode"] == "Complete"
    assert dict(zip(rooms["Timestamps"], rooms["Values"], strict=True)) == {
        minute(0): 3,
        minute(5): 4,
    }


def test_the_newest_comes_first_unless_asked_otherwise(cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1, at=minute(0))
    put(cloudwatch, "Rooms", 2, at=minute(5))

    (rooms,) = read(cloudwatch, query("m0", "Rooms"), scan="TimestampDescending")

    assert rooms["Values"] == [2, 1]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m0 + m1", [11, 33]),
        ("m1 - m0 * 2", [8, 24]),
        ("-m0 / 2", [-0.5, -1, -1.5]),
        ("(m0 + 1) ^ 2", [4, 9, 16]),
        ("SUM([FILL(m0, 0), FILL(m1, 0)])", [11, 2, 33]),
        ("MAX([m0, m1])", [10, 2, 30]),
        ("AVG([m0, m1])", [5.5, 2, 16.5]),
        ("SUM(METRICS())", [11, 2, 33]),
        ("FILL(m1, 0) / PERIOD(m1)", [10 / 300, 0, 0.1]),
        ("FILL(m1, REPEAT)", [10, 10, 30]),
        ("m0 / SUM(m0)", [1 / 6, 2 / 6, 3 / 6]),
        ("IF(m0 > 1, m0, 0)", [0, 2, 3]),
        ("IF(m0 >= 2 && m0 < 3, 1, 0)", [0, 1, 0]),
        ("IF(m0 == 2 OR m0 == 3, m1)", [30]),
        ("CEIL(m0 / 2)", [1, 1, 2]),
        ("100 * (m0 / FILL(m1, 0))", [10, 10]),
        ("e0 + 1", [2, 3, 4]),
    ],
)
def test_metric_math(cloudwatch: Any, expression: str, expected: list[float]) -> None:
    for count, value in enumerate((1, 2, 3)):
        put(cloudwatch, "Rooms", value, at=minute(5 * count))
    put(cloudwatch, "Guests", 10, at=minute(0))
    put(cloudwatch, "Guests", 30, at=minute(10))

    (result,) = read(
        cloudwatch,
        query("m0", "Rooms", ReturnData=False),
        query("m1", "Guests", ReturnData=False),
        {"Id": "e0", "Expression": "m0", "ReturnData": False},
        {"Id": "e1", "Expression": expression, "Label": "worked out"},
    )

    assert (result["Id"], result["Label"]) == ("e1", "worked out")
    assert result["Values"] == pytest.approx(expected)


def test_metrics_without_data_are_filled_where_that_is_asked_for(cloudwatch: Any) -> None:
    filled, plain = read(
        cloudwatch,
        query("m0", "Nothing", ReturnData=False),
        {"Id": "e0", "Expression": "SUM([FILL(m0, 0)])"},
        {"Id": "e1", "Expression": "m0 + 1"},
    )

    assert (filled["Values"], plain["Values"]) == ([0, 0, 0], [])


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("m0 +", "not an expression"),
        ("m7", "'m7' is not the id of a query"),
        ("SEARCH('TableName', 'Sum')", "must begin with"),
        ("SEARCH('{Hotel} Rooms OR Guests', 'Sum')", "from 'OR Guests' on"),
        ("SEARCH('{Hotel} (Rooms)', 'Sum')", "from '\\(Rooms\\)' on"),
        ("SEARCH('{Hotel} Rooms', 'tm90')", "works out no other"),
        ("SEARCH(m0)", "SEARCH wants"),
        ("ANOMALY_DETECTION_BAND(m0)", "ANOMALY_DETECTION_BAND is not worked out"),
        ("FILL(m0, LINEAR)", "LINEAR"),
        ("SUM(m0)", "gives a number"),
        ("[m0, 1]", "gives a number"),
        ("SUM(m0, m0)", "does not take these arguments"),
        ("e0", "refer to each other"),
        ("SELECT AVG(x) FROM y", "Metrics Insights"),
        ("m0.real", "not worked out"),
        ("1 / 0 * m0", "divided by zero"),
    ],
)
def test_an_expression_that_is_not_worked_out_is_refused(
    cloudwatch: Any, expression: str, complaint: str
) -> None:
    put(cloudwatch, "Rooms", 1, at=minute(0))

    with pytest.raises(ClientError, match=complaint):
        read(cloudwatch, query("m0", "Rooms"), {"Id": "e0", "Expression": expression})


def test_several_series_are_several_results(cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 1, at=minute(0))

    results = read(
        cloudwatch,
        query("m0", "Rooms", ReturnData=False),
        {"Id": "e0", "Expression": "[m0, m0 * 2]"},
    )

    assert [(one["Id"], one["Values"]) for one in results] == [("e0", [1]), ("e0", [2])]


@pytest.fixture
def by_kind(cloudwatch: Any) -> None:
    """Errors of two kinds, of one of them in two cities, and errors of no kind."""
    for kind, city, count in (
        ("KeyError", None, 1),
        ("ValueError", None, 2),
        ("KeyError", "Seoul", 4),
    ):
        dimensions = [{"Name": "error", "Value": kind}]
        dimensions += [{"Name": "city", "Value": city}] if city else []
        put(cloudwatch, "Errors", count, at=minute(0), Dimensions=dimensions)
    put(cloudwatch, "Errors", 8, at=minute(0))
    put(
        cloudwatch,
        "Warnings",
        16,
        at=minute(0),
        Dimensions=[{"Name": "error", "Value": "KeyError"}],
    )


@pytest.mark.usefixtures("by_kind")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ('{Hotel,error} MetricName="Errors"', {"KeyError Errors": 1, "ValueError Errors": 2}),
        ('{"Hotel","error"} MetricName=Errors error="KeyError"', {"KeyError Errors": 1}),
        ("{Hotel,error} value", {"ValueError Errors": 2}),
        ("{Hotel,error} MetricName=Errors AND error=Key", {"KeyError Errors": 1}),
        ("{Hotel,city,error}", {"Seoul KeyError Errors": 4}),
        ("{Hotel}", {"Errors": 8}),
        ("{Motel,error}", {}),
        ('{Hotel,error} MetricName="errors"', {}),
    ],
)
def test_a_search_gives_every_metric_that_it_finds(
    cloudwatch: Any, search: str, expected: dict[str, float]
) -> None:
    results = read(cloudwatch, {"Id": "e0", "Expression": f"SEARCH('{search}', 'Sum', 300)"})

    assert {one["Label"]: sum(one["Values"]) for one in results} == expected


@pytest.mark.usefixtures("by_kind")
def test_what_a_search_finds_can_be_worked_with(cloudwatch: Any) -> None:
    search = "SEARCH('{Hotel,error} MetricName=\"Errors\"', 'Sum')"

    total, none, doubled, other = read(
        cloudwatch,
        {"Id": "e0", "Expression": f"SUM({search})", "Period": 900},
        {"Id": "e1", "Expression": "SUM(SEARCH('{Motel,error}', 'Sum', 300))"},
        {"Id": "e2", "Expression": f"{search} * 2", "Period": 900, "Label": "twice"},
    )

    assert (total["Values"], none["Values"]) == ([3], [])
    assert [(one["Label"], one["Values"]) for one in (doubled, other)] == [
        ("twice KeyError Errors", [2]),
        ("twice ValueError Errors", [4]),
    ]


def test_a_division_by_zero_is_no_point(cloudwatch: Any) -> None:
    put(cloudwatch, "Rooms", 0, at=minute(0))
    put(cloudwatch, "Rooms", 2, at=minute(5))

    _, result = read(cloudwatch, query("m0", "Rooms"), {"Id": "e0", "Expression": "10 / m0"})

    assert result["Values"] == [5]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"Timestamp": datetime.now(UTC) - timedelta(days=15)}, "two weeks"),
        ({"Timestamp": datetime.now(UTC) + timedelta(hours=3)}, "two hours"),
        ({"Value": None}, "exactly one"),
        ({"Values": [1]}, "exactly one"),
        ({"Value": None, "Values": [1], "Counts": [1, 2]}, "as many"),
        ({"Value": float("nan")}, "NaN"),
    ],
)
def test_data_that_cloudwatch_does_not_take_is_refused(
    cloudwatch: Any, entry: dict[str, Any], complaint: str
) -> None:
    given = {"MetricName": "Rooms", "Value": 1} | entry
    shape = {name: value for name, value in given.items() if value is not None}

    with pytest.raises(ClientError, match=complaint):
        cloudwatch.put_metric_data(Namespace="Hotel", MetricData=[shape])


def test_nothing_is_kept_of_a_request_that_is_refused(cloud: LocalCloud, cloudwatch: Any) -> None:
    good, bad = {"MetricName": "Rooms", "Value": 1}, {"MetricName": "Rooms"}

    with pytest.raises(ClientError):
        cloudwatch.put_metric_data(Namespace="Hotel", MetricData=[good, bad])

    assert statistic(cloud, "Hotel", "Rooms") is None


def test_aws_names_its_own_metrics(cloudwatch: Any) -> None:
    with pytest.raises(ClientError, match="Namespace"):
        cloudwatch.put_metric_data(
            Namespace="AWS/Lex", MetricData=[{"MetricName": "Rooms", "Value": 1}]
        )


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"Period": 90}, "Period"),
        ({"Statistics": ["tm90"]}, "validation error"),
        ({"Statistics": [], "ExtendedStatistics": ["tm90"]}, "works out no other"),
        ({"Statistics": []}, "must be specified"),
        ({"EndTime": NOON - HOUR}, "StartTime must be less"),
        ({"Period": 60, "EndTime": NOON + timedelta(days=2)}, "limit of 1440"),
    ],
)
def test_statistics_that_cannot_be_are_refused(
    cloudwatch: Any, asked: dict[str, Any], complaint: str
) -> None:
    usual = {"Namespace": "Hotel", "MetricName": "Rooms", "StartTime": NOON}
    usual |= {"EndTime": NOON + HOUR, "Period": 300, "Statistics": ["Sum"]}
    given = {name: value for name, value in (usual | asked).items() if value != []}

    with pytest.raises(ClientError, match=complaint):
        cloudwatch.get_metric_statistics(**given)


def test_a_week_ahead_data_of_that_week_is_taken_and_read(
    cloud: LocalCloud, cloudwatch: Any
) -> None:
    cloud.clock.move(timedelta(days=7))
    put(cloudwatch, "Rooms", 1)
    put(cloudwatch, "Rooms", 2, at=cloud.clock.now())

    assert statistic(cloud, "Hotel", "Rooms") == 3


def test_alarms_and_dashboards_stay_with_moto(cloudwatch: Any) -> None:
    cloudwatch.put_metric_alarm(
        AlarmName="none", EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold",
        Namespace="Hotel", MetricName="Rooms", Period=60, Statistic="Sum", Threshold=1,
    )  # fmt: skip

    (alarm,) = cloudwatch.describe_alarms()["MetricAlarms"]
    assert alarm["AlarmName"] == "none"


def test_metrics_work_over_the_network() -> None:
    with LocalCloud([LogService, MetricService]) as cloud:
        cloud.start()
        client = over_network(cloud.endpoint, "cloudwatch", "us-east-1")
        put(client, "Rooms", 1.5, at=minute(0))

        (rooms,) = read(client, query("m0", "Rooms", stat="p99"))

    assert (rooms["Timestamps"], rooms["Values"]) == ([minute(0)], [1.5])
