"""Saved queries and prepared statements."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from localcloud.athena.records import PRIMARY, Shape, invalid, not_found, page
from localcloud.athena.workgroups import WorkGroups
from localcloud.errors import ServiceError
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class SavedQueries(WorkGroups):
    """The operations on what people and templates save."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._named: dict[tuple[str, str], Shape] = {}
        self._prepared: dict[tuple[str, str, str], Shape] = {}
        self._saved_lock = threading.RLock()

    def create_named_query(self, call: Call, request: Shape) -> Shape:
        """Saves a query."""
        group = request.get("WorkGroup") or PRIMARY
        self.workgroup(call.region, group)
        identity = str(uuid.uuid4())
        kept = {name: value for name, value in request.items() if name != "ClientRequestToken"}
        with self._saved_lock:
            self._named[call.region, identity] = {
                **kept,
                "NamedQueryId": identity,
                "WorkGroup": group,
            }
        return {"NamedQueryId": identity}

    def get_named_query(self, call: Call, request: Shape) -> Shape:
        """Tells a saved query."""
        return {"NamedQuery": self._saved(call.region, request["NamedQueryId"])}

    def _saved(self, region: str, identity: str) -> Shape:
        with self._saved_lock:
            found = self._named.get((region, identity))
        if found is None:
            raise invalid(f"NamedQuery {identity} was not found")
        return dict(found)

    def batch_get_named_query(self, call: Call, request: Shape) -> Shape:
        """Tells several saved queries."""
        with self._saved_lock:
            found = [self._named.get((call.region, each)) for each in request["NamedQueryIds"]]
        missing = [
            {"NamedQueryId": each, "ErrorCode": "INVALID_INPUT", "ErrorMessage": "was not found"}
            for each, query in zip(request["NamedQueryIds"], found, strict=True)
            if query is None
        ]
        return {
            "NamedQueries": [each for each in found if each],
            "UnprocessedNamedQueryIds": missing,
        }

    def list_named_queries(self, call: Call, request: Shape) -> Shape:
        """Lists the ids of a workgroup's saved queries."""
        group = request.get("WorkGroup") or PRIMARY
        self.workgroup(call.region, group)
        return page(
            request,
            [each["NamedQueryId"] for each in self._of(call.region, group)],
            "NamedQueryIds",
        )

    def _of(self, region: str, group: str) -> Iterator[Shape]:
        with self._saved_lock:
            found = list(self._named.items())
        return (
            each for (where, _), each in found if where == region and each["WorkGroup"] == group
        )

    def update_named_query(self, call: Call, request: Shape) -> Shape:
        """Changes a saved query."""
        found = self._saved(call.region, request["NamedQueryId"])
        with self._saved_lock:
            self._named[call.region, request["NamedQueryId"]] = {**found, **request}
        return {}

    def delete_named_query(self, call: Call, request: Shape) -> Shape:
        """Forgets a saved query."""
        self._saved(call.region, request["NamedQueryId"])
        with self._saved_lock:
            self._named.pop((call.region, request["NamedQueryId"]), None)
        return {}

    def create_prepared_statement(self, call: Call, request: Shape) -> Shape:
        """Keeps a statement with question marks."""
        self.workgroup(call.region, request["WorkGroup"])
        self.keep_prepared(
            call.region,
            request["WorkGroup"],
            request["StatementName"],
            request["QueryStatement"],
            description=request.get("Description"),
        )
        return {}

    def keep_prepared(
        self, region: str, group: str, name: str, text: str, *, description: str | None = None
    ) -> None:
        """Keeps a statement under a name.

        Raises:
            ServiceError: The name is taken.
        """
        key = (region, group, name)
        with self._saved_lock:
            if key in self._prepared:
                raise invalid(f"Prepared statement {name} already exists in workgroup {group}")
            self._prepared[key] = {
                "StatementName": name,
                "QueryStatement": text,
                "WorkGroupName": group,
                "LastModifiedTime": self.cloud.clock.now(),
                **({"Description": description} if description else {}),
            }

    def prepared(self, region: str, group: str, name: str) -> Shape:
        """A statement that is kept.

        Raises:
            ServiceError: ResourceNotFoundException, where there is none of the name.
        """
        with self._saved_lock:
            found = self._prepared.get((region, group, name))
        if found is None:
            raise not_found("PreparedStatement", name)
        return dict(found)

    def forget_prepared(self, region: str, group: str, name: str) -> None:
        """Forgets a statement.

        Raises:
            ServiceError: ResourceNotFoundException, where there is none of the name.
        """
        self.prepared(region, group, name)
        with self._saved_lock:
            self._prepared.pop((region, group, name), None)

    def get_prepared_statement(self, call: Call, request: Shape) -> Shape:
        """Tells a statement."""
        found = self.prepared(call.region, request["WorkGroup"], request["StatementName"])
        return {"PreparedStatement": found}

    def batch_get_prepared_statement(self, call: Call, request: Shape) -> Shape:
        """Tells several statements."""
        found, missing = [], []
        for name in request["PreparedStatementNames"]:
            try:
                found.append(self.prepared(call.region, request["WorkGroup"], name))
            except ServiceError as error:
                missing.append(
                    {"StatementName": name, "ErrorCode": error.code, "ErrorMessage": error.message}
                )
        return {"PreparedStatements": found, "UnprocessedPreparedStatementNames": missing}

    def update_prepared_statement(self, call: Call, request: Shape) -> Shape:
        """Changes a statement."""
        key = (call.region, request["WorkGroup"], request["StatementName"])
        found = self.prepared(*key)
        found["QueryStatement"] = request["QueryStatement"]
        if request.get("Description") is not None:
            found["Description"] = request["Description"]
        with self._saved_lock:
            self._prepared[key] = {**found, "LastModifiedTime": self.cloud.clock.now()}
        return {}

    def delete_prepared_statement(self, call: Call, request: Shape) -> Shape:
        """Forgets a statement."""
        self.forget_prepared(call.region, request["WorkGroup"], request["StatementName"])
        return {}

    def list_prepared_statements(self, call: Call, request: Shape) -> Shape:
        """Lists a workgroup's statements."""
        self.workgroup(call.region, request["WorkGroup"])
        with self._saved_lock:
            found = list(self._prepared.items())
        told = [
            {"StatementName": name, "LastModifiedTime": each["LastModifiedTime"]}
            for (region, group, name), each in found
            if region == call.region and group == request["WorkGroup"]
        ]
        return page(request, told, "PreparedStatements")

    def holds_something(self, region: str, name: str) -> bool:
        """Whether a workgroup has saved something."""
        with self._saved_lock:
            prepared = any(key[:2] == (region, name) for key in self._prepared)
        return prepared or any(True for _ in self._of(region, name))

    def empty(self, region: str, name: str) -> None:
        """Forgets what a workgroup has saved."""
        with self._saved_lock:
            for identity in [each["NamedQueryId"] for each in self._of(region, name)]:
                self._named.pop((region, identity), None)
            for key in [key for key in self._prepared if key[:2] == (region, name)]:
                self._prepared.pop(key, None)
