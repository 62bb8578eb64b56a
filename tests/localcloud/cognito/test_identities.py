"""Credentials for people without an account: of guests, and of who has logged in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.cognito import IdentityService
from localcloud.lambda_service import LambdaService
from localcloud.lex.models.service import LexModels
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.lex.bots import bot, cancel
from tests.localcloud.lex.conftest import Deployer

PROVIDER = "accounts.google.com"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud([IdentityService, LambdaService, LexRuntimeService, LexModels]) as cloud:
        cloud.start()
        yield cloud


@pytest.fixture(scope="module")
def role(cloud: LocalCloud) -> str:
    """A role for people."""
    created = cloud.client("iam").create_role(RoleName="people", AssumeRolePolicyDocument="{}")
    return str(created["Role"]["Arn"])


def client(cloud: LocalCloud, region: str = "us-east-1") -> Any:
    return over_network(cloud.endpoint, "cognito-identity", region)


def pool(cloud: LocalCloud, *, guests: bool = True, region: str = "us-east-1", **more: Any) -> str:
    made = client(cloud, region).create_identity_pool(
        IdentityPoolName="web", AllowUnauthenticatedIdentities=guests, **more
    )
    return str(made["IdentityPoolId"])


def test_a_guest_talks_to_a_bot_with_the_credentials_of_the_role(
    cloud: LocalCloud, role: str
) -> None:
    deployer = Deployer(cloud)
    made = deployer.create("AWS::Lex::Bot", bot(cancel()))
    deployer.version(made.physical_id)
    alias = deployer.alias(made.physical_id, "1")
    identity, guests = client(cloud), pool(cloud)
    identity.set_identity_pool_roles(IdentityPoolId=guests, Roles={"unauthenticated": role})

    guest = identity.get_id(IdentityPoolId=guests)["IdentityId"]
    given = identity.get_credentials_for_identity(IdentityId=guest)["Credentials"]

    session = boto3.Session(given["AccessKeyId"], given["SecretKey"], given["SessionToken"])
    options: dict[str, Any] = {"endpoint_url": cloud.endpoint, "config": Config(proxies={})}
    reply = session.client("lexv2-runtime", "us-east-1", **options).recognize_text(
        botId=made.physical_id,
        botAliasId=alias.attributes["BotAliasId"],
        localeId="en_US",
        sessionId="guest",
        text="cancel my booking",
    )
    assert reply["sessionState"]["intent"]["name"] == "Cancel"
    caller = session.client("sts", "us-east-1", **options).get_caller_identity()
    assert caller["Arn"].endswith(":assumed-role/people/CognitoIdentityCredentials")


def test_credentials_are_good_for_an_hour_of_the_clouds_time(cloud: LocalCloud, role: str) -> None:
    identity, guests = client(cloud), pool(cloud)
    identity.set_identity_pool_roles(IdentityPoolId=guests, Roles={"unauthenticated": role})
    guest = identity.get_id(IdentityPoolId=guests)["IdentityId"]

    given = identity.get_credentials_for_identity(IdentityId=guest)["Credentials"]

    seconds = (given["Expiration"] - cloud.clock.now()).total_seconds()
    assert 3500 < seconds <= 3600


def test_guests_are_refused_where_a_pool_has_none(cloud: LocalCloud) -> None:
    identity = client(cloud)
    with pytest.raises(identity.exceptions.NotAuthorizedException, match="not supported"):
        identity.get_id(IdentityPoolId=pool(cloud, guests=False))


def test_a_pool_without_a_role_gives_no_credentials(cloud: LocalCloud, role: str) -> None:
    identity, guests = client(cloud), pool(cloud)
    guest = identity.get_id(IdentityPoolId=guests)["IdentityId"]
    for roles in ({}, {"authenticated": role}, {"unauthenticated": role + "gone"}):
        identity.set_identity_pool_roles(IdentityPoolId=guests, Roles=roles)
        with pytest.raises(identity.exceptions.InvalidIdentityPoolConfigurationException):
            identity.get_credentials_for_identity(IdentityId=guest)


def test_who_has_logged_in_gets_the_other_role_and_the_same_identity(
    cloud: LocalCloud, role: str
) -> None:
    identity = client(cloud)
    web = pool(cloud, guests=False, SupportedLoginProviders={PROVIDER: "client-id"})
    identity.set_identity_pool_roles(IdentityPoolId=web, Roles={"authenticated": role})
    logins = {PROVIDER: "a token"}

    first, second = (
        identity.get_id(IdentityPoolId=web, Logins=logins)["IdentityId"] for _ in range(2)
    )

    assert first == second
    given = identity.get_credentials_for_identity(IdentityId=first, Logins=logins)
    assert given["Credentials"]["AccessKeyId"]
    assert client(cloud).describe_identity(IdentityId=first)["Logins"] == [PROVIDER]
    with pytest.raises(identity.exceptions.NotAuthorizedException, match="Unauthenticated"):
        identity.get_credentials_for_identity(IdentityId=first)
    with pytest.raises(identity.exceptions.NotAuthorizedException, match="supported provider"):
        identity.get_id(IdentityPoolId=web, Logins={"graph.facebook.com": "a token"})


def test_two_guests_are_two(cloud: LocalCloud) -> None:
    identity, guests = client(cloud), pool(cloud)

    ids = {identity.get_id(IdentityPoolId=guests)["IdentityId"] for _ in range(3)}

    assert len(ids) == 3


def test_another_regions_pool_is_found_without_a_signature(cloud: LocalCloud, role: str) -> None:
    identity = client(cloud, "ap-northeast-2")
    seoul = pool(cloud, region="ap-northeast-2")
    identity.set_identity_pool_roles(IdentityPoolId=seoul, Roles={"unauthenticated": role})

    guest = identity.get_id(IdentityPoolId=seoul)["IdentityId"]

    assert guest.startswith("ap-northeast-2:")
    assert identity.get_credentials_for_identity(IdentityId=guest)["IdentityId"] == guest
    listed = client(cloud).list_identity_pools(MaxResults=60)["IdentityPools"]
    assert seoul not in [one["IdentityPoolId"] for one in listed]


@pytest.mark.parametrize(
    "name", ["us-east-1:abc", "us-east-1:2f1c7a0e-0000-4000-8000-000000000000"]
)
def test_what_is_not_there_is_not_found(cloud: LocalCloud, name: str) -> None:
    identity = client(cloud)
    missing = identity.exceptions.ResourceNotFoundException
    with pytest.raises(missing):
        identity.get_id(IdentityPoolId=name)
    with pytest.raises(missing):
        identity.get_credentials_for_identity(IdentityId=name)
    with pytest.raises(missing):
        identity.describe_identity_pool(IdentityPoolId=name)


def test_roles_are_of_guests_or_of_who_has_logged_in(cloud: LocalCloud, role: str) -> None:
    with pytest.raises(ClientError, match="authenticated"):
        client(cloud).set_identity_pool_roles(IdentityPoolId=pool(cloud), Roles={"everybody": role})


def test_tags_are_given_and_taken(cloud: LocalCloud) -> None:
    identity, web = client(cloud), pool(cloud, IdentityPoolTags={"a": "1"})
    arn = f"arn:aws:cognito-identity:us-east-1:123456789012:identitypool/{web}"
    identity.tag_resource(ResourceArn=arn, Tags={"b": "2"})
    identity.untag_resource(ResourceArn=arn, TagKeys=["a"])

    assert identity.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"b": "2"}
