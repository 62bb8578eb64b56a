"""The ``connect`` service of the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.connect.api.contacts import ContactOperations
from localcloud.connect.api.numbers import NumberOperations
from localcloud.connect.api.recorded import RecordedOperations
from localcloud.connect.resources import HANDLERS

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class ConnectService(ContactOperations, NumberOperations, RecordedOperations):
    """Connect: flows run, contacts go through them, queues hold them.

    moto keeps instances and tags. There are no agents: who is in a queue waits there.
    """

    resource_handlers = HANDLERS


def connect_of(cloud: Cloud) -> ConnectService:
    """The Connect service of a cloud.

    Raises:
        LookupError: The cloud was made without it.
    """
    match cloud.services.get(ConnectService.api):
        case ConnectService() as service:
            return service
        case _:
            raise LookupError("Contacts need a cloud that has the ConnectService")
