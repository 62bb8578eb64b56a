"""The handler of most types: through the service's API, from AWS's schema and botocore's model.

A property that the API has no member for, or a value it does not take, fails the resource with a
sentence that names it: each deploy also checks the template against AWS's own models.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.cloudformation import schema
from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.cloudformation.identity import Identity
from localcloud.cloudformation.mapping import Folding, emptied, plain
from localcloud.cloudformation.operations import (
    input_of,
    model,
    operation_of,
    rule_of,
    service_of,
    why_not,
)
from localcloud.cloudformation.rule import Step
from localcloud.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_NAME_LIMIT = 64


class GenericHandler(ResourceHandler):
    """Makes resources through the API that their type is named for."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Calls the create operation, then the steps; attributes from all that is known then."""
        return _Work(cloud, request).create()

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Calls the update operation and the steps whose properties changed."""
        return _Work(cloud, request).update()

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Calls the delete operation."""
        _Work(cloud, request).delete()


class _Work:
    """One create, update or delete of one resource."""

    def __init__(self, cloud: Cloud, request: ResourceRequest) -> None:
        known, service = schema.of(request.type), service_of(request.type)
        if known is None or service is None:
            raise ResourceError(why_not(request.type))
        self._request = request
        self._schema = known
        self._rule = rule_of(request.type)
        self._api = Api(cloud, request, service, recorded=self._rule.recorded)
        self._service = service
        self._identity = Identity(request, known, self._rule)
        self._properties = dict(request.properties)

    def create(self) -> ResourceState:
        name = operation_of(self._request.type, "create")
        if name is None:
            raise ResourceError(why_not(self._request.type))
        self._generate_name(name)
        later = {
            path.split(".")[0]
            for step in self._rule.steps
            if step.on_create
            for path in step.properties
        }
        now = without(self._properties, {*later, *self._rule.unread})
        members = self._api.fold(name, now, renamed=self._rule.renamed)
        self._identity.learn(self._api.call(name, {**members, **self._rule.members}))
        state = self._identity.state(str(uuid.uuid4()))
        try:
            for step in self._rule.steps:
                if step.on_create:
                    self._run(step)
            self._read()
        except (ClientError, ResourceError) as error:
            raise ResourceError(str(error), made=state) from error
        return self._identity.state(state.physical_id)

    def update(self) -> ResourceState:
        previous = self._request.previous or {}
        names = {*self._properties, *previous}
        rest = {n for n in names if self._properties.get(n) != previous.get(n)}
        for name in set(self._schema.create_only) & set(self._request.attributes):
            self._properties.setdefault(name, self._request.attributes[name])
        self._keep_name()
        rest -= set(self._rule.unread)
        for step in self._rule.steps:
            tops = {path.split(".")[0] for path in step.properties}
            if tops & rest:
                self._run(step)
            rest -= tops
        if "Tags" in rest and self._retag():
            rest.discard("Tags")
        if rest:
            self._update_rest(rest, previous)
        self._read()
        return self._identity.state(str(self._request.physical_id))

    def delete(self) -> None:
        name = operation_of(self._request.type, "delete")
        if name is None:
            return
        members = self._identity.members(self._service, name)
        for member, source in self._rule.delete_members.items():
            if self._identity.values.get(source) is not None:
                members[member] = self._identity.values[source]
        self._api.call_if_there(name, members)

    def _update_rest(self, rest: set[str], previous: Mapping[str, Any]) -> None:
        """Calls the update operation with all properties it takes, the changed ones among them."""
        name = operation_of(self._request.type, "update")
        created = operation_of(self._request.type, "create") or ""
        if name is None and created.startswith("Put"):
            name = created
        if name is None:
            raise ReplacementNeeded
        shape, folding = input_of(self._service, name), Folding(self._rule.renamed)
        unfit = sorted(p for p in rest if folding.member(shape, p, p) is None)
        if unfit:
            raise ResourceError(
                f"{self._api.resource}: property {', '.join(unfit)} cannot be changed: "
                f"{self._service} {name} does not take it"
            )
        kept = without(self._properties, {*self._rule.unread, *self._rule.update_without})
        members = {
            **self._identity.members(self._service, name),
            **self._api.fold(
                name,
                kept,
                renamed=self._rule.renamed,
                only_known=True,
                unless=self._schema.create_only,
            ),
            **self._rule.update_members,
        }
        if not (name.startswith("Put") or self._rule.update_replaces):
            for gone in sorted(rest & (set(previous) - set(self._properties))):
                member = str(folding.member(shape, gone, gone))
                members[member] = self._nothing(name, gone, shape.members[member])
        self._identity.learn(self._api.call(name, members))

    def _nothing(self, operation: str, gone: str, shape: Any) -> Any:
        nothing = emptied(shape)
        if nothing is None:
            raise ResourceError(
                f"{self._api.resource}: property {gone} cannot be removed: "
                f"{self._service} {operation} has no way to say so"
            )
        return nothing

    def _retag(self) -> bool:
        """Gives and takes tags; False where the service has no operation for that."""
        tagging = self._rule.tagging
        if not {tagging.add, tagging.remove} <= set(model(self._service).operation_names):
            return False
        given, taken = tag_changes(self._request)
        values = self._identity.values
        arns = (value for name, value in values.items() if plain(name).endswith("arn"))
        identity = next(arns, self._request.physical_id)
        if tagging.by:
            identity = self._identity.text(tagging.by)
        for name, value in ((tagging.add, given), (tagging.remove, taken)):
            if value:
                members = input_of(self._service, name).members
                resource = next(m for m in members if plain(m) in tagging.resource_members)
                tags = next(m for m in members if plain(m).startswith("tag"))
                folded = Folding().fold(members[tags], value)
                self._api.call(name, {**tagging.members, resource: identity, tags: folded})
        return True

    def _generate_name(self, create: str) -> None:
        """Names the resource, where the template leaves that to CloudFormation."""
        name = self._name_property(create) if self._rule.name is None else self._rule.name
        if not name or self._properties.get(name) is not None:
            return
        node = self._schema.definition(self._schema.properties.get(name, {}))
        limit = self._rule.name_limit or int(node.get("maxLength", DEFAULT_NAME_LIMIT))
        generated = self._api.name(limit=min(limit, 255), lower=self._rule.name_lower)
        self._properties[name] = self._identity.values[name] = generated

    def _keep_name(self) -> None:
        """Keeps the name that a resource has, where the template does not say it (any more)."""
        create = operation_of(self._request.type, "create")
        name = (
            self._name_property(create) if create and self._rule.name is None else self._rule.name
        )
        if name and self._request.attributes.get(name) is not None:
            self._properties.setdefault(name, self._request.attributes[name])

    def _name_property(self, create: str) -> str | None:
        """The property that names the resource and that only CloudFormation may leave out."""
        resource = self._request.type.split("::")[-1]
        shape, folding = input_of(self._service, create), Folding(self._rule.renamed)
        for name in (*self._schema.primary_identifier, f"{resource}Name", "Name"):
            if name not in self._schema.properties or name in self._schema.read_only:
                continue
            needed = folding.member(shape, name, name) in shape.required_members
            if name.endswith("Name") and (name in self._schema.primary_identifier or needed):
                return name
        return None

    def _run(self, step: Step) -> None:
        """Calls a step where its properties are set, else what undoes it."""
        given = {path: _at(self._properties, path) for path in step.properties}
        given = {path: value for path, value in given.items() if value not in (None, False)}
        if not given:
            previous = self._request.previous or {}
            if step.undo and any(_at(previous, path) is not None for path in step.properties):
                self._api.call(step.undo, self._identity.members(self._service, step.undo))
            return
        members = {**self._identity.members(self._service, step.operation), **step.fixed}
        taken = {path.split(".")[-1]: value for path, value in given.items()}
        taken = {name: v for name, v in taken.items() if step.renamed.get(name) != ""}
        members.update(self._api.fold(step.operation, taken, renamed=step.renamed))
        self._api.call(step.operation, members)

    def _read(self) -> None:
        """Asks the API for the attributes that are not known yet."""
        name = operation_of(self._request.type, "read")
        values = self._identity.values
        if name is None or all(values.get(p) is not None for p in self._schema.read_only):
            return
        members = self._identity.members(self._service, name)
        if set(input_of(self._service, name).required_members) <= set(members):
            self._identity.learn(self._api.call(name, members), overwrite=False)


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
