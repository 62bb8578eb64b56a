"""CloudWatch: logs, what is counted in them, and the metrics of services and functions."""

from localcloud.cloudwatch.logs import LogService
from localcloud.cloudwatch.metrics import MetricService
from localcloud.cloudwatch.recording import record

__all__ = ["LogService", "MetricService", "record"]
