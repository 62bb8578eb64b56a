"""Reading YAML strictly: plain text, no guessed types, errors that name the file and the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import yaml

T = TypeVar("T")

KIND = {
    yaml.ScalarNode: "a text",
    yaml.SequenceNode: "a list",
    yaml.MappingNode: "a mapping of keys to values",
}


class DialogueError(ValueError):
    """A dialogue file is wrong; the message names the file, the line and what is allowed."""


@dataclass(frozen=True)
class YamlNode:
    """One place in a YAML file.

    Scalars are read as they are written: ``yes`` is the word, not a boolean, and ``2026-11-13``
    is text until somebody asks for a date.
    """

    path: Path
    node: yaml.Node

    @staticmethod
    def root(path: Path) -> YamlNode:
        """The whole file.

        Raises:
            DialogueError: The file is empty or is not YAML.
        """
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DialogueError(f"{path}:{line}: this is not YAML: {error.problem}") from error
        if node is None:
            raise DialogueError(f"{path}:1: the file is empty")
        return YamlNode(path, node)

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, message: str) -> DialogueError:
        """The error to raise about this place."""
        return DialogueError(f"{self.path}:{self.line}: {message}")

    def mapping(self, *, required: frozenset[str], allowed: frozenset[str]) -> dict[str, YamlNode]:
        """The keys and values here; every key is one of ``required`` or ``allowed``."""
        found = self.entries()
        known = required | allowed
        for key, (key_node, _) in found.items():
            if key not in known:
                raise key_node.wrong(
                    f"unknown key {key!r}; allowed here: {', '.join(sorted(known))}"
                )
        for key in sorted(required - found.keys()):
            raise self.wrong(f"the key {key!r} is missing")
        return {key: value for key, (_, value) in found.items()}

    def entries(self) -> dict[str, tuple[YamlNode, YamlNode]]:
        """The keys and values here, whatever the keys are; each key with its own place."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"expected keys and values, found {KIND[type(self.node)]}")
        found: dict[str, tuple[YamlNode, YamlNode]] = {}
        for key, value in self.node.value:
            key_node = YamlNode(self.path, key)
            if key.value in found:
                raise key_node.wrong(f"the key {key.value!r} is there twice")
            found[key_node.text()] = (key_node, YamlNode(self.path, value))
        return found

    def items(self) -> Iterator[YamlNode]:
        """The items of the list here."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"expected a list, found {KIND[type(self.node)]}")
        return (YamlNode(self.path, item) for item in self.node.value)

    def each(self, read: Callable[[YamlNode], T]) -> tuple[T, ...]:
        """The items of the list here, read one by one."""
        return tuple(read(item) for item in self.items())

    def text(self) -> str:
        """The text here, which is not empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong(f"expected a text, found {KIND[type(self.node)]}")
        value = str(self.node.value)
        if not value:
            raise self.wrong("expected a text, found nothing")
        return value

    def texts(self) -> tuple[str, ...]:
        """One text, or a list of them."""
        if isinstance(self.node, yaml.SequenceNode):
            return self.each(YamlNode.text)
        return (self.text(),)

    def choice(self, allowed: frozenset[str]) -> str:
        """A text that is one of ``allowed``."""
        value = self.text()
        if value not in allowed:
            raise self.wrong(f"{value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def whole_number(self) -> int:
        """A whole number, 0 or more."""
        value = self.text()
        if not value.isdecimal():
            raise self.wrong(f"{value!r} is not a whole number")
        return int(value)

    def day(self) -> date:
        """A date as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text())
        except ValueError as error:
            raise self.wrong(f"{self.text()!r} is not a date, as in 2026-11-13") from error

    def moment(self) -> datetime:
        """A time as YYYY-MM-DDTHH:MM with its offset from UTC."""
        try:
            value = datetime.fromisoformat(self.text())
        except ValueError as error:
            raise self.wrong(f"{self.text()!r} is not a time") from error
        if value.tzinfo is None:
            raise self.wrong(f"{self.text()!r} has no offset from UTC, as in 2026-11-13T09:00Z")
        return value

    @property
    def is_nothing(self) -> bool:
        """Whether it is ``~``, ``null`` or left empty."""
        return isinstance(self.node, yaml.ScalarNode) and (
            self.node.tag == "tag:yaml.org,2002:null"
        )
