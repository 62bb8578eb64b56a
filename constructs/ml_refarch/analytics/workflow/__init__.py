"""What a daily workflow is made of: steps, and the state machine around them."""

from .answer_steps import LoadWarehouse, RefreshDashboard
from .cluster_step import RunCluster
from .machine import OWN, definition
from .spark_steps import Crawl, RunEtl, RunSpark
from .step import Source, Step

__all__ = [
    "OWN",
    "Crawl",
    "LoadWarehouse",
    "RefreshDashboard",
    "RunCluster",
    "RunEtl",
    "RunSpark",
    "Source",
    "Step",
    "definition",
]
