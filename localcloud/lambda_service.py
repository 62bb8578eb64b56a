"""The Lambda service of the local cloud."""

from __future__ import annotations

from localcloud.events.mapping_api import MappingOperations
from localcloud.functions.deployment import DeploymentOperations
from localcloud.functions.invoke import InvokeOperations


class LambdaService(DeploymentOperations, InvokeOperations, MappingOperations):
    """Lambda: deployed Python code runs in processes of its own.

    moto keeps functions, versions, aliases, permissions and tags; this keeps the code and runs it.
    """

    running_types = frozenset(
        {
            "AWS::Lambda::Alias",
            "AWS::Lambda::EventInvokeConfig",
            "AWS::Lambda::EventSourceMapping",
            "AWS::Lambda::Function",
            "AWS::Lambda::LayerVersion",
            "AWS::Lambda::Version",
        }
    )

    def close(self) -> None:
        """Ends what runs in the background, and every worker."""
        self.background.close()
        self.executor.close()  # before the wait: what has begun may wait for an invocation
        self.background.join()
