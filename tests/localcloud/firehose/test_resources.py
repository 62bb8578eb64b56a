"""Streams and deliveries made, changed and deleted by CloudFormation."""

from __future__ import annotations

import json
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.firehose.lake import INTERVAL, ROLE, Lake, bucket, destination, event, table


def resources(
    place: str, schema: dict[str, str], *, hours: int = 48, **changed: Any
) -> dict[str, dict[str, Any]]:
    """A rule, a stream and what delivers it."""
    return {
        "Stream": {
            "Type": "AWS::Kinesis::Stream",
            "Properties": {
                "StreamModeDetails": {"StreamMode": "ON_DEMAND"},
                "RetentionPeriodHours": hours,
                "StreamEncryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"},
                "Tags": [{"Key": "environment", "Value": "dev"}],
            },
        },
        "Delivery": {
            "Type": "AWS::KinesisFirehose::DeliveryStream",
            "Properties": {
                "DeliveryStreamType": "KinesisStreamAsSource",
                "KinesisStreamSourceConfiguration": {
                    "KinesisStreamARN": {"Fn::GetAtt": ["Stream", "Arn"]},
                    "RoleARN": ROLE,
                },
                "ExtendedS3DestinationConfiguration": destination(place, schema, **changed),
            },
        },
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {"source": ["hotel"]},
                "Targets": [
                    {
                        "Id": "stream",
                        "Arn": {"Fn::GetAtt": ["Stream", "Arn"]},
                        "RoleArn": ROLE,
                        "KinesisParameters": {"PartitionKeyPath": "$.id"},
                    }
                ],
            },
        },
    }


def test_an_event_of_the_bus_arrives_by_what_was_deployed(cloud: LocalCloud) -> None:
    place, schema = bucket(cloud), table(cloud)
    stack = Deployer(cloud, name="Events")
    stack.create(
        resources(place, schema),
        Outputs={"Arn": {"Value": {"Fn::GetAtt": ["Delivery", "Arn"]}}},
    )
    name = stack.physical_id("Delivery")
    detail = json.dumps({"city": "Jeju"})
    entry = {"Source": "hotel", "DetailType": "BookingConfirmed", "Detail": detail}
    cloud.client("events").put_events(Entries=[entry])
    assert settle(cloud, timeout=30)
    cloud.clock.move(INTERVAL)
    assert settle(cloud, timeout=30)
    lake = Lake(cloud, place, name, stack.physical_id("Stream"))
    (row,) = lake.rows()
    arn = stack.outputs["Arn"]
    stack.delete()

    assert (row["detail_type"], row["detail"]) == ("BookingConfirmed", '{"city":"Jeju"}')
    assert arn.endswith(f"deliverystream/{name}")
    assert name not in cloud.client("firehose").list_delivery_streams()["DeliveryStreamNames"]


def test_a_destination_and_a_stream_are_changed_in_place(cloud: LocalCloud) -> None:
    place, elsewhere, schema = bucket(cloud), bucket(cloud), table(cloud)
    stack = Deployer(cloud, name="Changing")
    stack.create(resources(place, schema))
    name, stream = stack.physical_id("Delivery"), stack.physical_id("Stream")
    lake = Lake(cloud, place, name, stream)
    lake.put(event(1))
    assert settle(cloud, timeout=30)
    for hours in (96, 24):
        stack.update(resources(elsewhere, schema, hours=hours))
        assert stack.status == "UPDATE_COMPLETE"
    lake.put(event(2))
    lake.wait()
    described = cloud.client("kinesis").describe_stream_summary(StreamName=stream)

    assert (stack.physical_id("Delivery"), stack.physical_id("Stream")) == (name, stream)
    assert described["StreamDescriptionSummary"]["RetentionPeriodHours"] == 24
    assert not lake.objects()
    assert len(Lake(cloud, elsewhere, name, stream).rows()) == 2


def test_a_delivery_that_cannot_be_fails_the_deploy_with_its_reason(cloud: LocalCloud) -> None:
    hints = {"SizeInMBs": 1, "IntervalInSeconds": 60}
    stack = Deployer(cloud, name="Refused")
    stack.create(resources(bucket(cloud), table(cloud), BufferingHints=hints))

    assert stack.status == "ROLLBACK_COMPLETE"
    assert any("at least 64" in reason for reason in stack.failures)
