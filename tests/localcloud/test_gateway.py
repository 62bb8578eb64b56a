"""The door of the local cloud: our answer where we have one, moto's otherwise, AWS's errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.service import Call, Service

SESSION = {
    "botId": "ABCDEFGHIJ",
    "botAliasId": "TSTALIASID",
    "localeId": "en_US",
    "sessionId": "one",
}


class Echo(Service):
    api: ClassVar[str] = "lexv2-runtime"

    def recognize_text(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        if request["text"] == "fail":
            raise ServiceError("DependencyFailedException", "Invalid Lambda Response: nonsense")
        if request["text"] == "bug":
            raise KeyError("no such thing")
        content = f"{call.region}: {request['text']}"
        intent = {"name": "Book", "slots": {"City": None}}
        return {
            "messages": [{"content": content, "contentType": "PlainText"}],
            "sessionState": {"intent": intent},
        }


class Numbers(Service):
    api: ClassVar[str] = "connect"

    def claim_phone_number(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        return {"PhoneNumberId": request["PhoneNumber"]}


class Stacks(Service):
    api: ClassVar[str] = "cloudformation"

    def describe_stacks(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        raise ServiceError(
            "ValidationError", f"Stack with id {request['StackName']} does not exist"
        )


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud([Echo, Stacks]) as cloud:
        cloud.start()
        yield cloud


@pytest.fixture(params=["in process", "over the network"])
def runtime(cloud: LocalCloud, request: pytest.FixtureRequest) -> Any:
    if request.param == "in process":
        return cloud.client("lexv2-runtime")
    return over_network(cloud.endpoint, "lexv2-runtime", "us-east-1")


def error_of(call: Any, **arguments: Any) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    response = caught.value.response
    return (
        response["Error"]["Code"],
        response["ResponseMetadata"]["HTTPStatusCode"],
        response["Error"]["Message"],
    )


def test_a_service_of_ours_answers_in_the_shape_of_its_model(runtime: Any) -> None:
    answer = runtime.recognize_text(**SESSION, text="안녕")
    assert answer["messages"] == [{"content": "us-east-1: 안녕", "contentType": "PlainText"}]


def test_a_map_keeps_its_empty_values(runtime: Any) -> None:
    answer = runtime.recognize_text(**SESSION, text="hi")
    assert answer["sessionState"]["intent"]["slots"] == {"City": None}


def test_an_error_has_the_status_that_the_model_gives_it(runtime: Any) -> None:
    assert error_of(runtime.recognize_text, **SESSION, text="fail") == (
        "DependencyFailedException",
        424,
        "Invalid Lambda Response: nonsense",
    )


def test_what_the_model_forbids_is_refused_before_the_service_sees_it(runtime: Any) -> None:
    code, status, message = error_of(runtime.recognize_text, **SESSION, text="x" * 1025)
    assert (code, status) == ("ValidationException", 400)
    assert "'text'" in message
    assert "less than or equal to 1024" in message


def test_an_id_that_the_pattern_forbids_is_refused(runtime: Any) -> None:
    wrong = {**SESSION, "botId": "not-a-bot!"}
    code, status, message = error_of(runtime.recognize_text, **wrong, text="hi")
    assert (code, status) == ("ValidationException", 400)
    assert "'botId'" in message


def test_a_pattern_that_its_model_escapes_twice_is_read_as_it_is_meant() -> None:
    with LocalCloud([Numbers]) as cloud:
        connect = cloud.client("connect")
        arn = "arn:aws:connect:us-east-1:123456789012:phone-number/1"
        claimed = connect.claim_phone_number(TargetArn=arn, PhoneNumber="+12065550100")
        assert claimed["PhoneNumberId"] == "+12065550100"
        for number in ("12065550100", "+0206", r"\+1dd"):
            code, _, message = error_of(
                connect.claim_phone_number, TargetArn=arn, PhoneNumber=number
            )
            assert code == "ValidationException"
            assert "'PhoneNumber'" in message


def test_a_defect_of_ours_says_what_it_was(runtime: Any) -> None:
    code, status, message = error_of(runtime.recognize_text, **SESSION, text="bug")
    assert (code, status) == ("InternalFailure", 500)
    assert "KeyError" in message


def test_the_query_protocol_has_its_own_errors(cloud: LocalCloud) -> None:
    assert error_of(cloud.client("cloudformation").describe_stacks, StackName="None") == (
        "ValidationError",
        400,
        "Stack with id None does not exist",
    )


def test_what_we_do_not_answer_is_motos(cloud: LocalCloud) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="from-moto")
    s3.put_object(Bucket="from-moto", Key="a folder/a file.txt", Body=b"content")
    answer = s3.get_object(Bucket="from-moto", Key="a folder/a file.txt")
    assert answer["Body"].read() == b"content"


def test_an_observer_sees_the_request_and_the_answer(cloud: LocalCloud) -> None:
    seen: list[tuple[str, str]] = []
    cloud.on(
        "sqs",
        "CreateQueue",
        lambda call, request, response: seen.append(
            (f"{call.region} {request['QueueName']}", response["QueueUrl"])
        ),
    )
    cloud.client("sqs", "ap-northeast-2").create_queue(QueueName="seen")
    assert len(seen) == 1
    assert seen[0][0] == "ap-northeast-2 seen"
    assert seen[0][1].endswith("/seen")


def test_an_observer_of_no_operation_is_refused(cloud: LocalCloud) -> None:
    with pytest.raises(ValueError, match="sqs has no operation 'MakeQueue'"):
        cloud.on("sqs", "MakeQueue", lambda *_: None)


def test_regions_are_apart(cloud: LocalCloud) -> None:
    cloud.client("sqs", "eu-west-3").create_queue(QueueName="only-here")
    with pytest.raises(ClientError, match="NonExistentQueue"):
        cloud.client("sqs", "eu-west-1").get_queue_url(QueueName="only-here")


def test_only_this_machine_can_reach_it(cloud: LocalCloud) -> None:
    assert cloud._server is not None
    assert cloud._server.server_address[0] == "127.0.0.1"


class Bots(Service):
    api: ClassVar[str] = "lexv2-models"

    def describe_bot(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        return {"botId": request["botId"], "botName": "Described"}


class Sessions(Service):
    api: ClassVar[str] = "lexv2-runtime"

    def get_session(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        return {"sessionId": request["sessionId"]}


def test_of_two_apis_under_one_name_the_closest_path_is_meant() -> None:
    with LocalCloud([Bots, Sessions]) as cloud:
        assert cloud.client("lexv2-runtime").get_session(**SESSION)["sessionId"] == "one"
        described = cloud.client("lexv2-models").describe_bot(botId="ABCDEFGHIJ")
        assert described["botName"] == "Described"


class Functions(Service):
    api: ClassVar[str] = "lambda"

    def invoke(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        return {"StatusCode": 202 if request.get("InvocationType") == "Event" else 200}


def test_an_operation_whose_answer_names_its_status_gets_that_status() -> None:
    with LocalCloud([Functions]) as cloud:
        invoke = cloud.client("lambda").invoke
        assert invoke(FunctionName="f", InvocationType="Event")["StatusCode"] == 202
        assert invoke(FunctionName="f")["StatusCode"] == 200


class Trail(Service):
    api: ClassVar[str] = "cloudtrail"

    def lookup_events(self, _: Call, __: dict[str, Any]) -> dict[str, Any]:
        return {"Events": []}


def test_a_target_without_its_namespace_is_understood_as_the_cdk_sends_it() -> None:
    with LocalCloud([Trail]) as cloud:
        client = cloud.client("cloudtrail")
        client.meta.events.register(
            "before-sign.*.*",
            lambda request, **_: request.headers.replace_header(
                "X-Amz-Target", "CloudTrail_20131101.LookupEvents"
            ),
        )
        assert client.lookup_events()["Events"] == []
