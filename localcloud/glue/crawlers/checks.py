"""What of a crawler's definition Glue refuses, and what does not run here."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from localcloud.errors import ServiceError
from localcloud.events.expressions import Expression, parse
from localcloud.glue.crawlers.crawl import configuration_of, unknown_parts

Shape = dict[str, Any]

RUNS = ("S3Targets", "CatalogTargets")
RECRAWLS = ("CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY")


def check_crawler(crawler: Shape, now: Any) -> None:
    """Looks at a definition.

    Raises:
        ServiceError: InvalidInputException, with what is allowed.
    """
    targets = {name: given for name, given in crawler.get("Targets", {}).items() if given}
    if not targets:
        raise invalid(f"Targets: one of {', '.join(RUNS)} is required")
    if others := sorted(set(targets) - set(RUNS)):
        raise invalid(
            f"Targets: {', '.join(others)} cannot be crawled in this cloud; {', '.join(RUNS)} can"
        )
    _check_targets(crawler, targets)
    try:
        unknown = sorted(unknown_parts(configuration_of(crawler)))
    except ValueError as error:
        raise invalid(f"Configuration is no JSON: {error}") from error
    if unknown:
        raise invalid(
            f"Configuration: {', '.join(unknown)} does not run in this cloud; CrawlerOutput and "
            "Grouping.TableGroupingPolicy do"
        )
    if crawler.get("Classifiers"):
        raise invalid(
            f"Classifiers: {', '.join(crawler['Classifiers'])}: in this cloud only the built-in "
            "classifiers run"
        )
    if crawler.get("Schedule"):
        expression_of(crawler["Schedule"], now)


def _check_targets(crawler: Shape, targets: Shape) -> None:
    if targets.get("S3Targets") and not crawler.get("DatabaseName"):
        raise invalid("DatabaseName is required for targets in S3")
    if any(not each.get("Path") for each in targets.get("S3Targets", ())):
        raise invalid("S3Targets: each needs a Path")
    change = crawler.get("SchemaChangePolicy") or {}
    if "CatalogTargets" in targets:
        _check_catalog_targets(targets, change)
    recrawl = (crawler.get("RecrawlPolicy") or {}).get("RecrawlBehavior", RECRAWLS[0])
    if recrawl not in RECRAWLS:
        raise invalid(f"RecrawlPolicy: {recrawl} is not among {', '.join(RECRAWLS)} in this cloud")
    if recrawl == RECRAWLS[1] and set(change.values()) != {"LOG"}:
        raise invalid(
            f"SchemaChangePolicy: both behaviors must be LOG where the RecrawlPolicy is {recrawl}"
        )


def _check_catalog_targets(targets: Shape, change: Shape) -> None:
    if len(targets) > 1:
        raise invalid("CatalogTargets cannot be crawled together with other targets")
    given = targets["CatalogTargets"]
    if any(not (each.get("DatabaseName") and each.get("Tables")) for each in given):
        raise invalid("CatalogTargets: each needs a DatabaseName and Tables")
    if change.get("DeleteBehavior") != "LOG":
        raise invalid("SchemaChangePolicy.DeleteBehavior must be LOG for CatalogTargets")


def expression_of(schedule: str, now: Any) -> Expression:
    """A schedule, read.

    Raises:
        ServiceError: InvalidInputException, where it is no cron expression.
    """
    try:
        return parse(schedule, zone=ZoneInfo("UTC"), start=now)
    except ValueError as error:
        raise invalid(f"Schedule: {error}") from error


def invalid(message: str) -> ServiceError:
    """Glue's refusal."""
    return ServiceError("InvalidInputException", message)
