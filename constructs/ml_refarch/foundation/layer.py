"""Python code that several functions share."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from .python_asset import python_asset


class PythonLayer(Construct):
    """A Lambda layer with Python code of one's own.

    Args:
        source: The folder with ``python/``, whose content functions import by name.
        description: What the layer is for, at most 256 characters.
        removal_policy: What happens to an old version when the code changes. A function that
            runs keeps its version either way; retained versions allow a rollback by hand.

    Raises:
        ValueError: ``source`` has no folder ``python``: Lambda would find nothing to import.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
    """

    layer: lambda_.LayerVersion

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: Path,
        description: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.DESTROY,
    ) -> None:
        super().__init__(scope, construct_id)
        if not (source / "python").is_dir():
            raise ValueError(f"source: {source} has no folder 'python' for Lambda to import from")
        self.layer = lambda_.LayerVersion(
            self,
            "Layer",
            code=python_asset(source),
            description=description,
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            removal_policy=removal_policy,
        )
