"""What a warehouse is made of beside its namespace and workgroup."""

from .allowed import check
from .network import Network
from .schema import WarehouseFunction
from .usage_limit import UsageLimit

__all__ = ["Network", "UsageLimit", "WarehouseFunction", "check"]
