"""CloudFormation's type of a crawler: its schedule is an object there, and a text in the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class CrawlerHandler(ResourceHandler):
    """AWS::Glue::Crawler."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the crawler."""
        return self._generic.create(cloud, _for_the_api(request))

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the crawler its new definition."""
        return self._generic.update(cloud, _for_the_api(request))

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the crawler; its tables stay."""
        self._generic.delete(cloud, request)


def _for_the_api(request: ResourceRequest) -> ResourceRequest:
    previous = request.previous
    return replace(
        request,
        properties=_plain(request.properties),
        previous=None if previous is None else _plain(previous),
    )


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    schedule = properties.get("Schedule")
    if not isinstance(schedule, Mapping):
        return dict(properties)
    return {**properties, "Schedule": schedule.get("ScheduleExpression", "")}


HANDLERS: Mapping[str, ResourceHandler] = {"AWS::Glue::Crawler": CrawlerHandler()}
"""Who makes which type."""
