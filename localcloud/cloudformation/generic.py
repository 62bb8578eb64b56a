"""The handler of most types: through the service's API, from AWS's schema and botocore's model.

A property that the API has no member for, or a value it does not take, fails the resource with a
sentence that names it: each deploy also checks the template against AWS's own models.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from botocore.validate import ParamValidator

from localcloud.cloudformation import schema
from localcloud.cloudformation.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceRequest,
    ResourceState,
)
from localcloud.cloudformation.mapping import Folding, emptied, flattened, plain
from localcloud.cloudformation.names import physical_name
from localcloud.cloudformation.rules import RULES, SERVICES, Rule, Step
from localcloud.cloudformation.stacks import partition_of

if TYPE_CHECKING:
    from localcloud.cloud import LocalCloud

VERBS = {
    "create": ("Create", "Put", "Register"),
    "read": ("Describe", "Get"),
    "update": ("Update", "Modify", "Put"),
    "delete": ("Delete", "Deregister"),
}
DEFAULT_NAME_LIMIT = 64
GONE = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "ResourceNotFound")


def rule_of(type: str) -> Rule:  # noqa: A002 - what AWS calls it
    """The exceptions of a type."""
    return RULES.get(type, Rule())


def service_of(type: str) -> str | None:  # noqa: A002 - what AWS calls it
    """botocore's name of the service of a type; None where botocore has none."""
    named = type.split("::")[1]
    service = rule_of(type).service or SERVICES.get(named, named.lower())
    return service if service in _session().get_available_services() else None


@lru_cache(maxsize=1)
def _session() -> Any:
    return botocore.session.get_session()


@lru_cache(maxsize=64)
def _model(service: str) -> Any:
    return _session().get_service_model(service)


@lru_cache(maxsize=512)
def operation(type: str, action: str) -> str | None:  # noqa: A002 - what AWS calls it
    """The operation that creates, reads, updates or deletes a type."""
    known, service = schema.of(type), service_of(type)
    if known is None or service is None:
        return None
    named = getattr(rule_of(type), action)
    if named is not None:
        return named or None
    names = set(_model(service).operation_names)
    resource = type.split("::")[-1]
    exact = [verb + resource for verb in VERBS[action]]
    called = [permission.split(":")[-1] for permission in known.permissions(action)]
    close = [
        name for name in called if name.startswith(VERBS[action]) and plain(resource) in plain(name)
    ]
    return next((name for name in (*exact, *close) if name in names), None)


def create_operation(type: str) -> tuple[str, str] | None:  # noqa: A002 - what AWS calls it
    """Service and operation that create a type; None where no API does."""
    service, name = service_of(type), operation(type, "create")
    return (service, name) if service and name else None


def is_recorded(type: str) -> bool:  # noqa: A002 - what AWS calls it
    """Whether the type is noted only, its API not being here."""
    return rule_of(type).recorded


def why_not(type: str) -> str:  # noqa: A002 - what AWS calls it
    """Why nobody makes a type here."""
    if schema.of(type) is None:
        return "AWS has no such type"
    found = create_operation(type)
    if found is None:
        return "no API operation creates it, and the local cloud has no handler for it"
    return f"the local cloud has no {found[0]} {found[1]}"


class GenericHandler:
    """Makes resources through the API that their type is named for."""

    runs = True

    def create(self, cloud: LocalCloud, request: ResourceRequest) -> ResourceState:
        """Calls the create operation, then the steps; attributes from all that is known then."""
        return _Work(cloud, request).create()

    def update(self, cloud: LocalCloud, request: ResourceRequest) -> ResourceState:
        """Calls the update operation and the steps whose properties changed."""
        return _Work(cloud, request).update()

    def delete(self, cloud: LocalCloud, request: ResourceRequest) -> None:
        """Calls the delete operation."""
        _Work(cloud, request).delete()


class _Work:
    """One create, update or delete of one resource."""

    def __init__(self, cloud: LocalCloud, request: ResourceRequest) -> None:
        known, service = schema.of(request.type), service_of(request.type)
        if known is None or service is None:
            raise ResourceError(why_not(request.type))
        self._cloud = cloud
        self._request = request
        self._schema = known
        self._service = service
        self._rule = rule_of(request.type)
        self._properties = dict(request.properties)
        self._values: dict[str, Any] = {**request.attributes, **request.properties}

    def create(self) -> ResourceState:
        name = self._needed("create")
        self._generate_name(name)
        later = {
            path for step in self._rule.steps if step.on_create for path in step.properties
        } - self._taken_by(name)
        members = self._folded(name, self._without(self._properties, later), strict=True)
        answer = self._call(name, {**members, **self._rule.members})
        self._learn(answer)
        state = self._state()
        try:
            for step in self._rule.steps:
                if step.on_create:
                    self._run(step)
            self._read()
        except (ClientError, ResourceError) as error:
            raise ResourceError(str(error), made=state) from error
        return self._state()

    def update(self) -> ResourceState:
        previous = self._request.previous or {}
        changed = {
            name
            for name in {*self._properties, *previous}
            if self._properties.get(name) != previous.get(name)
        }
        generated = set(self._schema.create_only) & set(self._request.attributes)
        for name in generated - set(self._properties):
            self._properties[name] = self._request.attributes[name]
        rest = changed - set(self._rule.unread)
        for step in self._rule.steps:
            tops = {path.split(".")[0] for path in step.properties}
            if tops & changed:
                self._run(step)
            rest -= tops
        if rest:
            self._update_rest(rest, previous)
        self._read()
        return self._state()

    def delete(self) -> None:
        name = operation(self._request.type, "delete")
        if name is None or self._rule.recorded:
            return
        members = self._identity(name)
        for member, source in self._rule.delete_members.items():
            if self._values.get(source) is not None:
                members[member] = self._values[source]
        try:
            self._call(name, members)
        except ClientError as error:
            if not any(word in error.response["Error"]["Code"] for word in GONE):
                raise

    def _update_rest(self, rest: set[str], previous: Mapping[str, Any]) -> None:
        name = operation(self._request.type, "update")
        created = operation(self._request.type, "create") or ""
        if name is None and created.startswith("Put"):
            name = created
        if name is None:
            raise ReplacementNeeded
        shape = self._input(name)
        folding = Folding(self._rule.renamed)
        unfit = sorted(p for p in rest if folding.member(shape, p, p) is None)
        if unfit == ["Tags"]:
            self._retag(previous)
        elif unfit:
            raise ResourceError(
                f"{self._name}: property {', '.join(unfit)} cannot be changed: "
                f"{self._service} {name} does not take it"
            )
        members = {**self._identity(name), **self._folded(name, self._properties, strict=False)}
        for gone in sorted(rest & (set(previous) - set(self._properties)) - set(unfit)):
            member = folding.member(shape, gone, gone)
            nothing = emptied(shape.members[member])
            if nothing is None and not name.startswith("Put"):
                raise ResourceError(
                    f"{self._name}: property {gone} cannot be removed: "
                    f"{self._service} {name} has no way to say so"
                )
            if nothing is not None and not name.startswith("Put"):
                members[str(member)] = nothing
        self._learn(self._call(name, {**members, **self._rule.update_members}))

    def _retag(self, previous: Mapping[str, Any]) -> None:
        """Gives and takes tags through the service's TagResource and UntagResource."""
        names = set(_model(self._service).operation_names)
        if not {"TagResource", "UntagResource"} <= names:
            raise ResourceError(f"{self._name}: {self._service} has no operation to change Tags")
        new, old = _tags(self._properties.get("Tags")), _tags(previous.get("Tags"))
        arn = next((v for k, v in self._values.items() if plain(k).endswith("arn")), None)
        arn = arn or self._request.physical_id
        for name, value in (("TagResource", new), ("UntagResource", sorted(set(old) - set(new)))):
            shape = self._input(name)
            resource = next(m for m in shape.members if plain(m).startswith("resource"))
            tags = next(m for m in shape.members if plain(m).startswith("tag"))
            if value:
                self._call(name, {resource: arn, tags: Folding().fold(shape.members[tags], value)})

    @property
    def _name(self) -> str:
        return f"{self._request.type} {self._request.logical_id}"

    def _needed(self, action: str) -> str:
        name = operation(self._request.type, action)
        if name is None:
            raise ResourceError(why_not(self._request.type))
        return name

    def _input(self, name: str) -> Any:
        return _model(self._service).operation_model(name).input_shape

    def _taken_by(self, name: str) -> set[str]:
        """The properties of steps that the operation takes itself."""
        shape, folding = self._input(name), Folding(self._rule.renamed)
        return {
            path
            for step in self._rule.steps
            for path in step.properties
            if "." not in path and not step.on_create and folding.member(shape, path, path)
        }

    def _without(self, properties: Mapping[str, Any], later: set[str]) -> dict[str, Any]:
        tops = {path.split(".")[0] for path in later} | set(self._rule.unread)
        return {name: value for name, value in properties.items() if name not in tops}

    def _folded(self, name: str, properties: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
        folding = Folding(self._rule.renamed)
        members: dict[str, Any] = folding.fold(self._input(name), properties)
        top_level = [path for path in folding.unmapped if strict or "." in path]
        if top_level:
            raise ResourceError(
                f"{self._name}: property {', '.join(top_level)} has no counterpart in "
                f"{self._service} {name}, so the local cloud would lose it"
            )
        return members

    def _generate_name(self, create: str) -> None:
        """Names the resource, where the template leaves that to CloudFormation."""
        name = self._rule.name or self._name_property(create)
        if name is None or self._values.get(name) is not None:
            return
        node = self._schema.definition(self._schema.properties.get(name, {}))
        limit = self._rule.name_limit or int(node.get("maxLength", DEFAULT_NAME_LIMIT))
        generated = physical_name(
            self._request.stack_name,
            self._request.logical_id,
            limit=min(limit, 255),
            lower=self._rule.name_lower,
        )
        self._properties[name] = self._values[name] = generated

    def _name_property(self, create: str) -> str | None:
        resource = self._request.type.split("::")[-1]
        shape, folding = self._input(create), Folding(self._rule.renamed)
        for name in (*self._schema.primary_identifier, f"{resource}Name", "Name"):
            if name not in self._schema.properties or name in self._schema.read_only:
                continue
            if not name.endswith("Name"):
                continue
            member = folding.member(shape, name, name)
            if name in self._schema.primary_identifier or member in shape.required_members:
                return name
        return None

    def _identity(self, name: str) -> dict[str, Any]:
        """The members of an operation that say which resource is meant."""
        shape = self._input(name)
        wanted = list(shape.required_members) or [m for m in shape.members if m in self._rule.keys]
        wanted += [m for m in shape.members if m in self._rule.keys and m not in wanted]
        if not wanted:
            wanted = list(shape.members)
        members = {}
        for member in wanted:
            value = self._known(member)
            if value is not None:
                listed = shape.members[member].type_name == "list" and not isinstance(value, list)
                members[member] = [value] if listed else value
        return members

    def _known(self, member: str) -> Any:
        if member in self._rule.keys:
            return self._values.get(self._rule.keys[member])
        resource = plain(self._request.type.split("::")[-1])
        values = {plain(name): value for name, value in self._values.items()}
        wanted = plain(member)
        singular = wanted.removesuffix("s")
        for candidate in (
            wanted,
            singular,
            wanted.removeprefix(resource),
            singular.removeprefix(resource),
            resource + wanted,
        ):
            if candidate and candidate in values:
                return values[candidate]
        if wanted in (resource, f"{resource}id", f"{resource}name", f"{resource}arn", "name"):
            return self._request.physical_id
        return None

    def _run(self, step: Step) -> None:
        """Calls a step where its properties are set, else what undoes it."""
        given = {path: _at(self._properties, path) for path in step.properties}
        given = {path: value for path, value in given.items() if value not in (None, False)}
        previous = self._request.previous or {}
        if not given:
            if step.undo and any(_at(previous, path) is not None for path in step.properties):
                self._call(step.undo, self._identity(step.undo))
            return
        shape, folding = self._input(step.operation), Folding(step.renamed)
        members = {**self._identity(step.operation), **step.fixed}
        for path, value in given.items():
            name = path.split(".")[-1]
            if step.renamed.get(path) == "":
                continue
            member = folding.member(shape, name, path)
            if member is None:
                raise ResourceError(
                    f"{self._name}: property {path} has no counterpart in "
                    f"{self._service} {step.operation}"
                )
            members[member] = folding.fold(shape.members[member], value, path)
        if folding.unmapped:
            raise ResourceError(
                f"{self._name}: property {', '.join(folding.unmapped)} has no counterpart in "
                f"{self._service} {step.operation}"
            )
        self._call(step.operation, members)

    def _read(self) -> None:
        name = operation(self._request.type, "read")
        if name is None or self._rule.recorded or not self._schema.read_only:
            return
        if all(self._values.get(path) is not None for path in self._schema.read_only):
            return
        members = self._identity(name)
        if set(self._input(name).required_members) <= set(members):
            self._learn(self._call(name, members), overwrite=False)

    def _call(self, name: str, members: dict[str, Any]) -> dict[str, Any]:
        model = _model(self._service).operation_model(name)
        report = ParamValidator().validate(_idempotent(model, members), model.input_shape)
        if report.has_errors():
            raise ResourceError(
                f"{self._name}: {self._service} {name} refuses this: {report.generate_report()}"
            )
        if self._rule.recorded:
            return {}
        client = self._cloud.client(self._service, self._request.region)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(name))(**members)
        except ParamValidationError as error:
            raise ResourceError(f"{self._name}: {self._service} {name}: {error}") from error
        except NotImplementedError as error:
            raise ResourceError(
                f"{self._name}: the local cloud has no {self._service} {name}"
            ) from error
        return answer

    def _learn(self, answer: Mapping[str, Any], *, overwrite: bool = True) -> None:
        """Takes from an answer what the schema says the resource's attributes are."""
        found = flattened(answer)
        resource = plain(self._request.type.split("::")[-1])
        for path in {*self._schema.read_only, *self._schema.primary_identifier}:
            wanted, last = plain(path), plain(path.split(".")[-1])
            for candidate in (wanted, last, resource + last, last.removeprefix(resource)):
                if candidate in found and (overwrite or self._values.get(path) is None):
                    self._values[path] = found[candidate]
                    break
        for member, name in self._rule.keys.items():
            if self._values.get(name) is None and plain(member) in found:
                self._values[name] = found[plain(member)]
        for name in ("Version",):
            if plain(name) in found:
                self._values.setdefault(name, found[plain(name)])

    def _state(self) -> ResourceState:
        places = {
            **{name: value for name, value in self._values.items() if isinstance(value, str)},
            "partition": partition_of(self._request.region),
            "region": self._request.region,
            "account": self._request.account,
            "uuid": str(uuid.uuid4()),
        }
        for name, text in self._rule.derived.items():
            if self._values.get(name) is None:
                self._values[name] = text.format_map(places)
        attributes = {name: v for name, v in self._values.items() if v is not None}
        if self._rule.ref:
            return ResourceState(
                physical_id=str(self._values[self._rule.ref]), attributes=attributes
            )
        missing = [p for p in self._schema.primary_identifier if self._values.get(p) is None]
        if missing:
            raise ResourceError(
                f"{self._name}: {self._service} does not tell {', '.join(missing)}, "
                "which identifies the resource"
            )
        identity = [str(self._values[path]) for path in self._schema.primary_identifier]
        return ResourceState(physical_id="|".join(identity), attributes=attributes)


def _idempotent(model: Any, members: dict[str, Any]) -> dict[str, Any]:
    """The members with the tokens that botocore itself adds before it sends them."""
    tokens = {name: str(uuid.uuid4()) for name in model.idempotent_members if name not in members}
    return {**members, **tokens}


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _tags(tags: Any) -> dict[str, str]:
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(tag["Key"]): str(tag["Value"]) for tag in tags or ()}
