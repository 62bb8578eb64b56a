"""Where the stacks find their own code that runs in Lambda, and how they take a layer of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from ml_refarch.foundation import PythonLayer

FUNCTIONS: Final = Path(__file__).parents[1] / "lambda"


def layer(scope: Construct, name: str, *, description: str) -> lambda_.ILayerVersion:
    """A layer of ``lambda/layers``; those that the library ships are its ``shared_layer``."""
    title = "".join(word.capitalize() for word in name.split("_"))
    return PythonLayer(
        scope, title, source=FUNCTIONS / "layers" / name, description=description
    ).layer


def lex_dialog(scope: Construct) -> lambda_.ILayerVersion:
    """The layer for functions behind a bot."""
    return layer(
        scope,
        "lex_dialog",
        description="Reads Lex V2 events and builds answers that Lex accepts",
    )


def appointment_dialog(scope: Construct) -> lambda_.ILayerVersion:
    """The layer for bots that people talk to of appointments; it needs ``appointment_book``."""
    return layer(
        scope,
        "appointment_dialog",
        description="Reads wishes of day and time, offers the nearest free times",
    )
