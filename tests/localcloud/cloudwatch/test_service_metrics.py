"""What Lex, Lambda and SNS tell CloudWatch of themselves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from localcloud.events import QueueService, TopicService, settle
from localcloud.functions.parts import functions_of
from localcloud.lambda_service import LambdaService
from localcloud.lex.models.service import LexModels
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.cloudwatch.reading import statistic
from tests.localcloud.events.deploy import queue, recorder
from tests.localcloud.functions.deploy import Function, deploy
from tests.localcloud.lex.bots import book_hotel, bot
from tests.localcloud.lex.conftest import Deployer

SERVICES = [
    LogService,
    MetricService,
    LambdaService,
    QueueService,
    TopicService,
    LexRuntimeService,
    LexModels,
]
HOOK = """
    def handle(event, context):
        text = event["inputTranscript"]
        if text == "raise":
            raise KeyError("no such room")
        if text == "nonsense":
            return {"hello": 1}
        intent = event["sessionState"]["intent"]
        return {"sessionState": {"dialogAction": {"type": "Delegate"}, "intent": intent}}
"""
FAILING = """
    def handle(event, context):
        if event.get("fail"):
            raise ValueError("no such room")
"""


@pytest.fixture(scope="module")
def listening() -> Iterator[LocalCloud]:
    """A cloud that listens, and that retries without waiting."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud


@pytest.fixture
def talk(listening: LocalCloud) -> dict[str, str]:
    """How a client addresses a session of a bot with a code hook."""
    deployer = Deployer(listening)
    definition = bot(book_hotel(DialogCodeHook={"Enabled": True}), Name=f"Hotel{uuid.uuid4().hex}")
    made = deployer.create("AWS::Lex::Bot", definition)
    deployer.version(made.physical_id)
    function = deploy(listening, HOOK)
    hook = {"LambdaCodeHook": {"LambdaArn": function.arn, "CodeHookInterfaceVersion": "1.0"}}
    setting = {"Enabled": True, "CodeHookSpecification": hook}
    alias = deployer.alias(
        made.physical_id,
        "1",
        BotAliasLocaleSettings=[{"LocaleId": "en_US", "BotAliasLocaleSetting": setting}],
    )
    return {
        "botId": made.physical_id,
        "botAliasId": alias.attributes["BotAliasId"],
        "localeId": "en_US",
        "sessionId": "guest",
    }


def lex(
    cloud: LocalCloud, talk: dict[str, str], name: str, which: str = "Sum", **other: str
) -> Any:
    dimensions = {
        "BotId": talk["botId"],
        "BotAliasId": talk["botAliasId"],
        "LocaleId": "en_US",
        "Operation": "RecognizeText",
    } | other
    kept = {key: value for key, value in dimensions.items() if value}
    return statistic(cloud, "AWS/Lex", name, kept, which=which)


def test_each_turn_is_counted_by_alias_and_by_version(
    listening: LocalCloud, talk: dict[str, str]
) -> None:
    client = listening.client("lexv2-runtime")
    for text in ("Book a hotel", "Seattle", "?!"):
        client.recognize_text(**talk, text=text)

    assert lex(listening, talk, "RuntimeRequestCount") == 3
    assert lex(listening, talk, "RuntimeRequestCount", BotAliasId="", BotVersion="1") == 3
    assert lex(listening, talk, "RuntimeSuccessfulRequestLatency", "SampleCount") == 3
    assert 0 < lex(listening, talk, "RuntimeSuccessfulRequestLatency", "p95") < 60_000
    assert lex(listening, talk, "RuntimeLambdaErrors") is None
    assert lex(listening, talk, "MissedUtteranceCount") == 0


def test_an_utterance_that_nothing_fits_is_missed(
    listening: LocalCloud, talk: dict[str, str]
) -> None:
    listening.client("lexv2-runtime").recognize_text(**talk, text="?!")

    assert lex(listening, talk, "MissedUtteranceCount") == 1


@pytest.mark.parametrize(
    ("text", "metric"),
    [("raise", "RuntimeLambdaErrors"), ("nonsense", "RuntimeInvalidLambdaResponses")],
)
def test_what_goes_wrong_in_a_hook_is_counted(
    listening: LocalCloud, talk: dict[str, str], text: str, metric: str
) -> None:
    client = listening.client("lexv2-runtime")
    client.recognize_text(**talk, text="Book a hotel")

    with pytest.raises(client.exceptions.DependencyFailedException):
        client.recognize_text(**talk, text=text)

    others = {"RuntimeLambdaErrors", "RuntimeInvalidLambdaResponses"} - {metric}
    assert lex(listening, talk, metric) == 1
    assert [lex(listening, talk, other) for other in others] == [None]
    assert lex(listening, talk, "RuntimeUserErrors") == 1
    assert lex(listening, talk, "RuntimeRequestCount") == 2
    assert lex(listening, talk, "RuntimeSuccessfulRequestLatency", "SampleCount") == 1


def test_other_operations_are_counted_apart(listening: LocalCloud, talk: dict[str, str]) -> None:
    client = listening.client("lexv2-runtime")
    client.put_session(**talk, sessionState={"dialogAction": {"type": "ElicitIntent"}})
    client.get_session(**talk)
    client.delete_session(**talk)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_session(**talk)

    counted = {
        operation: lex(listening, talk, "RuntimeRequestCount", Operation=operation)
        for operation in ("RecognizeText", "PutSession", "GetSession", "DeleteSession")
    }
    assert counted == {"RecognizeText": None, "PutSession": 1, "GetSession": 2, "DeleteSession": 1}
    assert lex(listening, talk, "RuntimeUserErrors", Operation="GetSession") == 1


def test_a_call_of_no_bot_is_counted_nowhere(listening: LocalCloud, talk: dict[str, str]) -> None:
    client = listening.client("lexv2-runtime")
    nobody = {**talk, "botAliasId": "NOSUCHONE1"}
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.recognize_text(**nobody, text="hello")

    assert lex(listening, nobody, "RuntimeRequestCount") is None


def of(function: Function, name: str, which: str = "Sum", **dimensions: str) -> float | None:
    assert settle(function.cloud)
    named = {"FunctionName": function.name, **dimensions}
    return statistic(function.cloud, "AWS/Lambda", name, named, which=which)


def test_each_invocation_is_counted(listening: LocalCloud) -> None:
    function = deploy(listening, FAILING)
    function.invoke({})
    function.invoke({"fail": True})

    assert of(function, "Invocations") == 2
    assert of(function, "Errors") == 1
    assert of(function, "Errors", "SampleCount") == 2
    assert of(function, "Duration", "SampleCount") == 2
    assert 0 < (of(function, "Duration", "Maximum") or 0) < 20_000
    assert of(function, "Throttles") is None
    assert of(function, "Invocations", Resource=function.name) == 2


def test_retries_are_invocations_of_their_own(listening: LocalCloud) -> None:
    function = deploy(listening, FAILING)
    function.invoke({"fail": True}, InvocationType="Event")

    assert of(function, "Invocations") == 3
    assert of(function, "Errors") == 3


def test_an_alias_is_counted_with_the_version_behind_it(listening: LocalCloud) -> None:
    function, client = deploy(listening, FAILING), listening.client("lambda")
    version = client.publish_version(FunctionName=function.name)["Version"]
    client.create_alias(FunctionName=function.name, Name="live", FunctionVersion=version)
    function.invoke({}, Qualifier="live")

    resource = f"{function.name}:live"
    assert of(function, "Invocations") == 1
    assert of(function, "Invocations", Resource=resource) == 1
    assert of(function, "Invocations", Resource=resource, ExecutedVersion=version) == 1


def test_what_is_throttled_is_no_invocation(listening: LocalCloud) -> None:
    function, client = deploy(listening, FAILING), listening.client("lambda")
    client.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    with pytest.raises(client.exceptions.TooManyRequestsException):
        function.invoke({})

    assert of(function, "Throttles") == 1
    assert of(function, "Invocations") is None


def test_texts_to_phones_are_counted(listening: LocalCloud) -> None:
    sns = listening.client("sns", "eu-west-1")
    sns.publish(PhoneNumber="+12065550100", Message="Your room is booked.")
    with pytest.raises(ClientError, match="not valid to publish to"):
        sns.publish(PhoneNumber="12", Message="Your room is booked.")

    direct = {"PhoneNumber": "PhoneNumberDirect"}
    delivered = statistic(
        listening, "AWS/SNS", "NumberOfNotificationsDelivered", direct, region="eu-west-1"
    )
    assert delivered == 1


def test_a_topic_is_counted_with_what_reached_nobody(listening: LocalCloud) -> None:
    sns, name = listening.client("sns"), f"topic-{uuid.uuid4().hex[:8]}"
    topic = sns.create_topic(Name=name)["TopicArn"]
    gone = "arn:aws:sqs:us-east-1:123456789012:no-such-queue"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue(listening).arn)
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=recorder(listening).arn)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=gone)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="staff@example.com")
    policy = {"FilterPolicy": '{"kind": ["urgent"]}'}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue(listening).arn, Attributes=policy)
    sns.publish(TopicArn=topic, Message="four")
    assert settle(listening)

    figures = {
        metric: statistic(listening, "AWS/SNS", metric, {"TopicName": name})
        for metric in (
            "NumberOfMessagesPublished",
            "PublishSize",
            "NumberOfNotificationsDelivered",
            "NumberOfNotificationsFailed",
            "NumberOfNotificationsFilteredOut",
        )
    }
    assert list(figures.values()) == [1, 4, 2, 1, 1]


def test_a_cloud_without_cloudwatch_counts_nothing() -> None:
    with LocalCloud([LambdaService, QueueService, TopicService]) as cloud:
        cloud.client("sns").publish(PhoneNumber="+12065550100", Message="Hello")
        assert cloud.client("cloudwatch").list_metrics()["Metrics"] == []
