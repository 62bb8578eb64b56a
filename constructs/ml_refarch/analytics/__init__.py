"""Analytics: from events and files to answers."""

from .daily_workflow import DailyWorkflow
from .data_lake import DataLake
from .event_stream import EventStream
from .lake import LakeTable, TableFormat
from .query_workgroup import QueryWorkgroup
from .redshift import UsageLimit
from .spark import SparkScript
from .spark_application import SparkApplication
from .spark_etl import SparkEtl
from .transient_cluster import ClusterStep, TransientCluster
from .warehouse import Warehouse
from .workflow import (
    Crawl,
    LoadWarehouse,
    RefreshDashboard,
    RunCluster,
    RunEtl,
    RunSpark,
    Source,
    Step,
)

__all__ = [
    "ClusterStep",
    "Crawl",
    "DailyWorkflow",
    "DataLake",
    "EventStream",
    "LakeTable",
    "LoadWarehouse",
    "QueryWorkgroup",
    "RefreshDashboard",
    "RunCluster",
    "RunEtl",
    "RunSpark",
    "Source",
    "SparkApplication",
    "SparkEtl",
    "SparkScript",
    "Step",
    "TableFormat",
    "TransientCluster",
    "UsageLimit",
    "Warehouse",
]
