"""What a dashboard of QuickSight is made of: charts, and who may see them."""

from .chart import Chart
from .principal import check_principal
from .sheet import sheet

__all__ = ["Chart", "check_principal", "sheet"]
