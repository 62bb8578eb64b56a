"""Events of a stream are found in the domain that the library's construct deploys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, CfnOutput, Environment, RemovalPolicy, Stack
from aws_cdk import aws_kinesis as kinesis
from ml_refarch.analytics import SearchDomain

from localcloud.cli.environment import DEFAULT_REGION
from tests.e2e.conftest import Target, deployed_here
from tests.localcloud.opensearch.test_domains import call
from tests.localcloud.sagemaker.toys import until

NAME = "Found"


def assembly() -> Path:
    """The assembly of a stack that is a stream and a domain fed from it."""
    app = App()
    stack = Stack(app, NAME, env=Environment(account="123456789012", region=DEFAULT_REGION))
    stream = kinesis.Stream(stack, "Stream", removal_policy=RemovalPolicy.DESTROY)
    search = SearchDomain(
        stack, "Search", stream=stream, batch_size=100, removal_policy=RemovalPolicy.DESTROY
    )
    for name, value in {
        "Stream": stream.stream_name,
        "Endpoint": search.domain.domain_endpoint,
        "Queue": search.feed.dead_letter_queue.queue_url,
    }.items():
        CfnOutput(stack, f"{name}Output", value=value).override_logical_id(name)
    return Path(app.synth().directory)


@dataclass(frozen=True)
class Fed:
    """The deployed stack."""

    target: Target

    def put(self, *events: str) -> None:
        """Puts events into the stream."""
        answer = self.target.client("kinesis").put_records(
            StreamName=self.target.outputs["Stream"],
            Records=[
                {"Data": each.encode(), "PartitionKey": str(n)} for n, each in enumerate(events)
            ],
        )
        assert answer["FailedRecordCount"] == 0

    def found(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """The events that a query finds, by id."""
        status, told = call(
            self.target.outputs["Endpoint"], "POST", "/events-*/_search?size=100", {"query": query}
        )
        if status != 200:
            return []
        return sorted((each["_source"] for each in told["hits"]["hits"]), key=lambda one: one["id"])


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fed]:
    """The stack, deployed by the CDK's own command line."""
    with deployed_here(NAME, assembly(), tmp_path_factory) as target:
        yield Fed(target)


def event(number: int, **detail: object) -> dict[str, Any]:
    return {
        "id": f"event-{number:02}",
        "detail-type": "BookingConfirmed" if number % 2 else "BookingCancelled",
        "source": "hotel.booking",
        "time": f"2026-{10 + number % 2}-15T09:00:00Z",
        "detail": {"city": "서울", "nights": number, **detail},
    }


def test_each_event_is_found_once_by_what_it_says(fed: Fed) -> None:
    events = [event(number) for number in range(20)]
    texts = [json.dumps(each) for each in events]
    fed.put(*texts, *texts[:5])

    until(lambda: len(fed.found({"match_all": {}})) == len(events), "all events")
    assert fed.found({"match_all": {}}) == events
    seoul = {
        "bool": {
            "filter": [
                {"term": {"detail.city": "서울"}},
                {"range": {"time": {"gte": "2026-11-01"}}},
            ]
        }
    }
    assert fed.found(seoul) == events[1::2]
    status, indices = call(
        fed.target.outputs["Endpoint"], "GET", "/_cat/indices/events-*?format=json"
    )
    assert status == 200
    assert {each["index"] for each in indices} == {"events-2026-10", "events-2026-11"}


def test_one_that_can_never_be_found_is_kept_with_its_reason_and_holds_up_none(fed: Fed) -> None:
    fed.put("{", json.dumps(event(40)), json.dumps({"id": "no time"}))
    until(lambda: fed.found({"term": {"id": "event-40"}}), "the event between the others")

    sqs = fed.target.client("sqs")
    kept: list[dict[str, Any]] = []

    def both() -> bool:
        answer = sqs.receive_message(QueueUrl=fed.target.outputs["Queue"], MaxNumberOfMessages=10)
        kept.extend(json.loads(each["Body"]) for each in answer.get("Messages", ()))
        return len(kept) >= 2

    until(both, "both records in the queue")
    assert len(kept) == 2
    reasons = sorted(str(each) for each in kept)
    assert any("it is not JSON" in each for each in reasons)
    assert any("its time, None" in each for each in reasons)
