"""The ``redshift-serverless`` service of the local cloud: namespaces, workgroups, limits."""

from __future__ import annotations

import copy
import json
import secrets
import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.redshift.resources import HANDLERS
from localcloud.redshift.server import Server
from localcloud.service import ACCOUNT, Call, Service, partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]
_SECRETS = ("adminUserPassword", "manageAdminPassword", "tags")


class RedshiftServerlessService(Service):
    """Redshift Serverless: what is made is there at once; statements run on PostgreSQL.

    Snapshots are not kept, and nothing is computed that a limit would end.
    """

    api = "redshift-serverless"
    resource_handlers = HANDLERS

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.server = Server()
        self._lock = threading.RLock()
        self._kept: dict[tuple[str, str, str], Shape] = {}
        self._tags: dict[str, dict[str, str]] = {}

    def find(self, kind: str, region: str, name: str) -> Shape:
        """A namespace, workgroup or usageLimit.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        with self._lock:
            found = self._kept.get((kind, region, name))
        if found is None:
            raise ServiceError("ResourceNotFoundException", f"The {kind} {name} was not found.")
        return copy.deepcopy(found)

    def _keep(self, kind: str, region: str, name: str, members: Shape, *, new: bool) -> Shape:
        key = (kind, region, name)
        with self._lock:
            if new and key in self._kept:
                raise ServiceError("ConflictException", f"The {kind} {name} already exists.")
            self._kept[key] = members
        return {kind: copy.deepcopy(members)}

    def _all(self, kind: str, region: str) -> list[Shape]:
        with self._lock:
            return [
                copy.deepcopy(each)
                for (known, where, _), each in self._kept.items()
                if known == kind and where == region
            ]

    def _arn(self, region: str, resource: str) -> str:
        partition = partition_of(region)
        return f"arn:{partition}:redshift-serverless:{region}:{ACCOUNT}:{resource}"

    def create_namespace(self, call: Call, request: Shape) -> Shape:
        """Makes a namespace, with a secret where its password is to be managed."""
        name, identity = request["namespaceName"], str(uuid.uuid4())
        if request.get("manageAdminPassword") and request.get("adminUserPassword"):
            raise ServiceError(
                "ValidationException", "adminUserPassword: the password is managed already"
            )
        members = {
            "namespaceName": name,
            "namespaceId": identity,
            "namespaceArn": self._arn(call.region, f"namespace/{identity}"),
            "adminUsername": request.get("adminUsername", "admin"),
            "dbName": request.get("dbName", "dev"),
            "status": "AVAILABLE",
            "creationDate": self.cloud.clock.now(),
            **{k: v for k, v in request.items() if k not in _SECRETS and v is not None},
        }
        answer = self._keep("namespace", call.region, name, members, new=True)
        self._tag(members["namespaceArn"], request.get("tags"))
        if request.get("manageAdminPassword"):
            members["adminPasswordSecretArn"] = self._secret(call.region, members, request)
            answer = self._keep("namespace", call.region, name, members, new=False)
        return answer

    def _secret(self, region: str, namespace: Shape, request: Shape) -> str:
        client = self.cloud.client("secretsmanager", region)
        key = request.get("adminPasswordSecretKmsKeyId")
        made = client.create_secret(
            Name=f"redshift!{namespace['namespaceName']}-{namespace['adminUsername']}",
            SecretString=json.dumps(
                {"username": namespace["adminUsername"], "password": secrets.token_urlsafe(24)}
            ),
            **({"KmsKeyId": key} if key else {}),
        )
        return str(made["ARN"])

    def get_namespace(self, call: Call, request: Shape) -> Shape:
        """Tells a namespace."""
        return {"namespace": self.find("namespace", call.region, request["namespaceName"])}

    def list_namespaces(self, call: Call, request: Shape) -> Shape:
        """Lists namespaces."""
        del request
        return {"namespaces": self._all("namespace", call.region)}

    def update_namespace(self, call: Call, request: Shape) -> Shape:
        """Changes a namespace."""
        name = request["namespaceName"]
        members = self.find("namespace", call.region, name)
        members.update({k: v for k, v in request.items() if k not in _SECRETS})
        return self._keep("namespace", call.region, name, members, new=False)

    def delete_namespace(self, call: Call, request: Shape) -> Shape:
        """Deletes a namespace and its data."""
        name = request["namespaceName"]
        members = self.find("namespace", call.region, name)
        if any(each["namespaceName"] == name for each in self._all("workgroup", call.region)):
            raise ServiceError("ConflictException", f"Namespace {name} has a workgroup.")
        with self._lock:
            self._kept.pop(("namespace", call.region, name), None)
        self.server.drop(f"{call.region}/{name}/")
        secret = members.get("adminPasswordSecretArn")
        if secret:
            self.cloud.client("secretsmanager", call.region).delete_secret(
                SecretId=secret, ForceDeleteWithoutRecovery=True
            )
        return {"namespace": {**members, "status": "DELETING"}}

    def create_workgroup(self, call: Call, request: Shape) -> Shape:
        """Makes a workgroup of a namespace."""
        name, identity = request["workgroupName"], str(uuid.uuid4())
        self.find("namespace", call.region, request["namespaceName"])
        port = request.get("port", 5439)
        members = {
            "baseCapacity": 128,
            "enhancedVpcRouting": False,
            "publiclyAccessible": False,
            **{k: v for k, v in request.items() if k != "tags" and v is not None},
            "port": port,
            "workgroupId": identity,
            "workgroupArn": self._arn(call.region, f"workgroup/{identity}"),
            "status": "AVAILABLE",
            "creationDate": self.cloud.clock.now(),
            "endpoint": {
                "address": f"{name}.{ACCOUNT}.{call.region}.redshift-serverless.amazonaws.com",
                "port": port,
                "vpcEndpoints": [],
            },
        }
        self._tag(members["workgroupArn"], request.get("tags"))
        return self._keep("workgroup", call.region, name, members, new=True)

    def get_workgroup(self, call: Call, request: Shape) -> Shape:
        """Tells a workgroup."""
        return {"workgroup": self.find("workgroup", call.region, request["workgroupName"])}

    def list_workgroups(self, call: Call, request: Shape) -> Shape:
        """Lists workgroups."""
        del request
        return {"workgroups": self._all("workgroup", call.region)}

    def update_workgroup(self, call: Call, request: Shape) -> Shape:
        """Changes a workgroup."""
        name = request["workgroupName"]
        members = {**self.find("workgroup", call.region, name), **request}
        return self._keep("workgroup", call.region, name, members, new=False)

    def delete_workgroup(self, call: Call, request: Shape) -> Shape:
        """Deletes a workgroup; the data stay with its namespace."""
        name = request["workgroupName"]
        members = self.find("workgroup", call.region, name)
        with self._lock:
            self._kept.pop(("workgroup", call.region, name), None)
        return {"workgroup": {**members, "status": "DELETING"}}

    def get_credentials(self, call: Call, request: Shape) -> Shape:
        """Gives credentials, which open nothing: statements come by the Data API."""
        self.find("workgroup", call.region, request.get("workgroupName", ""))
        return {
            "dbUser": "IAM:local",
            "dbPassword": secrets.token_urlsafe(24),
            "expiration": self.cloud.clock.now(),
        }

    def create_usage_limit(self, call: Call, request: Shape) -> Shape:
        """Notes a limit."""
        identity = str(uuid.uuid4())
        members = {
            "period": "monthly",
            "breachAction": "log",
            **{k: v for k, v in request.items() if v is not None},
            "usageLimitId": identity,
            "usageLimitArn": self._arn(call.region, f"usagelimit/{identity}"),
        }
        same = ("resourceArn", "usageType", "period")
        for each in self._all("usageLimit", call.region):
            if all(each[name] == members[name] for name in same):
                raise ServiceError("ConflictException", "There is a limit of this kind already.")
        return self._keep("usageLimit", call.region, identity, members, new=True)

    def get_usage_limit(self, call: Call, request: Shape) -> Shape:
        """Tells a limit."""
        return {"usageLimit": self.find("usageLimit", call.region, request["usageLimitId"])}

    def list_usage_limits(self, call: Call, request: Shape) -> Shape:
        """Lists limits, of a resource or of all."""
        found = [
            each
            for each in self._all("usageLimit", call.region)
            if all(
                not request.get(name) or each[name] == request[name]
                for name in ("resourceArn", "usageType")
            )
        ]
        return {"usageLimits": found}

    def update_usage_limit(self, call: Call, request: Shape) -> Shape:
        """Changes a limit."""
        identity = request["usageLimitId"]
        members = {**self.find("usageLimit", call.region, identity), **request}
        return self._keep("usageLimit", call.region, identity, members, new=False)

    def delete_usage_limit(self, call: Call, request: Shape) -> Shape:
        """Forgets a limit."""
        members = self.find("usageLimit", call.region, request["usageLimitId"])
        with self._lock:
            self._kept.pop(("usageLimit", call.region, request["usageLimitId"]), None)
        return {"usageLimit": members}

    def _tag(self, arn: str, tags: Any) -> None:
        with self._lock:
            kept = self._tags.setdefault(arn, {})
            kept.update({each["key"]: each["value"] for each in tags or ()})

    def tag_resource(self, call: Call, request: Shape) -> Shape:
        """Gives tags."""
        del call
        self._tag(request["resourceArn"], request["tags"])
        return {}

    def untag_resource(self, call: Call, request: Shape) -> Shape:
        """Takes tags away."""
        del call
        with self._lock:
            for key in request["tagKeys"]:
                self._tags.get(request["resourceArn"], {}).pop(key, None)
        return {}

    def list_tags_for_resource(self, call: Call, request: Shape) -> Shape:
        """Lists tags."""
        del call
        with self._lock:
            found = dict(self._tags.get(request["resourceArn"], {}))
        return {"tags": [{"key": key, "value": value} for key, value in found.items()]}

    def close(self) -> None:
        """Ends the PostgreSQL server."""
        self.server.close()


def serverless_of(cloud: Cloud) -> RedshiftServerlessService:
    """The Redshift Serverless of a cloud.

    Raises:
        LookupError: The cloud was made without it.
    """
    match cloud.services.get(RedshiftServerlessService.api):
        case RedshiftServerlessService() as service:
            return service
        case _:
            raise LookupError("Statements need a cloud that has the RedshiftServerlessService")
