"""Kinesis Data Streams."""

from localcloud.kinesis.service import KinesisService, streams_of
from localcloud.kinesis.streams import Shard, Stream, Streams

__all__ = ["KinesisService", "Shard", "Stream", "Streams", "streams_of"]
