"""The parts that the Lambda service is made of, shared by its groups of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.functions.archive import Archives
from localcloud.functions.asynchronous import AsynchronousInvocations
from localcloud.functions.background import Background
from localcloud.functions.configuration import Configurations
from localcloud.functions.deployed import DeployedFunctions
from localcloud.functions.executor import Executor
from localcloud.functions.invoker import Invoker
from localcloud.functions.layers import Layers
from localcloud.functions.logs import FunctionLogs
from localcloud.functions.metrics import FunctionMetrics
from localcloud.service import Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class FunctionParts(Service):
    """What the operations of the Lambda API work with.

    Attributes:
        background: What goes on after answers: asynchronous invocations, event sources, logs.
    """

    api = "lambda"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.background = Background(cloud.clock)
        self.executor = Executor(lambda: f"http://127.0.0.1:{cloud.port or 80}", clock=cloud.clock)
        self.archives = Archives(self.executor.folder / "code")
        self.layers = Layers(cloud, self.archives, self.executor.folder / "published")
        self.configurations = Configurations(cloud)
        self.functions = DeployedFunctions(cloud, self.configurations, self.archives, self.layers)
        self.invoker = Invoker(
            self.functions,
            self.executor,
            FunctionLogs(cloud, self.background),
            FunctionMetrics(cloud),
        )
        self.asynchronous = AsynchronousInvocations(cloud, self.invoker, self.background)


def functions_of(cloud: Cloud) -> FunctionParts:
    """The parts of a cloud's Lambda service, for the services that deliver to functions.

    Raises:
        LookupError: The cloud was made without it.
    """
    match cloud.services.get("lambda"):
        case FunctionParts() as service:
            return service
        case _:
            raise LookupError("Events are delivered only in a cloud that has the LambdaService")
