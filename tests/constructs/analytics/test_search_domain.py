"""A search domain: closed to all but two roles, fed from a stream, as small as may be."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from aws_cdk import App, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template
from ml_refarch.analytics import SearchDomain
from ml_refarch.foundation import violations

from tests.constructs.analytics.asked_lakes import lint, new_stack, only, resources

DOMAIN = "AWS::OpenSearchService::Domain"


def stream(stack: Stack) -> kinesis.IStream:
    return kinesis.Stream.from_stream_attributes(
        stack,
        "Stream",
        stream_arn=stack.format_arn(service="kinesis", resource="stream", resource_name="events"),
    )


@pytest.fixture(scope="module")
def plain() -> Stack:
    """A domain of which nothing is said."""
    stack = new_stack()
    SearchDomain(stack, "Search", stream=stream(stack))
    return stack


def test_it_is_encrypted_and_speaks_tls_only(plain: Stack) -> None:
    domain = only(plain, DOMAIN)
    assert domain["EncryptionAtRestOptions"] == {"Enabled": True}
    assert domain["NodeToNodeEncryptionOptions"] == {"Enabled": True}
    assert domain["DomainEndpointOptions"]["EnforceHTTPS"] is True
    assert domain["ClusterConfig"]["InstanceType"] == "t3.small.search"
    assert domain["ClusterConfig"]["InstanceCount"] == 1


def test_only_what_feeds_it_and_who_signed_in_get_in(plain: Stack) -> None:
    domain = only(plain, DOMAIN)
    (statement,) = domain["AccessPolicies"]["Statement"]
    principals = str(statement["Principal"]["AWS"])
    assert "SearchFeedFunctionRole" in principals
    assert "SearchPeopleRole" in principals
    assert "*" not in principals
    assert domain["AdvancedSecurityOptions"]["InternalUserDatabaseEnabled"] is False
    assert "SearchFeedFunctionRole" in str(domain["AdvancedSecurityOptions"]["MasterUserOptions"])


def test_dashboards_need_a_user_whom_the_staff_entered(plain: Stack) -> None:
    assert only(plain, DOMAIN)["CognitoOptions"]["Enabled"] is True
    pool = only(plain, "AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == "ON"
    assert only(plain, "AWS::Cognito::IdentityPool")["AllowUnauthenticatedIdentities"] is False


def test_a_batch_that_fails_is_halved_tried_again_and_told_of_at_last(plain: Stack) -> None:
    mapping = only(plain, "AWS::Lambda::EventSourceMapping")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert "NotFound" in str(mapping["DestinationConfig"]["OnFailure"])
    (function,) = (
        one["Properties"]
        for one in resources(plain, "AWS::Lambda::Function")
        if "stream into a search" in str(one["Properties"].get("Description"))
    )
    assert function["Environment"]["Variables"]["REPLICAS"] == "0"
    assert "DomainEndpoint" in str(function["Environment"]["Variables"]["SEARCH_ENDPOINT"])


def test_no_function_is_there_that_the_cdk_brings_unasked(plain: Stack) -> None:
    Template.from_stack(plain).resource_count_is("AWS::Lambda::Function", 1)
    assert violations(plain) == []
    assert lint(plain) == []


def test_two_domains_of_a_stack_log_by_one_policy() -> None:
    stack = new_stack()
    source = stream(stack)
    first = SearchDomain(stack, "One", stream=source)
    second = SearchDomain(stack, "Two", stream=source)

    document = str(only(stack, "AWS::Logs::ResourcePolicy")["PolicyDocument"])
    for name in ("OneAudit", "TwoAudit", "OneSlowSearches", "TwoSlowSearches"):
        assert name in document
    assert first.domain_name != second.domain_name


def test_a_domain_in_a_vpc_waits_for_the_role_that_an_account_has_once() -> None:
    stack = Stack(App(), "Inside", env=Environment(account="111122223333", region="us-east-1"))
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-0123456789abcdef0",
        availability_zones=["us-east-1a", "us-east-1b", "us-east-1c"],
        private_subnet_ids=[f"subnet-0123456{zone}" for zone in "abc"],
    )
    key = kms.Key.from_key_arn(
        stack,
        "Key",
        f"arn:aws:kms:us-east-1:111122223333:key/{uuid.UUID(int=1)}",
    )
    pool = cognito.UserPool.from_user_pool_id(stack, "Pool", "us-east-1_Ab129faBb")
    SearchDomain(
        stack,
        "Search",
        stream=stream(stack),
        vpc=vpc,
        nodes=2,
        encryption_key=key,
        user_pool=pool,
        removal_policy=RemovalPolicy.DESTROY,
    )

    (domain,) = resources(stack, DOMAIN)
    assert domain["Properties"]["VPCOptions"]["SubnetIds"] == [
        "subnet-0123456a",
        "subnet-0123456b",
    ]
    assert domain["Properties"]["ClusterConfig"]["ZoneAwarenessEnabled"] is True
    assert domain["DeletionPolicy"] == "Delete"
    assert any("LinkedRole" in one for one in domain["DependsOn"])
    assert only(stack, "Custom::ServiceLinkedRole")["ServiceName"] == (
        "opensearchservice.amazonaws.com"
    )
    Template.from_stack(stack).resource_count_is("AWS::IAM::ServiceLinkedRole", 0)
    Template.from_stack(stack).resource_count_is("AWS::Cognito::UserPool", 0)
    (function,) = (
        one["Properties"]
        for one in resources(stack, "AWS::Lambda::Function")
        if "VpcConfig" in one["Properties"]
    )
    assert function["Environment"]["Variables"]["REPLICAS"] == "1"
    assert violations(stack) == []
    assert lint(stack) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "Events"}, "name: 'Events' is not 3 to 19"),
        ({"instance_type": "t3.small"}, "instance_type: 't3.small' is not a machine"),
        ({"nodes": 0}, "nodes: 0 is not between 1 and 80"),
        ({"volume_gib": 5}, "volume_gib: 5 is not between 10 and 24,576"),
        ({"batch_size": 20_000}, "batch_size: 20,000 is not between 1 and 10,000"),
        ({"subnets": ec2.SubnetSelection()}, "subnets: they are of an existing VPC"),
    ],
)
def test_what_opensearch_would_refuse_is_refused_before(
    given: dict[str, Any], sentence: str
) -> None:
    stack = new_stack()
    with pytest.raises(ValueError, match=sentence):
        SearchDomain(stack, "Search", stream=stream(stack), **given)
