"""What is known of a resource, and how the operations of its API take it for an identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.cloudformation.mapping import flattened, plain
from localcloud.cloudformation.operations import input_of
from localcloud.cloudformation.rule import Rule
from localcloud.cloudformation.schema import ResourceSchema
from localcloud.handlers import ResourceError, ResourceRequest, ResourceState
from localcloud.service import partition_of


class Identity:
    """The values known of one resource: its properties and what the API answered.

    Args:
        request: The resource.
        schema: Its type's.
        rule: Its type's exceptions.
    """

    def __init__(self, request: ResourceRequest, schema: ResourceSchema, rule: Rule) -> None:
        self._request = request
        self._schema = schema
        self._rule = rule
        self._resource = plain(request.type.split("::")[-1])
        self.values: dict[str, Any] = {**request.attributes, **request.properties}

    def members(self, service: str, operation: str) -> dict[str, Any]:
        """The members of an operation that say which resource is meant."""
        shape = input_of(service, operation)
        wanted = list(shape.required_members)
        wanted += [m for m in shape.members if m in self._rule.keys and m not in wanted]
        members = {}
        for member in wanted or shape.members:
            value = self._value(member)
            if value is not None:
                listed = shape.members[member].type_name == "list" and not isinstance(value, list)
                members[member] = [value] if listed else value
        return members

    def _value(self, member: str) -> Any:
        if member in self._rule.keys:
            return self.values.get(self._rule.keys[member])
        values = {plain(name): value for name, value in self.values.items()}
        wanted = plain(member)
        singular = wanted.removesuffix("s")
        for candidate in (
            wanted,
            singular,
            wanted.removeprefix(self._resource),
            singular.removeprefix(self._resource),
            self._resource + wanted,
        ):
            if candidate and candidate in values:
                return values[candidate]
        own = {self._resource + suffix for suffix in ("", "id", "name", "arn", "identifier")}
        return self._request.physical_id if wanted in {*own, "name"} else None

    def learn(self, answer: Mapping[str, Any], *, overwrite: bool = True) -> None:
        """Takes from an API's answer what the schema says the resource's attributes are."""
        found = flattened(answer)
        for path in {*self._schema.read_only, *self._schema.primary_identifier}:
            wanted, last = plain(path), plain(path.split(".")[-1])
            for candidate in (
                wanted,
                last,
                self._resource + last,
                last.removeprefix(self._resource),
            ):
                if candidate in found and (overwrite or self.values.get(path) is None):
                    self.values[path] = found[candidate]
                    break
        for member, name in self._rule.learned.items():
            if plain(member) in found:
                self.values[name] = found[plain(member)]
        for member, name in self._rule.keys.items():
            for source in (plain(name), plain(member)):
                if self.values.get(name) is None and source in found:
                    self.values[name] = found[source]

    def text(self, form: str, generated: str = "") -> str:
        """A text with the values of the resource in the places of their names."""
        return form.format_map(
            {
                **self.values,
                "partition": partition_of(self._request.region),
                "region": self._request.region,
                "account": self._request.account,
                "uuid": generated,
                "hex": generated.replace("-", "")[:17],
            }
        )

    def state(self, generated: str) -> ResourceState:
        """The resource as the stack keeps it.

        Args:
            generated: An id to use where the API makes one and is not here.

        Raises:
            ResourceError: The API did not tell what identifies the resource.
        """
        for name, text in self._rule.derived.items():
            if self.values.get(name) is None:
                self.values[name] = self.text(text, generated)
        keys = (self._rule.ref,) if self._rule.ref else self._schema.primary_identifier
        missing = [key for key in keys if self.values.get(key) is None]
        if missing:
            raise ResourceError(
                f"{self._request.type} {self._request.logical_id}: the API does not tell "
                f"{', '.join(missing)}, which identifies the resource"
            )
        return ResourceState(
            physical_id="|".join(str(self.values[key]) for key in keys),
            attributes={name: value for name, value in self.values.items() if value is not None},
        )
