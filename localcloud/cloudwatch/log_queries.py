"""Logs Insights: saved queries, and the few that run.

A query runs here if it is made of ``fields`` of the event itself, ``sort @timestamp`` and
``limit``; the other commands of the language are refused by name, so that nobody takes an answer
for what it is not.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

from __future__ import annotations

import re
import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

FIELDS = ("@timestamp", "@message", "@logStream", "@log")
DEFINITIONS_LIMIT = 1000
_FIELDS = re.compile(r"fields\s+(?P<names>@\w+(?:\s*,\s*@\w+)*)")
_SORT = re.compile(r"sort\s+@timestamp(?:\s+(?:asc|desc))?")
_LIMIT = re.compile(r"limit\s+\d+")

Shape = dict[str, Any]


class QueryOperations(Service):
    """Saved queries, and StartQuery."""

    api = "logs"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._definitions: dict[tuple[str, str], Shape] = {}
        self._definitions_lock = threading.Lock()

    def put_query_definition(self, call: Call, request: Shape) -> Shape:
        """Saves a query, or replaces one that is saved."""
        given = request.get("queryDefinitionId")
        with self._definitions_lock:
            if given is not None and (call.region, given) not in self._definitions:
                raise _missing(f"The query definition {given} does not exist.")
            number = sum(1 for region, _ in self._definitions if region == call.region)
            if given is None and number >= DEFINITIONS_LIMIT:
                raise ServiceError(
                    "LimitExceededException", f"{number} query definitions are saved already"
                )
            name = given or str(uuid.uuid4())
            self._definitions[call.region, name] = {
                "queryDefinitionId": name,
                "queryLanguage": request.get("queryLanguage", "CWLI"),
                "name": request["name"],
                "queryString": request["queryString"],
                "logGroupNames": request.get("logGroupNames", []),
                "lastModified": int(self.cloud.clock.now().timestamp() * 1000),
            }
        return {"queryDefinitionId": name}

    def describe_query_definitions(self, call: Call, request: Shape) -> Shape:
        """The saved queries, by name."""
        with self._definitions_lock:
            found = [
                definition
                for (region, _), definition in self._definitions.items()
                if region == call.region
                and definition["name"].startswith(request.get("queryDefinitionNamePrefix", ""))
            ]
        found.sort(key=lambda definition: str(definition["name"]))
        start = int(request.get("nextToken") or 0)
        end = start + (request.get("maxResults") or DEFINITIONS_LIMIT)
        more = {"nextToken": str(end)} if end < len(found) else {}
        return {"queryDefinitions": found[start:end], **more}

    def delete_query_definition(self, call: Call, request: Shape) -> Shape:
        """Forgets a saved query."""
        name = request["queryDefinitionId"]
        with self._definitions_lock:
            if self._definitions.pop((call.region, name), None) is None:
                raise _missing(f"The query definition {name} does not exist.")
        return {"success": True}

    def start_query(self, call: Call, request: Shape) -> Shape:
        """Runs a query; refuses one with commands that are not worked out here."""
        for command in _commands(request["queryString"]):
            _check(command)
        self.flush_others()
        return self._ask(call, "StartQuery", request)

    def flush_others(self) -> None:
        """Lets the other services write the events that they have to write."""
        for service in self.cloud.services.values():
            if service is not self:
                service.flush()

    def _check_group(self, call: Call, name: str) -> None:
        answer = self._ask(call, "DescribeLogGroups", {"logGroupNamePrefix": name})
        if not any(group["logGroupName"] == name for group in answer["logGroups"]):
            raise _missing("The specified log group does not exist.")

    def _ask(self, call: Call, operation: str, request: Shape) -> Shape:
        return ask_moto(self.cloud, self.api, call.region, operation, request)


def _commands(query: str) -> list[str]:
    """The commands of a query, its comments left out."""
    lines = [line for line in query.splitlines() if not line.lstrip().startswith("#")]
    return [command.strip() for command in "\n".join(lines).split("|")]


def _check(command: str) -> None:
    if found := _FIELDS.fullmatch(command):
        unknown = [name for name in re.split(r"\s*,\s*", found["names"]) if name not in FIELDS]
        if not unknown:
            return
        command = f"fields {', '.join(unknown)}"
    elif _SORT.fullmatch(command) or _LIMIT.fullmatch(command):
        return
    raise ServiceError(
        "MalformedQueryException",
        f"{command!r} is not run in the local cloud, only: fields {', '.join(FIELDS)}; "
        "sort @timestamp; limit",
    )


def _missing(message: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", message)
