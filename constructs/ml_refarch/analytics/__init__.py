"""Analytics: from events and files to answers."""

from .data_lake import DataLake
from .event_stream import EventStream
from .lake import LakeTable, TableFormat
from .spark import SparkScript
from .spark_etl import SparkEtl

__all__ = ["DataLake", "EventStream", "LakeTable", "SparkEtl", "SparkScript", "TableFormat"]
