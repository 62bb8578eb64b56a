"""What a Spark job is made of, wherever it runs."""

from .crawler import LakeCrawler
from .data_quality import check_rules
from .rights import job_role, let_read_code
from .script import BoundScript, SparkScript

__all__ = [
    "BoundScript",
    "LakeCrawler",
    "SparkScript",
    "check_rules",
    "job_role",
    "let_read_code",
]
