"""Events into a search domain: each found once by its id, none lost, none that holds up others."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from function_folder import FunctionFolder
from moto import mock_aws


@cache
def code() -> FunctionFolder:
    """The function, loaded once the variables are set that it reads as it is."""
    return FunctionFolder("search_feed")


class Domain:
    """A domain that does as OpenSearch does, as far as the function asks."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], dict[str, Any]] = {}
        self.puts: dict[str, Any] = {}
        self.signatures: list[str] = []
        self.status = 200
        self.outcomes: dict[str, tuple[int, str]] = {}
        self.security = True

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        if method == "PUT":
            if "_security" in path and not self.security:
                return 400, {"error": f"no handler found for uri [{path}] and method [PUT]"}
            self.puts[path] = json.loads(body)
            return 200, {}
        if self.status >= 300:
            return self.status, {"error": "too busy"}
        lines = body.decode().split("\n")[:-1]
        items: list[dict[str, Any]] = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            named = json.loads(action)["index"]
            status, reason = self.outcomes.get(named["_id"], (201, ""))
            if status < 300:
                self.documents[named["_index"], named["_id"]] = json.loads(document)
                items.append({"index": {"status": status}})
            else:
                error = {"type": "mapper_parsing_exception", "reason": reason}
                items.append({"index": {"status": status, "error": error}})
        return 200, {"errors": bool(self.outcomes), "items": items}


@pytest.fixture
def domain() -> Domain:
    return Domain()


@pytest.fixture
def endpoint(domain: Domain) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            domain.signatures.append(self.headers.get("Authorization", ""))
            status, told = domain.answer(self.command, self.path, body)
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> Iterator[Any]:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "token",
        "POWERTOOLS_SERVICE_NAME": "search_feed",
        "POWERTOOLS_METRICS_NAMESPACE": "Analytics",
        "SEARCH_ENDPOINT": endpoint,
        "REPLICAS": "1",
        "READER_ROLE_ARN": "arn:reader",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        sqs = boto3.resource("sqs")
        made = sqs.create_queue(QueueName="rejected")
        monkeypatch.setenv("REJECTED_QUEUE_URL", made.url)
        code().handler.domain.cache_clear()
        code().handler.queue.cache_clear()
        found = code().search.SearchDomain(
            endpoint,
            credentials=boto3.Session().get_credentials(),
            region="eu-west-1",
            scheme="http",
        )
        # Made as the function makes it, but for the scheme, which AWS's own address decides.
        monkeypatch.setattr(code().handler, "SearchDomain", lambda *_, **__: found)
        yield made
    code().handler.domain.cache_clear()
    code().handler.queue.cache_clear()


def event(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "detail-type": "BookingConfirmed",
        "source": "hotel.booking",
        "time": "2026-11-27T09:00:00Z",
        "detail": {"reference": f"R{number}", "price": 120},
        **changed,
    }


def record(content: Any, number: int = 0) -> dict[str, Any]:
    raw = content if isinstance(content, bytes) else json.dumps(content, indent=1).encode()
    return {
        "kinesis": {"data": base64.b64encode(raw).decode(), "sequenceNumber": str(number)},
        "eventID": f"shard:{number}",
    }


def handle(*records: dict[str, Any]) -> list[str]:
    context = SimpleNamespace(
        function_name="search_feed",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:function",
        aws_request_id="request",
    )
    told = code().handler.handle({"Records": list(records)}, context)
    return [one["itemIdentifier"] for one in told["batchItemFailures"]]


def rejected(queue: Any) -> list[dict[str, str]]:
    return [json.loads(one.body) for one in queue.receive_messages(MaxNumberOfMessages=10)]


def test_an_event_is_found_in_the_index_of_its_month(domain: Domain, queue: Any) -> None:
    assert handle(record(event(1)), record(event(2, time="2027-01-01T00:30:00+01:00"))) == []

    assert sorted(domain.documents) == [("events-2026-11", "id-1"), ("events-2026-12", "id-2")]
    assert domain.documents["events-2026-11", "id-1"] == event(1)
    assert rejected(queue) == []


def test_an_event_that_comes_again_is_found_once(domain: Domain) -> None:
    handle(record(event(1)), record(event(1)))
    handle(record(event(1)))

    assert list(domain.documents) == [("events-2026-11", "id-1")]


def test_requests_are_signed_for_the_region_of_the_domain(domain: Domain) -> None:
    handle(record(event(1)))

    assert len(domain.signatures) == 4
    for one in domain.signatures:
        assert one.startswith("AWS4-HMAC-SHA256 Credential=")
        assert "/eu-west-1/es/aws4_request" in one
        assert "x-amz-security-token" in one


def test_the_template_and_the_readers_are_there_before_the_first_event(domain: Domain) -> None:
    handle(record(event(1)))
    handle(record(event(2)))

    template = domain.puts["/_index_template/events"]
    assert template["index_patterns"] == ["events-*"]
    assert template["template"]["settings"]["number_of_replicas"] == 1
    assert template["template"]["mappings"]["properties"]["time"] == {"type": "date"}
    assert domain.puts["/_plugins/_security/api/rolesmapping/readall"] == {
        "backend_roles": ["arn:reader"]
    }
    # Prepared once, then one request for each batch.
    assert len(domain.signatures) == 3 + 2


def test_a_domain_without_its_security_plugin_is_fed_too(domain: Domain) -> None:
    domain.security = False

    assert handle(record(event(1))) == []
    assert len(domain.documents) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "it is not JSON"),
        (b"[1]", "it is JSON and not an object"),
        (event(1, id=None), "its id, None, is not text"),
        (event(1, id="x" * 513), "is not text of 1 to 512 bytes"),
        (event(1, time="yesterday"), "its time, 'yesterday', is not one of ISO 8601"),
        ({"id": "a"}, "its time, None, is not"),
    ],
)
def test_what_is_no_event_waits_with_its_reason_and_holds_up_no_other(
    domain: Domain, queue: Any, content: Any, reason: str
) -> None:
    assert handle(record(content, 1), record(event(2), 2)) == []

    assert list(domain.documents) == [("events-2026-11", "id-2")]
    (message,) = rejected(queue)
    assert reason in message["reason"]
    assert message["record"]


def test_what_the_domain_will_never_take_waits_with_the_domains_reason(
    domain: Domain, queue: Any
) -> None:
    domain.outcomes = {"id-1": (400, "failed to parse field [price]")}

    assert handle(record(event(1), 1), record(event(2), 2)) == []
    (message,) = rejected(queue)
    assert "400 mapper_parsing_exception: failed to parse field [price]" in message["reason"]
    assert json.loads(message["record"])["id"] == "id-1"


@pytest.mark.parametrize("status", [429, 503])
def test_what_the_domain_cannot_take_now_comes_again(
    domain: Domain, queue: Any, status: int
) -> None:
    domain.outcomes = {"id-2": (status, "queue is full")}

    assert handle(record(event(1), 1), record(event(2), 2), record(event(3), 3)) == ["2"]
    domain.outcomes = {}
    assert handle(record(event(2), 2), record(event(3), 3)) == []
    assert len(domain.documents) == 3
    assert rejected(queue) == []


@pytest.mark.parametrize("status", [429, 500, 403])
def test_a_bulk_that_is_refused_comes_again_as_a_whole(
    domain: Domain, queue: Any, status: int
) -> None:
    handle(record(event(0)))
    domain.status = status

    assert handle(record(event(1), 1), record(event(2), 2)) == ["1", "2"]
    assert rejected(queue) == []


def test_a_domain_that_does_not_answer_loses_nothing() -> None:
    handle(record(event(0)))
    code().handler.domain()._root = "http://localhost:1"

    assert handle(record(event(1), 1)) == ["1"]


def test_a_template_that_is_refused_is_an_error_and_not_a_guess_of_the_domain(
    domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain, "answer", lambda *_: (403, {"error": "no permissions"}))

    with pytest.raises(Exception, match=r"PUT /_index_template/events: 403 .*no permissions"):
        handle(record(event(1), 1))


def test_bulks_are_small_enough_for_a_small_domain(domain: Domain) -> None:
    text = "x" * 1_000_000
    records = [record(event(number, detail={"text": text}), number) for number in range(12)]

    assert handle(*records) == []
    assert len(domain.documents) == 12
    assert len(domain.signatures) == 3 + 3  # bulks of five, five and two


def test_an_event_with_line_ends_is_one_line_of_a_bulk(domain: Domain) -> None:
    odd = event(1, detail={"text": "first\nsecond\u2028third \U0001f6ec", "이름": "값"})

    assert handle(record(odd)) == []
    assert domain.documents["events-2026-11", "id-1"] == odd
