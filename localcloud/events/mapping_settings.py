"""The settings of an event source mapping: Lambda's defaults and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError
from localcloud.events.patterns import Filters, PatternError
from localcloud.events.stream_source import FOREVER
from localcloud.kinesis.service import streams_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

STREAM_POSITIONS = {
    "dynamodb": ("TRIM_HORIZON", "LATEST"),
    "kinesis": ("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
}
"""The sources that are streams, and where reading them may begin."""


def complete(request: dict[str, Any]) -> dict[str, Any]:
    """The settings of a new mapping, with Lambda's defaults.

    Raises:
        ServiceError: InvalidParameterValueException, where the source is none that runs here.
    """
    arn = request.get("EventSourceArn")
    if not arn:
        raise _invalid("EventSourceArn is required: self-managed sources do not run in this cloud")
    service = service_of(arn)
    if service not in ("sqs", *STREAM_POSITIONS):
        raise _invalid(
            f"EventSourceArn: {arn} is of {service}; in this cloud SQS queues, DynamoDB streams "
            "and Kinesis streams invoke functions"
        )
    defaults: dict[str, Any] = {
        "BatchSize": 10 if service == "sqs" else 100,
        "MaximumBatchingWindowInSeconds": 0,
        "FunctionResponseTypes": [],
    }
    if service != "sqs":
        defaults |= {
            "MaximumRetryAttempts": FOREVER,
            "MaximumRecordAgeInSeconds": FOREVER,
            "BisectBatchOnFunctionError": False,
            "ParallelizationFactor": 1,
            "TumblingWindowInSeconds": 0,
        }
    dropped = ("FunctionName", "Enabled", "Tags")
    given = {name: value for name, value in request.items() if name not in dropped}
    return {**defaults, **given}


def check_limits(cloud: Cloud, settings: dict[str, Any], function: dict[str, Any]) -> None:
    """Holds the settings of a mapping against Lambda's limits and its source.

    Args:
        function: The function's configuration.

    Raises:
        ServiceError: InvalidParameterValueException, with what is allowed.
    """
    arn = settings["EventSourceArn"]
    try:
        Filters(settings.get("FilterCriteria"))
    except PatternError as error:
        raise _invalid(f"FilterCriteria: {error}") from error
    if service_of(arn) == "sqs":
        _check_queue(cloud, arn, settings, function)
    else:
        _check_stream(cloud, arn, settings)


def _check_queue(
    cloud: Cloud, arn: str, settings: dict[str, Any], function: dict[str, Any]
) -> None:
    if settings.get("StartingPosition"):
        raise _invalid("StartingPosition is for streams: a queue has none")
    size, window = settings["BatchSize"], settings["MaximumBatchingWindowInSeconds"]
    largest = 10 if arn.endswith(".fifo") or not window else 10_000
    if size > largest:
        raise _invalid(
            f"BatchSize: {size} is over {largest}, the limit of a FIFO queue and of a queue "
            "without MaximumBatchingWindowInSeconds"
        )
    *_, region, _, name = arn.split(":")
    sqs = cloud.client("sqs", region)
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except ClientError as error:
        raise _invalid(f"EventSourceArn: there is no queue {arn}") from error
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    visibility = int(attributes["Attributes"]["VisibilityTimeout"])
    if visibility < function["Timeout"]:
        raise _invalid(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: "
            f"{function['Timeout']} seconds"
        )


def _check_stream(cloud: Cloud, arn: str, settings: dict[str, Any]) -> None:
    allowed = STREAM_POSITIONS[service_of(arn)]
    if settings.get("StartingPosition") not in allowed:
        raise _invalid(
            f"StartingPosition: {settings.get('StartingPosition')} is not one of "
            f"{', '.join(allowed)}, which this stream needs"
        )
    if settings["StartingPosition"] == "AT_TIMESTAMP" and not settings.get(
        "StartingPositionTimestamp"
    ):
        raise _invalid("StartingPositionTimestamp is required where it is AT_TIMESTAMP")
    try:
        if service_of(arn) == "kinesis":
            streams_of(cloud).get(arn)
        else:
            cloud.moto("dynamodbstreams", arn.split(":")[3]).describe_stream(StreamArn=arn)
    except (ClientError, ServiceError) as error:
        raise _invalid(f"EventSourceArn: there is no stream {arn}") from error


def service_of(arn: str) -> str:
    """The service of a source."""
    return arn.split(":")[2]


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message)
