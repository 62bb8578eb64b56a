"""Cognito identity pools: who asks gets credentials of the pool's role.

Tokens of providers are taken as they are: nobody checks them here.

Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from localcloud.cognito.pools import Identity, Pool, new_id
from localcloud.cognito.resources import HANDLERS
from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]

LIFETIME = 3600
"""Seconds for which credentials are good.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
"""

SETTINGS = (
    "IdentityPoolName",
    "AllowUnauthenticatedIdentities",
    "AllowClassicFlow",
    "SupportedLoginProviders",
    "DeveloperProviderName",
    "OpenIdConnectProviderARNs",
    "CognitoIdentityProviders",
    "SamlProviderARNs",
    "IdentityPoolTags",
)


class IdentityService(Service):
    """Cognito identity. GetId and GetCredentialsForIdentity come unsigned, so that the region is
    that of the ids in them."""

    api = "cognito-identity"
    resource_handlers = HANDLERS
    running_types = frozenset({"AWS::Cognito::IdentityPool"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._pools: dict[str, Pool] = {}
        self._lock = threading.RLock()

    def create_identity_pool(self, call: Call, request: Shape) -> Shape:
        """Makes a pool."""
        settings = {name: request[name] for name in SETTINGS if name in request}
        pool = Pool({"IdentityPoolId": new_id(call.region), **settings})
        with self._lock:
            self._pools[pool.id] = pool
        return dict(pool.settings)

    def describe_identity_pool(self, _: Call, request: Shape) -> Shape:
        """A pool's settings."""
        return dict(self._pool(request["IdentityPoolId"]).settings)

    def update_identity_pool(self, _: Call, request: Shape) -> Shape:
        """Replaces a pool's settings: what is not given goes back to its default."""
        pool = self._pool(request["IdentityPoolId"])
        given = {name: request[name] for name in SETTINGS if name in request}
        with self._lock:
            pool.settings = {"IdentityPoolId": pool.id, **given}
        return dict(pool.settings)

    def delete_identity_pool(self, _: Call, request: Shape) -> None:
        """Deletes a pool with its identities."""
        pool = self._pool(request["IdentityPoolId"])
        with self._lock:
            del self._pools[pool.id]

    def list_identity_pools(self, call: Call, request: Shape) -> Shape:
        """The pools of a region."""
        with self._lock:
            pools = [pool for pool in self._pools.values() if pool.id.startswith(f"{call.region}:")]
        start = int(request.get("NextToken") or 0)
        end = start + request["MaxResults"]
        shown = [
            {name: pool.settings[name] for name in ("IdentityPoolId", "IdentityPoolName")}
            for pool in pools[start:end]
        ]
        return {"IdentityPools": shown, **({"NextToken": str(end)} if end < len(pools) else {})}

    def set_identity_pool_roles(self, _: Call, request: Shape) -> None:
        """Says which roles people get."""
        pool = self._pool(request["IdentityPoolId"])
        with self._lock:
            pool.roles = dict(request["Roles"])
            pool.role_mappings = dict(request.get("RoleMappings") or {})

    def get_identity_pool_roles(self, _: Call, request: Shape) -> Shape:
        """The roles that people get."""
        pool = self._pool(request["IdentityPoolId"])
        mappings = {"RoleMappings": pool.role_mappings} if pool.role_mappings else {}
        return {"IdentityPoolId": pool.id, "Roles": pool.roles, **mappings}

    def get_id(self, _: Call, request: Shape) -> Shape:
        """An identity for a guest, or for who has logged in."""
        pool = self._pool(request["IdentityPoolId"])
        with self._lock:
            identity = pool.identify(request.get("Logins") or {}, now=self.cloud.clock.now())
        return {"IdentityId": identity.id}

    def describe_identity(self, _: Call, request: Shape) -> Shape:
        """An identity: when it was made, and with which logins."""
        identity = self._identity(request["IdentityId"])[1]
        return {
            "IdentityId": identity.id,
            "Logins": sorted(identity.logins),
            "CreationDate": identity.created,
            "LastModifiedDate": identity.created,
        }

    def get_credentials_for_identity(self, _: Call, request: Shape) -> Shape:
        """Credentials of the role that the pool has for guests, or for who has logged in."""
        pool, identity = self._identity(request["IdentityId"])
        logins = request.get("Logins") or {}
        pool.admit(logins)
        role = pool.roles.get("authenticated" if logins else "unauthenticated")
        if role is None or not self._exists(role):
            raise ServiceError(
                "InvalidIdentityPoolConfigurationException",
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
            )
        assumed = ask_moto(
            self.cloud,
            "sts",
            pool.id.split(":")[0],
            "AssumeRole",
            {
                "RoleArn": role,
                "RoleSessionName": "CognitoIdentityCredentials",
                "DurationSeconds": LIFETIME,
            },
        )["Credentials"]
        return {
            "IdentityId": identity.id,
            "Credentials": {
                "AccessKeyId": assumed["AccessKeyId"],
                "SecretKey": assumed["SecretAccessKey"],
                "SessionToken": assumed["SessionToken"],
                "Expiration": assumed["Expiration"],
            },
        }

    def tag_resource(self, _: Call, request: Shape) -> Shape:
        """Gives tags to a pool."""
        pool = self._named(request["ResourceArn"])
        with self._lock:
            tags = pool.settings.get("IdentityPoolTags") or {}
            pool.settings["IdentityPoolTags"] = {**tags, **request["Tags"]}
        return {}

    def untag_resource(self, _: Call, request: Shape) -> Shape:
        """Takes tags from a pool."""
        pool = self._named(request["ResourceArn"])
        with self._lock:
            tags = pool.settings.get("IdentityPoolTags") or {}
            kept = {key: value for key, value in tags.items() if key not in request["TagKeys"]}
            pool.settings["IdentityPoolTags"] = kept
        return {}

    def list_tags_for_resource(self, _: Call, request: Shape) -> Shape:
        """The tags of a pool."""
        return {"Tags": self._named(request["ResourceArn"]).settings.get("IdentityPoolTags") or {}}

    def _pool(self, identity: str) -> Pool:
        with self._lock:
            if identity not in self._pools:
                raise _missing(f"IdentityPool '{identity}' not found.")
            return self._pools[identity]

    def _named(self, arn: str) -> Pool:
        return self._pool(arn.split("identitypool/")[-1])

    def _identity(self, name: str) -> tuple[Pool, Identity]:
        with self._lock:
            for pool in self._pools.values():
                if name in pool.identities:
                    return pool, pool.identities[name]
        raise _missing(f"Identity '{name}' not found.")

    def _exists(self, role: str) -> bool:
        try:
            ask_moto(self.cloud, "iam", "us-east-1", "GetRole", {"RoleName": role.split("/")[-1]})
        except ServiceError as error:
            if error.code != "NoSuchEntity":
                raise
            return False
        return True


def _missing(message: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", message)
