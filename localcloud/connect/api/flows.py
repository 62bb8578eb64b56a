"""Flows and their versions: published ones are checked as Connect checks them.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateContactFlow.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.connect.api.associations import BOT, FUNCTION, AssociationOperations
from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.hours import HOURS
from localcloud.connect.api.numbers import NUMBER
from localcloud.connect.api.parts import listed, summary
from localcloud.connect.api.routing import QUEUE
from localcloud.connect.document import Action, read_flow
from localcloud.connect.paths import is_path
from localcloud.connect.places import PlacedFlow, last_part
from localcloud.connect.validation import problems
from localcloud.errors import ServiceError
from localcloud.service import Call

FLOW = "contact-flow"


class InvalidContactFlowError(ServiceError):
    """InvalidContactFlowException, with the problems one by one."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("InvalidContactFlowException", "; ".join(found))
        self.problems = [{"message": problem} for problem in found]


class FlowOperations(AssociationOperations):
    """CreateContactFlow and its kin."""

    def create_contact_flow(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A new flow: published, unless it is only to be saved."""
        where = self.where(call, request)
        status = request.get("Status") or "PUBLISHED"
        if status == "PUBLISHED":
            self.check(where, request["Content"], request["Type"])
        made = self.make(
            call,
            where,
            FLOW,
            request,
            Status=status,
            State="ACTIVE",
            FlowContentSha256=_digest(request["Content"]),
            Versions=[],
        )
        return {
            "ContactFlowId": made["Id"],
            "ContactFlowArn": made["Arn"],
            "FlowContentSha256": made["FlowContentSha256"],
        }

    def describe_contact_flow(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A flow and its content."""
        flow = self._flow(call, request)
        return {"ContactFlow": {**flow, "Tags": self.tags(call.region, flow["Arn"])}}

    def update_contact_flow_content(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Publishes other content; contacts that are in the flow go on in the old one."""
        flow = self._flow(call, request)
        self.check(self.where(call, request), request["Content"], flow["Type"])
        flow.update(Status="PUBLISHED", FlowContentSha256=_digest(request["Content"]))
        self.change(flow, request, "Content")
        return {}

    def update_contact_flow_metadata(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes name, description or state."""
        flow = self._flow(call, request)
        self.change(flow, request, "Name", "Description")
        if "ContactFlowState" in request:
            flow["State"] = request["ContactFlowState"]
        return {}

    def update_contact_flow_name(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes name and description."""
        return self.update_contact_flow_metadata(call, request)

    def delete_contact_flow(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Removes a flow, unless a number's calls begin with it."""
        flow = self._flow(call, request)
        for number in self.documents.all((call.region, ""), NUMBER):
            if number.get("ContactFlowId") == flow["Id"]:
                message = f"Calls to {number['PhoneNumber']} begin with the flow {flow['Name']!r}."
                raise ServiceError("ResourceInUseException", message, 409)
        self.documents.take(self.where(call, request), FLOW, flow["Id"])
        return {}

    def list_contact_flows(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The flows of an instance."""
        wanted = request.get("ContactFlowTypes")
        shown = [
            summary(
                one,
                ContactFlowType=one["Type"],
                ContactFlowState=one["State"],
                ContactFlowStatus=one["Status"],
            )
            for one in self.documents.all(self.where(call, request), FLOW)
            if not wanted or one["Type"] in wanted
        ]
        return listed("ContactFlowSummaryList", shown, request)

    def create_contact_flow_version(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Keeps the flow's content under a number."""
        flow = self._flow(call, request)
        wanted = request.get("FlowContentSha256")
        if wanted and wanted != flow["FlowContentSha256"]:
            message = f"FlowContentSha256: the content's is {flow['FlowContentSha256']}."
            raise ServiceError("InvalidParameterException", message)
        number = max((version["Version"] for version in flow["Versions"]), default=0) + 1
        flow["Versions"].append(
            {
                "Arn": f"{flow['Arn']}:{number}",
                "Version": number,
                "VersionDescription": request.get("Description", ""),
                "Content": flow["Content"],
                "LastModifiedTime": self.cloud.clock.now(),
                "LastModifiedRegion": call.region,
            }
        )
        return {"ContactFlowArn": f"{flow['Arn']}:{number}", "Version": number}

    def list_contact_flow_versions(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The versions of a flow."""
        versions = self._flow(call, request)["Versions"]
        return listed("ContactFlowVersionSummaryList", versions, request)

    def delete_contact_flow_version(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Removes a version."""
        flow, number = self._flow(call, request), request["ContactFlowVersion"]
        if number not in [version["Version"] for version in flow["Versions"]]:
            message = f"The flow {flow['Name']!r} has no version {number}."
            raise ServiceError("ResourceNotFoundException", message, 404)
        flow["Versions"] = [one for one in flow["Versions"] if one["Version"] != number]
        return {}

    def published(self, where: Where, id: str) -> PlacedFlow | None:  # noqa: A002
        """A flow that contacts can go through; None where none of that id is published."""
        flow = self.documents.find(where, FLOW, id)
        if flow is None or flow["Status"] != "PUBLISHED" or flow["State"] != "ACTIVE":
            return None
        placed: PlacedFlow | None = flow.get("Placed")
        digest = flow["FlowContentSha256"]
        if placed is None or flow.get("PlacedSha256") != digest or placed.name != flow["Name"]:
            placed = PlacedFlow(flow["Arn"], flow["Name"], read_flow(flow["Content"]))
            flow.update(Placed=placed, PlacedSha256=digest)
        return placed

    def check(self, where: Where, content: str, flow_type: str) -> None:
        """Refuses what Connect would not publish.

        Raises:
            ServiceError: InvalidContactFlowException with every problem.
        """
        found = problems(content, flow_type) or list(self._unknown(where, content))
        if found:
            raise InvalidContactFlowError(found)

    def _unknown(self, where: Where, content: str) -> Iterator[str]:
        """What a flow refers to and the instance does not have."""
        functions, bots = self.associated(where, FUNCTION), self.associated(where, BOT)
        for index, action in enumerate(read_flow(content).actions.values()):
            path = f"Actions[{index}].Parameters"
            for name, value, there in self._references(where, action, functions, bots):
                if value is not None and not is_path(value) and not there:
                    yield (
                        f"Invalid Action property value. Path: {path}.{name}: the instance has no "
                        f"{value} (block {action.id!r})"
                    )

    def _references(
        self, where: Where, action: Action, functions: list[str], bots: list[str]
    ) -> Iterator[tuple[str, Any, bool]]:
        given = action.parameters
        for name, kind in (
            ("QueueId", QUEUE),
            ("HoursOfOperationId", HOURS),
            ("ContactFlowId", FLOW),
        ):
            value = given.get(name)
            yield name, value, value is not None and self._has(where, kind, value)
        function = given.get("LambdaFunctionARN")
        yield "LambdaFunctionARN", function, function in functions
        alias = (given.get("LexV2Bot") or {}).get("AliasArn")
        yield "LexV2Bot.AliasArn", alias, alias in bots

    def _has(self, where: Where, kind: str, id: str) -> bool:  # noqa: A002
        return self.documents.find(where, kind, last_part(id)) is not None

    def _flow(self, call: Call, request: Mapping[str, Any]) -> Document:
        return self.documents.get(self.where(call, request), FLOW, request["ContactFlowId"])


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
