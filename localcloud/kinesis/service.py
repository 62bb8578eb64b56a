"""Kinesis Data Streams: records are put into shards and read from them, in order.

moto keeps what streams are: their names, shards, modes, consumers, tags. Their records are here,
where eight producers at once lose none and a reader takes as long for the last as for the first.

Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch.recording import Figures, record
from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.kinesis.iterators import Iterator, position_of
from localcloud.kinesis.resources import HANDLERS
from localcloud.kinesis.streams import Shard, Stream, Streams
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]

RECORD_LIMIT = 1024 * 1024
REQUEST_LIMIT = 10 * 1024 * 1024
ANSWER_LIMIT = 10 * 1024 * 1024
"""Bytes of a record, of a PutRecords and of an answer of GetRecords, partition keys included.

Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
"""

ANSWER_RECORDS = 10_000


class KinesisService(Service):
    """Kinesis.

    Attributes:
        streams: What the streams hold, for the services that read them.
    """

    api = "kinesis"
    resource_handlers = HANDLERS

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.streams = Streams(cloud)

    def put_record(self, call: Call, request: Shape) -> Shape:
        """Keeps a record."""
        stream = self.streams.find(call.region, request)
        size = _size(request)
        if size > RECORD_LIMIT:
            raise _too_large("data", size)
        key = request["PartitionKey"]
        shard, number = stream.put(request["Data"], key, request.get("ExplicitHashKey"))
        self._told(stream, 1, size, {"PutRecord.Success": (1.0, "Count")})
        stream.wake()
        return {"ShardId": shard, "SequenceNumber": number}

    def put_records(self, call: Call, request: Shape) -> Shape:
        """Keeps records, all or none of them: no limit of throughput fails some here."""
        stream = self.streams.find(call.region, request)
        sizes = [_size(each) for each in request["Records"]]
        for index, size in enumerate(sizes, 1):
            if size > RECORD_LIMIT:
                raise _too_large(f"records.{index}.member.data", size)
        if sum(sizes) > REQUEST_LIMIT:
            raise ServiceError(
                "InvalidArgumentException",
                f"Records size exceeds {REQUEST_LIMIT // 1024 // 1024} MB limit",
            )
        answers = []
        for each in request["Records"]:
            shard, number = stream.put(
                each["Data"], each["PartitionKey"], each.get("ExplicitHashKey")
            )
            answers.append({"ShardId": shard, "SequenceNumber": number})
        figures = {
            "PutRecords.Success": (1.0, "Count"),
            "PutRecords.SuccessfulRecords": (float(len(answers)), "Count"),
            "PutRecords.Bytes": (float(sum(sizes)), "Bytes"),
        }
        self._told(stream, len(answers), sum(sizes), figures)
        stream.wake()
        return {"FailedRecordCount": 0, "Records": answers}

    def get_shard_iterator(self, call: Call, request: Shape) -> Shape:
        """Where a reader begins."""
        stream = self.streams.find(call.region, request)
        shard = _shard(stream, request["ShardId"], call)
        position = position_of(shard.log, request)
        now = self.cloud.clock.now()
        return {"ShardIterator": Iterator(stream.arn, shard.log.id, position, now).token()}

    def get_records(self, call: Call, request: Shape) -> Shape:
        """The records that follow, and where the next ones begin; None at a closed shard's end."""
        now = self.cloud.clock.now()
        iterator = Iterator.parse(request["ShardIterator"], now)
        stream = self.streams.find(call.region, {"StreamARN": iterator.stream_arn})
        shard = _shard(stream, iterator.shard_id, call)
        limit = request.get("Limit") or ANSWER_RECORDS
        # Looked at before it is read: what a shard takes before it closes is read, too.
        closed = shard.log.closed
        found = shard.log.after(iterator.position, limit, size=ANSWER_LIMIT)
        position = found[-1].sequence if found else iterator.position
        behind = shard.log.behind(position).total_seconds() * 1000
        answer: Shape = {
            "Records": [
                {
                    "SequenceNumber": str(each.sequence),
                    "ApproximateArrivalTimestamp": each.arrived,
                    "Data": each.data,
                    "PartitionKey": each.partition_key,
                }
                for each in found
            ],
            "MillisBehindLatest": max(0, int(behind)),
        }
        if closed and position >= shard.log.last:
            answer["ChildShards"] = _children(stream, shard)
        else:
            following = Iterator(stream.arn, shard.log.id, position, now)
            answer["NextShardIterator"] = following.token()
        figures = {
            "GetRecords.Success": (1.0, "Count"),
            "GetRecords.Records": (float(len(found)), "Count"),
            "GetRecords.IteratorAgeMilliseconds": (behind, "Milliseconds"),
        }
        record(self.cloud, stream.region, "AWS/Kinesis", figures, dimensions=[_dimension(stream)])
        return answer

    def delete_stream(self, call: Call, request: Shape) -> Shape:
        """Deletes a stream and its records."""
        stream = self.streams.find(call.region, request)
        answer = ask_moto(self.cloud, "kinesis", call.region, "DeleteStream", request)
        self.streams.forget(stream.arn)
        stream.wake()
        return answer

    def split_shard(self, call: Call, request: Shape) -> Shape:
        """Makes two shards of one."""
        return self._reshaped(call, request)

    def merge_shards(self, call: Call, request: Shape) -> Shape:
        """Makes one shard of two."""
        return self._reshaped(call, request)

    def update_shard_count(self, call: Call, request: Shape) -> Shape:
        """Gives a stream another number of shards."""
        return self._reshaped(call, request)

    def increase_stream_retention_period(self, call: Call, request: Shape) -> Shape:
        """Keeps records longer."""
        return self._reshaped(call, request)

    def decrease_stream_retention_period(self, call: Call, request: Shape) -> Shape:
        """Keeps records for a shorter time."""
        return self._reshaped(call, request)

    def subscribe_to_shard(self, call: Call, request: Shape) -> Shape:
        """Enhanced fan-out is not here."""
        raise ServiceError(
            "InvalidArgumentException",
            f"{call.operation}: enhanced fan-out does not run in this cloud; read "
            f"{request['ShardId']} with GetRecords",
        )

    def _reshaped(self, call: Call, request: Shape) -> Shape:
        stream = self.streams.find(call.region, request)
        answer = ask_moto(self.cloud, "kinesis", call.region, call.operation, request)
        self.streams.refresh(stream.region, stream.name)
        return answer

    def _told(self, stream: Stream, records: int, size: int, figures: Figures) -> None:
        shown = {
            "IncomingRecords": (float(records), "Count"),
            "IncomingBytes": (float(size), "Bytes"),
            **figures,
        }
        record(self.cloud, stream.region, "AWS/Kinesis", shown, dimensions=[_dimension(stream)])


def streams_of(cloud: Cloud) -> Streams:
    """What the streams of a cloud hold, for the services that read them.

    Raises:
        LookupError: The cloud was made without Kinesis.
    """
    match cloud.services.get(KinesisService.api):
        case KinesisService(streams=streams):
            return streams
        case _:
            raise LookupError("Streams are read only in a cloud that has the KinesisService")


def _shard(stream: Stream, identifier: str, call: Call) -> Shard:
    if identifier not in stream.shards:
        raise ServiceError(
            "ResourceNotFoundException",
            f"Shard {identifier} in stream {stream.name} under account {call.account} does not "
            "exist",
        )
    return stream.shards[identifier]


def _children(stream: Stream, parent: Shard) -> list[Shape]:
    return [
        {
            "ShardId": child.log.id,
            "ParentShards": list(child.parents),
            "HashKeyRange": {"StartingHashKey": str(child.first), "EndingHashKey": str(child.last)},
        }
        for child in stream.shards.values()
        if parent.log.id in child.parents
    ]


def _dimension(stream: Stream) -> dict[str, str]:
    return {"StreamName": stream.name}


def _size(entry: Shape) -> int:
    return len(entry["Data"]) + len(entry["PartitionKey"].encode())


def _too_large(member: str, size: int) -> ServiceError:
    return ServiceError(
        "ValidationException",
        f"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member "
        f"must have length less than or equal to {RECORD_LIMIT}; it has {size}, its partition key "
        "included",
    )
