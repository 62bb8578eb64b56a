"""Events into the lake: none lost, each where its kind and day say, what fails kept and told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import Duration, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from ml_refarch.analytics import EventStream
from ml_refarch.foundation import Notifications, violations

from tests.constructs.analytics.made import Made
from tests.constructs.sagemaker.resolved import resolved

FIREHOSE = "AWS::KinesisFirehose::DeliveryStream"


def destination(empty: Made) -> dict[str, Any]:
    found: dict[str, Any] = empty.the(FIREHOSE)["Properties"]["ExtendedS3DestinationConfiguration"]
    return found


def test_alone_it_breaks_no_rule_and_has_nothing_to_listen_for(empty: Made) -> None:
    stream = EventStream(empty.stack, "Events", lake=empty.lake())
    assert violations(empty.stack) == []
    assert stream.rule is None
    assert empty.of("AWS::Events::Rule") == {}
    assert empty.of("AWS::SQS::Queue") == {}
    assert [name for name in empty.template.get("Mappings", {}) if "Cidr" in name] == []


def test_the_stream_is_on_demand_and_encrypted_with_the_lakes_key(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake())
    found = empty.the("AWS::Kinesis::Stream")["Properties"]
    assert found["StreamModeDetails"] == {"StreamMode": "ON_DEMAND"}
    assert found["StreamEncryption"]["EncryptionType"] == "KMS"
    assert found["RetentionPeriodHours"] == 168


def test_events_are_put_by_their_kind_and_day_and_failures_apart(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake())
    found = destination(empty)
    assert found["Prefix"] == (
        "events/event=!{partitionKeyFromQuery:event}/date=!{partitionKeyFromQuery:date}/"
    )
    assert found["ErrorOutputPrefix"] == (
        "errors/events/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/"
    )
    (extraction,) = found["ProcessingConfiguration"]["Processors"]
    parameters = {one["ParameterName"]: one["ParameterValue"] for one in extraction["Parameters"]}
    assert parameters == {
        "MetadataExtractionQuery": '{"event":."detail-type","date":.time[0:10]}',
        "JsonParsingEngine": "JQ-1.6",
    }
    assert found["DynamicPartitioningConfiguration"]["Enabled"] is True


def test_events_become_parquet_by_the_tables_columns(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake())
    conversion = destination(empty)["DataFormatConversionConfiguration"]
    (table,) = empty.of("AWS::Glue::Table")
    assert conversion["SchemaConfiguration"]["TableName"] == {"Ref": table}
    deserializer = conversion["InputFormatConfiguration"]["Deserializer"]["OpenXJsonSerDe"]
    assert deserializer["ColumnToJsonKeyMappings"] == {"detail_type": "detail-type"}
    assert "ParquetSerDe" in conversion["OutputFormatConfiguration"]["Serializer"]


def test_firehose_waits_for_all_rights_of_its_role_with_lake_formation_or_without(
    empty: Made,
) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake(lake_formation=True))
    needed = {
        name
        for kind in ("AWS::IAM::Policy", "AWS::LakeFormation::PrincipalPermissions")
        for name in empty.of(kind)
        if name.startswith("EventsDeliveryRole")
    }
    assert any("ReadsRaw" in name for name in needed)
    assert needed <= set(empty.the(FIREHOSE)["DependsOn"])


def test_firehose_may_write_its_folders_read_its_table_and_no_more(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake())
    rights = empty.actions_of("EventsDeliveryRole")
    assert {one.partition("Arn")[2] for one in rights["s3:PutObject"]} == {
        "/events/*",
        "/errors/events/*",
    }
    assert not {one for one in rights if one.endswith("*")}
    assert not {one for one, targets in rights.items() if "*" in targets}
    assert {one.rpartition("/")[2] for one in rights["glue:GetTable"] if ":table/" in one} == {
        "events"
    }


def test_the_rule_is_on_the_default_bus_and_what_it_cannot_deliver_waits(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake(), sources=["hotel.booking"])
    assert violations(empty.stack) == []
    name, rule = next(iter(empty.of("AWS::Events::Rule").items()))
    assert rule["Properties"]["EventPattern"] == {"source": ["hotel.booking"]}
    (target,) = rule["Properties"]["Targets"]
    assert target["KinesisParameters"] == {"PartitionKeyPath": "$.id"}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 86_400
    queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]
    (policy,) = empty.of("AWS::SQS::QueuePolicy").values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    (allowed,) = (one for one in statements if one["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [name, "Arn"]}}}
    assert allowed["Resource"] == {"Fn::GetAtt": [queue, "Arn"]}


def test_a_stream_and_a_table_can_be_brought(empty: Made) -> None:
    lake = empty.lake()
    table = lake.table(
        "happenings",
        layer="raw",
        columns={"id": "string"},
        by={"event": "string", "date": "string"},
    )
    brought = kinesis.Stream.from_stream_arn(
        empty.stack, "Brought", "arn:aws:kinesis:us-east-1:123456789012:stream/own"
    )
    stream = EventStream(
        empty.stack, "Events", lake=lake, stream=brought, table=table, sources=["hotel.booking"]
    )
    assert stream.stream is brought
    assert violations(empty.stack) == []
    assert empty.of("AWS::Kinesis::Stream") == {}
    assert len(empty.of("AWS::Glue::Table")) == 1
    source = empty.the(FIREHOSE)["Properties"]["KinesisStreamSourceConfiguration"]
    assert resolved(source["KinesisStreamARN"]).endswith(":stream/own")


def test_an_alarm_goes_off_for_each_way_in_which_events_do_not_arrive(empty: Made) -> None:
    staff = Notifications(empty.stack, "Notifications").staff_topic
    stream = EventStream(
        empty.stack, "Events", lake=empty.lake(), sources=["hotel.booking"], alarm_topic=staff
    )
    alarms = {
        one["Properties"]["MetricName"].partition("-")[0]: one["Properties"]
        for name, one in empty.of("AWS::CloudWatch::Alarm").items()
        if name.startswith("Events")
    }
    assert set(alarms) == {
        "DeliveryToS3.DataFreshness",
        "FailedConversion.Records",
        "Errors",  # of the log, and of the function that replays
        "ApproximateNumberOfMessagesVisible",
    }
    assert len(stream.alarms) == 5
    assert all(one["AlarmActions"] for one in alarms.values())
    assert alarms["DeliveryToS3.DataFreshness"]["Threshold"] == 900


def test_who_may_write_may_put_events_and_use_the_key(empty: Made) -> None:
    role = iam.Role(empty.stack, "Producer", assumed_by=iam.AccountRootPrincipal())
    EventStream(empty.stack, "Events", lake=empty.lake()).grant_write(role)
    rights = empty.actions_of("Producer")
    assert set(rights) == {
        *("kinesis:PutRecord", "kinesis:PutRecords", "kms:Decrypt", "kms:GenerateDataKey")
    }


def test_what_replays_reads_failed_records_puts_them_back_and_no_more(empty: Made) -> None:
    role = iam.Role(empty.stack, "Operator", assumed_by=iam.AccountRootPrincipal())
    stream = EventStream(empty.stack, "Events", lake=empty.lake())
    stream.grant_replay(role)
    rights = empty.actions_of("EventsReplayRole")
    assert {one.partition("Arn")[2] for one in rights["s3:DeleteObject"]} == {"/errors/events/*"}
    assert {one.partition("Arn")[2] for one in rights["s3:PutObject"]} == {
        "/errors/replayed-events/*"
    }
    assert rights["kinesis:PutRecords"] == {"EventsStreamA348795C.Arn"}
    told = empty.the("AWS::Lambda::Function", "EventsReplay")["Properties"]["Environment"]
    assert told["Variables"]["FAILED_FOLDER"] == stream.failed_folder == "errors/events/"
    assert set(empty.actions_of("Operator")) == {"lambda:InvokeFunction"}


def test_logs_stream_and_queue_stay_with_the_data(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake(), sources=["hotel.booking"])
    for kind in ("AWS::Kinesis::Stream", "AWS::SQS::Queue", "AWS::Logs::LogGroup"):
        assert {one["DeletionPolicy"] for one in empty.of(kind).values()} == {"Retain"}


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"sources": "hotel.booking"}, "sources: 'hotel.booking' is not a list"),
        ({"sources": [" "]}, r"sources: \[' '\] is not a list of names"),
        ({"retention": Duration.hours(23)}, "retention: 23 hours is not between 24 and 8,760"),
        ({"buffer": Duration.seconds(59)}, "buffer: 59 s is not between 60 and 900"),
        ({"buffer_size": Size.mebibytes(63)}, "buffer_size: 63 MiB is not between 64 and 128"),
        (
            {"buffer": Duration.minutes(5), "stale_after": Duration.minutes(5)},
            "stale_after: 300 s is not over the buffer's 300 s",
        ),
    ],
)
def test_what_firehose_and_kinesis_do_not_take_is_refused(
    empty: Made, wishes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        EventStream(empty.stack, "Events", lake=empty.lake(), **wishes)


def test_no_partition_is_written_by_hand(empty: Made) -> None:
    EventStream(empty.stack, "Events", lake=empty.lake(), sources=["hotel.booking"])
    assert "arn:aws:" not in json.dumps(empty.template)
