"""Domains that are deployed, reached at their endpoint, and gone with their stack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.opensearch import node
from localcloud.opensearch.service import OpenSearchService
from tests.localcloud.cloudformation.deployer import Deployer, Resources

EVENTS = {
    "index_patterns": ["events-*"],
    "template": {"mappings": {"properties": {"kind": {"type": "keyword"}}}},
}


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    """A cloud with OpenSearch."""
    with LocalCloud([CloudFormation, OpenSearchService]) as cloud:
        yield cloud


def domain(**more: Any) -> Resources:
    """A small domain."""
    properties = {
        "DomainName": "events",
        "EngineVersion": "OpenSearch_2.19",
        "ClusterConfig": {"InstanceType": "t3.small.search", "InstanceCount": 1},
        "EBSOptions": {"EBSEnabled": True, "VolumeSize": 10, "VolumeType": "gp3"},
        "EncryptionAtRestOptions": {"Enabled": True},
        "NodeToNodeEncryptionOptions": {"Enabled": True},
        "DomainEndpointOptions": {"EnforceHTTPS": True},
        **more,
    }
    return {"Domain": {"Type": "AWS::OpenSearchService::Domain", "Properties": properties}}


def call(endpoint: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Sends a signed request."""
    text = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
    signed = AWSRequest(
        method=method,
        url=f"http://{endpoint}{path}",
        data=text,
        headers={"Content-Type": "application/json"},
    )
    SigV4Auth(Credentials("testing", "testing"), "es", "us-east-1").add_auth(signed)
    with urllib3.PoolManager() as http:
        answer = http.request(method, str(signed.url), body=text, headers=dict(signed.headers))
        return answer.status, json.loads(answer.data)


def test_a_deployed_domain_answers_signed_requests_until_it_is_deleted(cloud: LocalCloud) -> None:
    outputs = {"Endpoint": {"Value": {"Fn::GetAtt": ["Domain", "DomainEndpoint"]}}}
    stack = Deployer(cloud, "Search")
    stack.create(domain(), Outputs=outputs)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    endpoint = stack.outputs["Endpoint"]
    described = cloud.client("opensearch").describe_domain(DomainName="events")["DomainStatus"]
    assert described["Endpoint"] == endpoint

    assert call(endpoint, "PUT", "/_index_template/events", EVENTS)[0] == 200
    bulk = "".join(
        f'{{"index": {{"_index": "events-2024-01", "_id": "{n}"}}}}\n{{"kind": "{"ab"[n % 2]}"}}\n'
        for n in range(5)
    )
    status, told = call(endpoint, "POST", "/_bulk?refresh=true", bulk)
    assert (status, told["errors"]) == (200, False)
    query = {"size": 0, "aggs": {"kinds": {"terms": {"field": "kind"}}}}
    _, found = call(endpoint, "POST", "/events-*/_search", query)
    buckets = found["aggregations"]["kinds"]["buckets"]
    assert [(each["key"], each["doc_count"]) for each in buckets] == [("a", 3), ("b", 2)]

    stack.update(
        domain(ClusterConfig={"InstanceType": "t3.medium.search", "InstanceCount": 1}),
        Outputs=outputs,
    )
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert call(endpoint, "GET", "/events-2024-01/_count")[1]["count"] == 5

    stack.delete()
    with pytest.raises(urllib3.exceptions.MaxRetryError):
        call(endpoint, "GET", "/")


def test_who_may_do_what_is_kept_and_told(cloud: LocalCloud) -> None:
    made = cloud.client("opensearch").create_domain(DomainName="secured")
    endpoint = made["DomainStatus"]["Endpoint"]
    path = "/_plugins/_security/api/rolesmapping/readall"
    assert call(endpoint, "GET", path)[0] == 404
    assert call(endpoint, "PUT", path, {"backend_roles": ["reader"]})[0] == 201
    assert call(endpoint, "PUT", path, {"backend_roles": ["reader", "other"]})[0] == 200
    assert call(endpoint, "GET", path) == (200, {"readall": {"backend_roles": ["reader", "other"]}})


def test_domains_of_two_names_or_regions_share_nothing(cloud: LocalCloud) -> None:
    endpoints = {
        cloud.client("opensearch", region).create_domain(DomainName=name)["DomainStatus"][
            "Endpoint"
        ]
        for name, region in (("one", "us-east-1"), ("two", "us-east-1"), ("one", "eu-west-1"))
    }
    assert len(endpoints) == 3
    first, *others = endpoints
    call(first, "PUT", "/mine/_doc/1", {"a": 1})
    assert all(call(other, "GET", "/mine/_doc/1")[0] == 404 for other in others)


def test_without_the_engine_a_domain_is_refused_with_what_to_do(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "PACKAGE", "no_such_engine")
    stack = Deployer(cloud, "Search")
    stack.create(domain())
    assert stack.status == "ROLLBACK_COMPLETE"
    assert any("`make search` installs it" in reason for reason in stack.failures)
    assert cloud.client("opensearch").list_domain_names()["DomainNames"] == []
