"""Analytics: from events and files to answers."""

from .daily_workflow import DailyWorkflow
from .data_lake import DataLake
from .event_stream import EventStream
from .lake import LakeTable, TableFormat
from .spark import SparkScript
from .spark_application import SparkApplication
from .spark_etl import SparkEtl
from .workflow import Crawl, LoadWarehouse, RefreshDashboard, RunEtl, RunSpark, Source, Step

__all__ = [
    "Crawl",
    "DailyWorkflow",
    "DataLake",
    "EventStream",
    "LakeTable",
    "LoadWarehouse",
    "RefreshDashboard",
    "RunEtl",
    "RunSpark",
    "Source",
    "SparkApplication",
    "SparkEtl",
    "SparkScript",
    "Step",
    "TableFormat",
]
