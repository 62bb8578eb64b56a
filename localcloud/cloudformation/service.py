"""CloudFormation's API: what the CDK CLI and boto3 call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.cloudformation.change_sets import ChangeSetOperations
from localcloud.cloudformation.engine import Engine
from localcloud.cloudformation.stack_operations import StackOperations
from localcloud.cloudformation.stack_queries import StackQueries
from localcloud.cloudformation.stacks import Stacks
from localcloud.service import Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class CloudFormation(ChangeSetOperations, StackOperations, StackQueries, Service):
    """Takes templates and makes what they say, through the cloud's own APIs.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
    """

    api = "cloudformation"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.engine = Engine(cloud)

    @property
    def stacks(self) -> Stacks:
        """Every stack, of every region."""
        return self.engine.stacks

    def close(self) -> None:
        """Waits for the work under way."""
        self.engine.close()
