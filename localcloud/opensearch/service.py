"""The ``opensearch`` service of the local cloud: domains that answer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError
from localcloud.opensearch.node import Node, NoEngineError
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]


class OpenSearchService(Service):
    """Domains: moto keeps their configuration; a server of this machine has their data.

    Whatever a domain's size, there is one process for it, which starts with the domain.
    """

    api = "opensearch"
    running_types = frozenset({"AWS::OpenSearchService::Domain"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._lock = threading.Lock()
        self._nodes: dict[tuple[str, str], Node] = {}

    def create_domain(self, call: Call, request: Shape) -> Shape:
        """Makes a domain, and starts its server."""
        answer = self._moto(call, "create_domain", request)
        name = request["DomainName"]
        try:
            node = Node()
        except NoEngineError as error:
            self._moto(call, "delete_domain", {"DomainName": name})
            raise ServiceError("ValidationException", str(error)) from error
        with self._lock:
            self._nodes[call.region, name] = node
        return {"DomainStatus": self._reached(call.region, answer["DomainStatus"])}

    def describe_domain(self, call: Call, request: Shape) -> Shape:
        """Tells a domain, with the endpoint that answers."""
        answer = self._moto(call, "describe_domain", request)
        return {"DomainStatus": self._reached(call.region, answer["DomainStatus"])}

    def describe_domains(self, call: Call, request: Shape) -> Shape:
        """Tells several domains."""
        answer = self._moto(call, "describe_domains", request)
        return {
            "DomainStatusList": [
                self._reached(call.region, each) for each in answer["DomainStatusList"]
            ]
        }

    def delete_domain(self, call: Call, request: Shape) -> Shape:
        """Deletes a domain and its data."""
        answer = self._moto(call, "delete_domain", request)
        with self._lock:
            node = self._nodes.pop((call.region, request["DomainName"]), None)
        if node is not None:
            node.close()
        return {"DomainStatus": answer["DomainStatus"]}

    def _reached(self, region: str, status: Shape) -> Shape:
        """A domain's status with its endpoint; one in a VPC is reached at the same."""
        with self._lock:
            node = self._nodes.get((region, status["DomainName"]))
        if node is None:
            return status
        told = {**status, "Endpoint": node.endpoint}
        if status.get("Endpoints"):
            told["Endpoints"] = dict.fromkeys(status["Endpoints"], node.endpoint)
        return told

    def _moto(self, call: Call, operation: str, request: Shape) -> Shape:
        client = self.cloud.moto("opensearch", call.region)
        try:
            answer: Shape = getattr(client, operation)(**request)
        except ClientError as error:
            told = error.response["Error"]
            raise ServiceError(str(told["Code"]), str(told["Message"])) from error
        answer.pop("ResponseMetadata", None)
        return answer

    def close(self) -> None:
        """Ends the servers."""
        with self._lock:
            nodes, self._nodes = list(self._nodes.values()), {}
        for node in nodes:
            node.close()
