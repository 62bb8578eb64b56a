"""The ``glue`` service of the local cloud."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.glue.crawlers.api import CrawlerOperations
from localcloud.glue.crawlers.resources import HANDLERS as CRAWLER_HANDLERS
from localcloud.glue.jobs.api import JobOperations
from localcloud.glue.jobs.resources import HANDLERS as JOB_HANDLERS
from localcloud.glue.rulesets import RulesetOperations
from localcloud.handlers import ResourceHandler

HANDLERS: Mapping[str, ResourceHandler] = {**CRAWLER_HANDLERS, **JOB_HANDLERS}
"""Who makes which type."""


class GlueService(CrawlerOperations, RulesetOperations, JobOperations):
    """Glue: crawlers and jobs run; databases, tables and partitions are kept by moto."""

    resource_handlers = HANDLERS
    running_types = frozenset({"AWS::Glue::Database", "AWS::Glue::Partition", "AWS::Glue::Table"})
