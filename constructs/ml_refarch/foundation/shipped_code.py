"""The Lambda code that the library deploys, wherever the library was installed from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from .layer import PythonLayer

SHARED_LAYERS: Final[Mapping[str, str]] = {
    "appointment_book": "Calendars and appointments in DynamoDB",
    "function_start": "Settings, clients and tracing",
    "reminders": "When to remind of an appointment, and the schedule for it",
    "stack_resources": "Answers CloudFormation, and empties buckets",
    "stream_effects": "Does what follows a table's change, once",
}
"""What :func:`shared_layer` has, and what each is for."""

_HOME: Final = "SharedLayers"


def shipped_code(name: str) -> Path:
    """A folder of code that runs in Lambda.

    A wheel carries the code in the package, copied from ``lambda/`` of the repository when it is
    built; an editable install finds it there.

    Args:
        name: As in ``lambda/`` of the repository: ``appointment_notifications``, or
            ``layers/reminders``.

    Raises:
        FileNotFoundError: The library was installed without the code.
    """
    package = Path(str(files("ml_refarch")))
    carried, checkout = package / "lambda_code" / name, package.parents[1] / "lambda" / name
    for place in (carried, checkout):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"{name}: its code is neither in the package ({carried}) nor in a checkout ({checkout}); "
        "install ml-refarch from a wheel, or from a checkout of its repository"
    )


def shared_layer(scope: Construct, name: str) -> lambda_.ILayerVersion:
    """A layer with code of the library, one for all functions of the stack that ``scope`` is in.

    ``reminders`` imports ``appointment_book``, and ``stream_effects`` imports ``function_start``:
    a function needs both of a pair.

    Args:
        name: One of :data:`SHARED_LAYERS`.

    Raises:
        ValueError: There is no such layer.
    """
    if name not in SHARED_LAYERS:
        raise ValueError(f"name: {name!r} is no layer of the library; it has {_names()}")
    stack = Stack.of(scope)
    home = stack.node.try_find_child(_HOME)
    if not isinstance(home, Construct):
        home = Construct(stack, _HOME)
    title = "".join(word.capitalize() for word in name.split("_"))
    layer = home.node.try_find_child(title)
    if not isinstance(layer, PythonLayer):
        layer = PythonLayer(
            home, title, source=shipped_code(f"layers/{name}"), description=SHARED_LAYERS[name]
        )
    return layer.layer


def _names() -> str:
    return ", ".join(SHARED_LAYERS)
