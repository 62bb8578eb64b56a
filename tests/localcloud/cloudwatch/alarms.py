"""A cloud whose alarms ring, and short ways to make and read them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.alarms.service import AlarmService
from localcloud.events import EventBusService, QueueService, TopicService, settle
from localcloud.functions.parts import functions_of
from localcloud.lambda_service import LambdaService
from tests.localcloud.events.deploy import Queue, queue

MINUTE = timedelta(minutes=1)
BOTH = ["MetricAlarm", "CompositeAlarm"]


@contextmanager
def ringing() -> Iterator[LocalCloud]:
    """A cloud that listens, and that does at once what it would do soon."""
    services = [
        CloudFormation,
        LogService,
        AlarmService,
        LambdaService,
        QueueService,
        TopicService,
        EventBusService,
    ]
    with LocalCloud(services) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud


def over(cloud: LocalCloud, minutes: int = 1) -> None:
    """Lets minutes pass, one after the other, and waits for what they bring."""
    for _ in range(minutes):
        cloud.clock.move(MINUTE)
        assert settle(cloud)


def alarm(cloud: LocalCloud, **settings: Any) -> str:
    """An alarm over a metric of its own, which rings over one a minute."""
    name = f"alarm-{uuid.uuid4().hex[:12]}"
    request: dict[str, Any] = {
        "AlarmName": name,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    if "Metrics" not in settings:
        request |= {"Namespace": "Hotel", "MetricName": name, "Period": 60}
        if "ExtendedStatistic" not in settings:
            request["Statistic"] = "Sum"
    cloud.client("cloudwatch").put_metric_alarm(**{**request, **settings})
    return str(settings.get("AlarmName", name))


def put(cloud: LocalCloud, metric: str, *values: float, at: datetime | None = None) -> None:
    """Data of a metric, and what follows from it."""
    cloud.client("cloudwatch").put_metric_data(
        Namespace="Hotel",
        MetricData=[
            {"MetricName": metric, "Value": value, "Timestamp": at or cloud.clock.now()}
            for value in values
        ],
    )
    assert settle(cloud)


def shown(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """An alarm, as DescribeAlarms shows it."""
    answer = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=BOTH)
    found: list[dict[str, Any]] = answer["MetricAlarms"] + answer["CompositeAlarms"]
    (only,) = found
    return only


def state(cloud: LocalCloud, name: str) -> str:
    """An alarm's state."""
    return str(shown(cloud, name)["StateValue"])


def topic(cloud: LocalCloud) -> tuple[str, Queue]:
    """A topic, and a queue that gets what is published there."""
    sns, target = cloud.client("sns"), queue(cloud)
    arn = sns.create_topic(Name=f"topic-{uuid.uuid4().hex[:12]}")["TopicArn"]
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=target.arn)
    return arn, target


def told(target: Queue) -> list[dict[str, Any]]:
    """What alarms have said to such a queue."""
    return [json.loads(json.loads(body)["Message"]) for body in target.take()]
