"""How long a worker lives, and that none outlives the cloud."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from localcloud.cloud import LocalCloud
from localcloud.functions.executor import MAX_WORKERS
from localcloud.functions.worker import BOOT
from localcloud.lambda_service import LambdaService
from tests.localcloud.functions.deploy import Function, deploy, zipped

PID = "import os\ndef handle(event, context): return os.getpid()"

CONNECTED = """
import os, socket

KEPT = []

def handle(event, context):
    # Nothing but the end of this process closes the connection.
    KEPT.append(socket.create_connection(("127.0.0.1", event["port"])))
    if event.get("fork") and os.fork() == 0:
        import time
        time.sleep(600)
    return os.getpid()
"""


def _ended(connection: socket.socket) -> bool:
    """Waits for the other side to be gone."""
    connection.settimeout(20)
    return connection.recv(1) == b""


def test_a_warm_worker_is_used_again(cloud: LocalCloud) -> None:
    function = deploy(cloud, PID)

    assert len({function.invoke({}).payload for _ in range(5)}) == 1


def test_a_worker_keeps_its_globals_between_invocations(cloud: LocalCloud) -> None:
    function = deploy(
        cloud, "SEEN = []\ndef handle(event, context): SEEN.append(event); return len(SEEN)"
    )

    assert [function.invoke({}).payload for _ in range(3)] == [1, 2, 3]


def test_a_worker_that_raised_stays_warm(cloud: LocalCloud) -> None:
    function = deploy(cloud, f"{PID} if event else 1 / 0")
    before = function.invoke({"fine": True}).payload
    function.invoke({})

    assert function.invoke({"fine": True}).payload == before


def test_no_function_has_more_workers_than_allowed(cloud: LocalCloud) -> None:
    function = deploy(
        cloud, "import os, time\ndef handle(event, context): time.sleep(0.05); return os.getpid()"
    )
    with ThreadPoolExecutor(20) as threads:
        pids = set(threads.map(lambda _: function.invoke({}).payload, range(20)))

    assert 1 < len(pids) <= MAX_WORKERS


def test_new_code_runs_at_the_next_invocation(cloud: LocalCloud) -> None:
    function = deploy(cloud, "def handle(event, context): return 'old'")
    assert function.invoke({}).payload == "old"
    cloud.client("lambda").update_function_code(
        FunctionName=function.name,
        ZipFile=zipped(handler="def handle(event, context): return 'new'"),
    )

    assert function.invoke({}).payload == "new"


def test_a_new_environment_is_seen_at_the_next_invocation(cloud: LocalCloud) -> None:
    function = deploy(cloud, "import os\ndef handle(event, context): return os.environ.get('CITY')")
    assert function.invoke({}).payload is None
    cloud.client("lambda").update_function_configuration(
        FunctionName=function.name, Environment={"Variables": {"CITY": "busan"}}
    )

    assert function.invoke({}).payload == "busan"


def test_workers_of_old_code_end(cloud: LocalCloud) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        function = deploy(cloud, CONNECTED)
        function.invoke({"port": server.getsockname()[1]})
        connection, _ = server.accept()
        cloud.client("lambda").update_function_configuration(
            FunctionName=function.name, MemorySize=256
        )
        function.invoke({"port": server.getsockname()[1]})

        assert _ended(connection)


def test_workers_of_a_deleted_function_end(cloud: LocalCloud) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        function = deploy(cloud, CONNECTED)
        function.invoke({"port": server.getsockname()[1]})
        connection, _ = server.accept()
        cloud.client("lambda").delete_function(FunctionName=function.name)

        assert _ended(connection)


def test_versions_and_aliases_run_the_code_they_stand_for(cloud: LocalCloud) -> None:
    client = cloud.client("lambda")
    source = (
        "import os\ndef handle(event, context):"
        " return os.environ['MARK'], context.function_version, context.invoked_function_arn"
    )
    function = deploy(cloud, source, Environment={"Variables": {"MARK": "first"}})
    client.publish_version(FunctionName=function.name)
    client.update_function_configuration(
        FunctionName=function.name, Environment={"Variables": {"MARK": "second"}}
    )
    client.create_alias(FunctionName=function.name, Name="live", FunctionVersion="1")

    assert function.invoke({}).payload == ["second", "$LATEST", function.arn]
    assert function.invoke({}, Qualifier="1").payload == ["first", "1", f"{function.arn}:1"]
    by_alias = Function(cloud, f"{function.name}:live").invoke({})
    assert by_alias.payload == ["first", "1", f"{function.arn}:live"]

    client.publish_version(FunctionName=function.name)
    client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="2")
    assert function.invoke({}, Qualifier="live").payload[:2] == ["second", "2"]


def test_nothing_is_left_running_after_close() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with LocalCloud([LambdaService]) as cloud:
            deploy(cloud, CONNECTED).invoke({"port": server.getsockname()[1], "fork": True})
            connection, _ = server.accept()
            service = cloud.services["lambda"]
            assert isinstance(service, LambdaService)
            folder = service.executor.folder
            assert folder.is_dir()

        assert _ended(connection)
        assert not folder.exists()


def test_close_ends_what_is_still_running() -> None:
    hanging = f"{CONNECTED}\ndef hang(event, context): handle(event, context); time.sleep(600)"
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        with LocalCloud([LambdaService]) as cloud:
            function = deploy(cloud, f"import time\n{hanging}", Handler="handler.hang", Timeout=600)
            event = {"port": server.getsockname()[1]}
            function.invoke(event, InvocationType="Event")
            queued, _ = server.accept()
            waiting = threads.submit(function.invoke, event)
            connection, _ = server.accept()

        assert _ended(queued)
        assert _ended(connection)
        assert waiting.result(20).payload["errorType"] == "Runtime.ExitError"


def test_a_worker_without_work_ends_after_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, LocalCloud([LambdaService]) as cloud:
        service = cloud.services["lambda"]
        assert isinstance(service, LambdaService)
        service.executor.idle = 0.01
        deploy(cloud, CONNECTED).invoke({"port": server.getsockname()[1]})
        connection, _ = server.accept()

        assert _ended(connection)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_running_when_the_cloud_is_killed(end: signal.Signals) -> None:
    program = f"""
import sys
sys.path.insert(0, {str(Path.cwd())!r})
from localcloud.cloud import LocalCloud
from localcloud.lambda_service import LambdaService
from tests.localcloud.functions.deploy import deploy
with LocalCloud([LambdaService]) as cloud:
    deploy(cloud, {CONNECTED!r}).invoke({{"port": int(sys.argv[1]), "fork": True}})
    print("invoked", flush=True)
    sys.stdin.read()
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", program, str(server.getsockname()[1])]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout is not None
            assert parent.stdout.readline() == "invoked\n"
            connection, _ = server.accept()
            parent.send_signal(end)
            parent.wait()

        assert _ended(connection)


def test_nothing_is_left_running_when_the_runtime_is_the_first_to_notice(tmp_path: Path) -> None:
    client = tmp_path / "awslambdaric" / "__main__.py"
    client.parent.mkdir()
    client.write_text("""
import os, socket, time

def main(args):
    connection = socket.create_connection(("127.0.0.1", int(os.environ["_HANDLER"])))
    if os.fork() == 0:
        time.sleep(600)
    raise RuntimeError("the Runtime API does not answer")
""")
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-I", "-S", str(BOOT), str(tmp_path), str(tmp_path), "0", ""]
        environment = {"_HANDLER": str(server.getsockname()[1])}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, env=environment, start_new_session=True
        ) as worker:
            connection, _ = server.accept()
            with suppress(subprocess.TimeoutExpired):
                worker.wait(0.5)
            assert worker.stdin is not None
            worker.stdin.close()

        assert _ended(connection)
