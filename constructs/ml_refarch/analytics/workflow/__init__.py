"""What a daily workflow is made of: steps, and the state machine around them."""

from .cluster_step import RunCluster
from .load_warehouse import LoadedFiles, LoadWarehouse
from .machine import OWN, definition
from .refresh_dashboard import RefreshDashboard
from .spark_steps import Crawl, RunEtl, RunSpark
from .step import Source, Step

__all__ = [
    "OWN",
    "Crawl",
    "LoadWarehouse",
    "LoadedFiles",
    "RefreshDashboard",
    "RunCluster",
    "RunEtl",
    "RunSpark",
    "Source",
    "Step",
    "definition",
]
