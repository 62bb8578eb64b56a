"""A stack's outputs, and the exports that other stacks import."""

from __future__ import annotations

from typing import Any

from localcloud.cloudformation.intrinsics import Resolver
from localcloud.cloudformation.records import Desired, Output, Stack
from localcloud.cloudformation.stacks import Stacks
from localcloud.errors import ServiceError


def resolve(desired: Desired, resolver: Resolver) -> list[Output]:
    """The outputs whose condition holds.

    Raises:
        ServiceError: ValidationError for an output that is no text.
    """
    outputs = []
    for key, declared in desired.template.outputs.items():
        condition = declared.get("Condition")
        if condition is not None and not resolver.condition(condition):
            continue
        if "Value" not in declared:
            raise ServiceError(
                "ValidationError",
                f"Template format error: Output {key} must contain a Value member",
            )
        rest: dict[str, Any] = {k: v for k, v in declared.items() if k != "Condition"}
        resolved = resolver.resolve(rest)
        outputs.append(
            Output(
                key=key,
                value=_text(key, resolved.get("Value")),
                description=resolved.get("Description"),
                export_name=(resolved.get("Export") or {}).get("Name"),
            )
        )
    return outputs


def check_exports(stack: Stack, outputs: list[Output], stacks: Stacks) -> None:
    """Looks whether a stack may export these values instead of those it exports now.

    Raises:
        ServiceError: ValidationError, where another stack exports a name or imports what goes.
    """
    new = {output.export_name: output.value for output in outputs if output.export_name}
    for name in new:
        other = stacks.exporter(name, stack.region)
        if other is not None and other is not stack:
            raise ServiceError(
                "ValidationError",
                f"Export with name {name} is already exported by stack {other.name}",
            )
    for name, value in stack.exports.items():
        importers = stacks.importers(name, stack.region)
        if importers and new.get(name) != value:
            verb = "update" if name in new else "delete"
            raise ServiceError(
                "ValidationError",
                f"Cannot {verb} export {name} as it is in use by "
                f"{', '.join(importer.name for importer in importers)}.",
            )


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise ServiceError(
        "ValidationError",
        f"Template format error: Output {key} is malformed. The Value field of every Outputs "
        "member must evaluate to a String.",
    )
