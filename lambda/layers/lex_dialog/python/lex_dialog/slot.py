"""A slot's value, as Lex understood it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SlotShape(StrEnum):
    """What a slot holds: one value, several, or named parts."""

    SCALAR = "Scalar"
    LIST = "List"
    COMPOSITE = "Composite"


@dataclass(frozen=True)
class Slot:
    """A filled slot.

    Args:
        original: What the person said.
        interpreted: What Lex made of it; ``None`` when it could be several things
            ("10 o'clock"), which ``resolved`` then lists.
        resolved: Lex's readings, the best first; may be empty even when ``interpreted`` is not.
        values: The values of a list.
        parts: The sub-slots of a composite; ``None`` for one that is not filled.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
    """

    original: str
    interpreted: str | None = None
    resolved: tuple[str, ...] = ()
    shape: SlotShape = SlotShape.SCALAR
    values: tuple[Slot, ...] = ()
    parts: Mapping[str, Slot | None] = field(default_factory=dict)

    @classmethod
    def of(cls, value: str) -> Slot:
        """A scalar slot that a function fills by itself."""
        return cls(original=value, interpreted=value, resolved=(value,))

    @classmethod
    def parse(cls, raw: Mapping[str, Any] | None) -> Slot | None:
        """Reads a slot of an event; ``None`` for one that is not filled.

        Lex leaves ``shape`` out of some scalars and sends empty ``resolvedValues`` with others.
        """
        if not raw:
            return None
        shape = SlotShape(raw.get("shape") or SlotShape.SCALAR)
        value: Mapping[str, Any] = raw.get("value") or {}
        values = tuple(slot for item in raw.get("values") or () if (slot := cls.parse(item)))
        parts = {name: cls.parse(part) for name, part in (raw.get("subSlots") or {}).items()}
        if not value and not values and not parts:
            return None
        return cls(
            original=value.get("originalValue") or value.get("interpretedValue") or "",
            interpreted=value.get("interpretedValue"),
            resolved=tuple(value.get("resolvedValues") or ()),
            shape=shape,
            values=values,
            parts=parts,
        )

    def as_json(self) -> dict[str, Any]:
        """The slot as an answer carries it."""
        raw: dict[str, Any] = {
            "shape": self.shape.value,
            "value": {
                "originalValue": self.original,
                "interpretedValue": self.interpreted,
                "resolvedValues": list(self.resolved),
            },
        }
        if self.shape is SlotShape.LIST:
            raw["values"] = [value.as_json() for value in self.values]
        if self.shape is SlotShape.COMPOSITE:
            raw["subSlots"] = {
                name: part.as_json() if part else None for name, part in self.parts.items()
            }
        return raw
