"""Analytics: from events and files to answers.

Events of the default bus go into a lake; each night Spark makes a table of what came, and whoever
asks the table is told what it says::

    lake = DataLake(self, "Lake", name="analytics")
    stream = EventStream(self, "Events", lake=lake, sources=["hotel.booking"])
    events = lake.table(
        "business_events",
        columns={"event_id": "string", "occurred_at": "timestamp"},
        by={"date": "string"},
    )
    jobs = Path("jobs")
    etl = SparkEtl(
        self,
        "CurateEvents",
        lake=lake,
        script=SparkScript(
            jobs / "curate_events.py",
            package=jobs / "curation",
            rules='Rules = [ IsUnique "event_id" ]',
        ),
        table=events,
        crawl=[stream.folder],
    )
    DailyWorkflow(
        self,
        "Daily",
        lake=lake,
        steps=[
            Crawl(etl),
            RunEtl(etl, source=Source(folder="events/event=*/date={date}/", late_days=2)),
        ],
    )

Each part stands alone, and takes what exists already: a bucket, a database, a key, a stream, a
role, a VPC. What costs by the hour is a construct of its own, which one need not have.
"""

from .business_dashboard import BusinessDashboard
from .daily_workflow import DailyWorkflow
from .dashboard import Chart
from .data_lake import DataLake
from .event_stream import EventStream
from .lake import LakeTable, LakeView, TableFormat
from .query_workgroup import QueryWorkgroup
from .redshift import UsageLimit
from .search_domain import SearchDomain
from .spark import SparkScript
from .spark_application import SparkApplication
from .spark_etl import SparkEtl
from .transient_cluster import ClusterStep, TransientCluster
from .warehouse import Warehouse
from .workflow import (
    Crawl,
    LoadedFiles,
    LoadWarehouse,
    RefreshDashboard,
    RunCluster,
    RunEtl,
    RunSpark,
    Source,
    Step,
)

__all__ = [
    "BusinessDashboard",
    "Chart",
    "ClusterStep",
    "Crawl",
    "DailyWorkflow",
    "DataLake",
    "EventStream",
    "LakeTable",
    "LakeView",
    "LoadWarehouse",
    "LoadedFiles",
    "QueryWorkgroup",
    "RefreshDashboard",
    "RunCluster",
    "RunEtl",
    "RunSpark",
    "SearchDomain",
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
