"""The ``athena`` service of the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.athena.catalogs import CatalogOperations
from localcloud.athena.resources import HANDLERS

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class AthenaService(CatalogOperations):
    """Athena: queries over the lake run, on DuckDB; saved queries are kept.

    Notebooks, Spark calculations and capacity reservations are moto's, which keeps the last.
    """

    resource_handlers = HANDLERS
    running_types = frozenset({"AWS::Athena::NamedQuery", "AWS::Athena::PreparedStatement"})


def athena_of(cloud: Cloud) -> AthenaService:
    """The Athena service of a cloud.

    Raises:
        LookupError: The cloud was made without it.
    """
    match cloud.services.get(AthenaService.api):
        case AthenaService() as service:
            return service
        case _:
            raise LookupError("Queries need a cloud that has the AthenaService")
