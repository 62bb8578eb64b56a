"""A dashboard shows what the stack does; alarms added to it reach the staff."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template
from ml_refarch.foundation import Monitoring

from .conftest import Synthesised


def test_one_dashboard_shows_alarms_functions_tables_queues_and_topics(plain: Synthesised) -> None:
    (dashboard,) = plain.of_type("AWS::CloudWatch::Dashboard").values()
    body = str(dashboard["Properties"]["DashboardBody"])

    assert '"type":"alarm"' in body
    for service in ("AWS/Lambda", "AWS/DynamoDB", "AWS/SQS", "AWS/SNS"):
        assert service in body
    assert "PhoneNumberDirect" in body


def test_stacks_of_one_name_in_two_regions_have_two_dashboards(plain: Synthesised) -> None:
    (dashboard,) = plain.of_type("AWS::CloudWatch::Dashboard").values()

    assert {"Ref": "AWS::Region"} in dashboard["Properties"]["DashboardName"]["Fn::Join"][1]


def test_an_alarm_that_is_added_through_the_facade_tells_the_staff() -> None:
    from cdk_monitoring_constructs import MaxMessageCountThreshold

    stack = Stack()
    topic = sns.Topic(stack, "Staff")
    monitoring = Monitoring(stack, "Monitoring", alarm_topic=topic)

    monitoring.facade.monitor_sqs_queue(
        queue=sqs.Queue(stack, "Queue"),
        add_queue_max_size_alarm={"Warning": MaxMessageCountThreshold(max_message_count=10)},
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {"Threshold": 10, "AlarmActions": [stack.resolve(topic.topic_arn)]},
    )
