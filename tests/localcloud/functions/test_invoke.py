"""What a caller of Invoke gets."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.functions.invoker import ASYNC_LIMIT, SYNC_LIMIT
from localcloud.lambda_service import LambdaService
from tests.localcloud.functions.deploy import Function, deploy, zipped

ECHO = "def handle(event, context): return event"


@pytest.fixture(scope="module")
def echo(cloud: LocalCloud) -> Function:
    return deploy(cloud, ECHO)


@pytest.fixture(scope="module")
def misbehaving(cloud: LocalCloud) -> Function:
    return deploy(
        cloud,
        """
        import os, signal, sys, time

        def handle(event, context):
            match event["how"]:
                case "raise": raise ValueError("no such room")
                case "exit": sys.exit(event["code"])
                case "die": os.kill(os.getpid(), signal.SIGKILL)
                case "hang": time.sleep(60)
                case "nonsense": return {1, 2}
                case "large": return "x" * 7_000_000
                case "pid": return os.getpid()
        """,
        Timeout=1,
    )


def test_the_answer_is_the_handlers(echo: Function) -> None:
    answer = echo.invoke({"city": "서울"})

    assert (answer.payload, answer.error) == ({"city": "서울"}, None)
    assert answer.raw["StatusCode"] == 200
    assert answer.raw["ExecutedVersion"] == "$LATEST"


def test_an_event_of_a_megabyte_comes_back_whole(echo: Function) -> None:
    event = {"text": "x" * 1_000_000}

    assert echo.invoke(event).payload == event


def test_a_handler_that_raises_answers_with_type_message_and_trace(misbehaving: Function) -> None:
    answer = misbehaving.invoke({"how": "raise"})

    assert answer.error == "Unhandled"
    assert answer.raw["StatusCode"] == 200
    assert answer.payload["errorType"] == "ValueError"
    assert answer.payload["errorMessage"] == "no such room"
    assert 'raise ValueError("no such room")' in "".join(answer.payload["stackTrace"])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (3, "Runtime exited with error: exit status 3"),
        (0, "Runtime exited without providing a reason"),
    ],
)
def test_a_handler_that_exits_is_a_runtime_exit_error(
    misbehaving: Function, code: int, message: str
) -> None:
    answer = misbehaving.invoke({"how": "exit", "code": code})

    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "Runtime.ExitError"
    assert answer.payload["errorMessage"].endswith(f"Error: {message}")


def test_a_handler_that_is_killed_tells_the_signal(misbehaving: Function) -> None:
    answer = misbehaving.invoke({"how": "die"})

    assert answer.payload["errorMessage"].endswith("Runtime exited with error: signal: killed")


def test_a_handler_that_takes_too_long_is_ended(misbehaving: Function) -> None:
    before = misbehaving.invoke({"how": "pid"}).payload
    answer = misbehaving.invoke({"how": "hang"})

    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "Sandbox.Timedout"
    assert answer.payload["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    assert misbehaving.invoke({"how": "pid"}).payload != before


def test_an_answer_that_is_no_json_is_a_marshal_error(misbehaving: Function) -> None:
    answer = misbehaving.invoke({"how": "nonsense"})

    assert answer.payload["errorType"] == "Runtime.MarshalError"
    assert answer.payload["errorMessage"].startswith("Unable to marshal response: ")


def test_an_answer_over_six_megabytes_is_refused(misbehaving: Function) -> None:
    answer = misbehaving.invoke({"how": "large"})

    assert answer.payload["errorType"] == "Function.ResponseSizeTooLarge"
    assert "6291556 bytes" in answer.payload["errorMessage"]


def test_a_function_survives_all_that_its_handler_does(misbehaving: Function) -> None:
    for how in ("raise", "nonsense", "large"):
        misbehaving.invoke({"how": how})

    assert misbehaving.invoke({"how": "pid"}).error is None


@pytest.mark.parametrize(
    ("handler", "kind", "message"),
    [
        ("missing.handle", "Runtime.ImportModuleError", "No module named 'missing'"),
        ("handler.absent", "Runtime.HandlerNotFound", "Handler 'absent' missing on module"),
        ("handler", "Runtime.MalformedHandlerName", "Bad handler 'handler'"),
        ("broken.handle", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken'"),
    ],
)
def test_a_handler_that_cannot_be_loaded_is_named(
    cloud: LocalCloud, handler: str, kind: str, message: str
) -> None:
    code = {"ZipFile": zipped(handler=ECHO, broken="def handle(:")}
    answer = deploy(cloud, ECHO, Handler=handler, Code=code).invoke({})

    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == kind
    assert message in answer.payload["errorMessage"]


def test_an_event_that_is_no_json_is_refused(echo: Function) -> None:
    with pytest.raises(ClientError, match="Could not parse request body into json") as caught:
        echo.invoke(b"{not json")

    assert caught.value.response["Error"]["Code"] == "InvalidRequestContentException"


def test_no_event_is_an_empty_one(echo: Function) -> None:
    answer = echo.cloud.client("lambda").invoke(FunctionName=echo.name)

    assert answer["Payload"].read() == b"{}"


@pytest.mark.parametrize(
    ("kind", "limit"), [("RequestResponse", SYNC_LIMIT), ("Event", ASYNC_LIMIT)]
)
def test_an_event_over_the_limit_is_refused(echo: Function, kind: str, limit: int) -> None:
    event = b'"' + b"x" * (limit - 1) + b'"'

    with pytest.raises(ClientError, match=f"smaller than {limit} bytes") as caught:
        echo.invoke(event, InvocationType=kind)

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_a_dry_run_runs_nothing(cloud: LocalCloud) -> None:
    function = deploy(cloud, "raise SystemExit(1)")

    answer = function.invoke({}, InvocationType="DryRun")

    assert (answer.payload, answer.error) == (None, None)
    assert function.invoke({}).error == "Unhandled"


def test_an_unknown_function_is_an_error_by_name(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="nobody") as caught:
        Function(cloud, "nobody").invoke({})

    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_runtime_that_does_not_run_here_is_an_error_by_name(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO, Runtime="nodejs22.x")

    with pytest.raises(ClientError, match=r"nodejs22\.x, and only Python functions run"):
        function.invoke({})


def test_the_tail_of_the_log_comes_with_the_answer(cloud: LocalCloud) -> None:
    function = deploy(cloud, "def handle(event, context): print('x' * 5000); print('the end')")
    answer = function.invoke({}, LogType="Tail")
    tail = base64.b64decode(answer.raw["LogResult"])

    assert len(tail) == 4096
    assert b"the end\nEND RequestId: " in tail


def test_the_client_context_reaches_the_handler(cloud: LocalCloud) -> None:
    function = deploy(cloud, "def handle(event, context): return context.client_context.custom")
    context = base64.b64encode(json.dumps({"custom": {"guest": "민수"}}).encode()).decode()

    assert function.invoke({}, ClientContext=context).payload == {"guest": "민수"}


def test_twenty_invocations_at_once_all_get_their_own_answer(echo: Function) -> None:
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda n: echo.invoke({"n": n}).payload, range(20)))

    assert answers == [{"n": n} for n in range(20)]


def test_a_reserved_concurrency_that_is_used_up_throttles(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO)
    client = cloud.client("lambda")
    client.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)

    with pytest.raises(ClientError) as caught:
        function.invoke({})
    assert caught.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429

    client.delete_function_concurrency(FunctionName=function.name)
    assert function.invoke({"now": 1}).payload == {"now": 1}


def test_a_function_is_called_within_the_process_too(cloud: LocalCloud, echo: Function) -> None:
    service = cloud.services["lambda"]
    assert isinstance(service, LambdaService)

    assert service.call_function(echo.arn, b'{"a": 1}', timeout=10).payload == b'{"a": 1}'
    with pytest.raises(ServiceError, match="ResourceNotFoundException"):
        service.call_function(f"{echo.arn}-not", b"{}")


def test_a_call_within_the_process_may_give_up_waiting(
    cloud: LocalCloud, misbehaving: Function
) -> None:
    service = cloud.services["lambda"]
    assert isinstance(service, LambdaService)

    with pytest.raises(TimeoutError):
        service.call_function(misbehaving.arn, b'{"how": "hang"}', timeout=0.01)
