"""Where the stacks find the code that runs in Lambda, and how they take a layer of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from ml_refarch.foundation import PythonLayer

FUNCTIONS: Final = Path(__file__).parents[1] / "lambda"


def layer(scope: Construct, name: str, *, description: str) -> lambda_.ILayerVersion:
    """A layer of ``lambda/layers``."""
    title = "".join(word.capitalize() for word in name.split("_"))
    return PythonLayer(
        scope, title, source=FUNCTIONS / "layers" / name, description=description
    ).layer


def function_start(scope: Construct) -> lambda_.ILayerVersion:
    """The layer with what every function does when it starts."""
    return layer(scope, "function_start", description="Settings, clients and tracing")


def stream_effects(scope: Construct) -> lambda_.ILayerVersion:
    """The layer for functions behind a table's stream; it needs ``function_start`` beside it."""
    return layer(scope, "stream_effects", description="Does what follows a table's change, once")
