"""Identity pools and the identities that they have given."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.errors import ServiceError

Shape = dict[str, Any]


@dataclass(frozen=True)
class Identity:
    """One person, or one device of a guest.

    Attributes:
        logins: The tokens by provider; none of a guest.
    """

    id: str
    logins: Mapping[str, str]
    created: datetime


@dataclass
class Pool:
    """An identity pool.

    Attributes:
        settings: As DescribeIdentityPool shows them.
        roles: The role's ARN of ``authenticated`` and ``unauthenticated`` people.
        role_mappings: Rules by provider, which are recorded only.
    """

    settings: Shape
    roles: dict[str, str] = field(default_factory=dict)
    role_mappings: Shape = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id, such as ``us-east-1:`` and a UUID."""
        return str(self.settings["IdentityPoolId"])

    @property
    def providers(self) -> frozenset[str]:
        """Those whose tokens it takes."""
        pools = self.settings.get("CognitoIdentityProviders") or ()
        developer = self.settings.get("DeveloperProviderName")
        return frozenset(
            [
                *(self.settings.get("SupportedLoginProviders") or ()),
                *(each["ProviderName"] for each in pools),
                *(
                    arn.split("/", 1)[-1]
                    for arn in self.settings.get("OpenIdConnectProviderARNs", ())
                ),
                *self.settings.get("SamlProviderARNs", ()),
                *([developer] if developer else ()),
            ]
        )

    def admit(self, logins: Mapping[str, str]) -> None:
        """Lets somebody in, or does not.

        Raises:
            ServiceError: NotAuthorizedException: a guest where there are none, or a login of a
                provider that the pool does not know.
        """
        if not logins and not self.settings["AllowUnauthenticatedIdentities"]:
            raise _denied("Unauthenticated access is not supported for this identity pool.")
        if set(logins) - self.providers:
            raise _denied("Token is not from a supported provider of this identity pool.")

    def identify(self, logins: Mapping[str, str], *, now: datetime) -> Identity:
        """The identity of these logins; for a guest always a new one."""
        self.admit(logins)
        for identity in self.identities.values():
            if logins and identity.logins == logins:
                return identity
        made = Identity(new_id(self.id.split(":")[0]), dict(logins), now)
        self.identities[made.id] = made
        return made


def new_id(region: str) -> str:
    """An id as pools and identities have them."""
    return f"{region}:{uuid.uuid4()}"


def _denied(message: str) -> ServiceError:
    return ServiceError("NotAuthorizedException", message)
