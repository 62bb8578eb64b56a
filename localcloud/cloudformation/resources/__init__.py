"""Resource types whose making is a composition of calls, or needs no API at all."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.cloudformation.handlers import ResourceHandler
from localcloud.cloudformation.resources.nothing import HANDLERS as NOTHING

HANDLERS: Mapping[str, ResourceHandler] = {**NOTHING}
"""Our own handlers, by type name."""
