"""The command line of the local cloud, used as a person uses it."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cli import running
from localcloud.cli.chatting import chat, find_bot
from localcloud.cli.durations import duration
from localcloud.cli.environment import aws_environment
from localcloud.cli.running import CommandError
from localcloud.clients import over_network

ROOT = Path(__file__).parents[2]
BOT = {"botId": "ABCDEFGHIJ", "botAliasId": "KLMNOPQRST", "localeId": "en_US"}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "localcloud", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder from which a cloud has been started."""
    folder = tmp_path_factory.mktemp("cloud")
    started = run(folder, "up", "--port", "0")
    assert started.returncode == 0, started.stderr
    yield folder
    if running.find(folder / running.FOLDER):
        run(folder, "down")


def test_a_new_cloud_says_that_nothing_is_deployed(folder: Path) -> None:
    status = run(folder, "status")
    assert "Nothing is deployed." in status.stdout
    assert run(folder, "messages").stdout == "No text message has been sent.\n"


def test_a_second_cloud_in_the_same_folder_is_refused(folder: Path) -> None:
    second = run(folder, "up")
    assert second.returncode == 1
    assert "already runs here" in second.stderr


def test_a_port_that_is_taken_is_named(folder: Path, tmp_path: Path) -> None:
    cloud = running.require(folder / running.FOLDER)
    other = run(tmp_path, "up", "--port", str(cloud.port))
    assert other.returncode == 1
    assert f"port: {cloud.port} cannot be listened on" in other.stderr


def test_the_shell_gets_what_other_clients_need(folder: Path) -> None:
    cloud = running.require(folder / running.FOLDER)
    assert f"export AWS_ENDPOINT_URL=http://localhost:{cloud.port}" in run(folder, "env").stdout


def test_chat_without_a_bot_says_how_to_get_one(folder: Path) -> None:
    talk = run(folder, "chat")
    assert talk.returncode == 1
    assert "No bot is deployed" in talk.stderr


def test_its_clock_is_moved_forward_and_never_back(folder: Path) -> None:
    moved = run(folder, "clock", "--to", "2099-12-01T09:30-08:00")
    assert moved.stdout.startswith("Tuesday 2099-12-01 17:30:"), moved.stderr
    assert run(folder, "clock").stdout.startswith("Tuesday 2099-12-01 17:3")
    back = run(folder, "clock", "--to", "2020-12-01T09:30Z")
    assert back.returncode == 1
    assert "is past" in back.stderr
    unzoned = run(folder, "clock", "--to", "2099-12-02T09:30")
    assert unzoned.returncode == 2
    assert "is not a time with its zone" in unzoned.stderr


def test_its_clock_is_moved_by_a_span(folder: Path) -> None:
    before = datetime.fromisoformat(running.require(folder / running.FOLDER).ask("status")["time"])
    moved = run(folder, "clock", "+1d2h30m").stdout
    expected = before + timedelta(days=1, hours=2, minutes=30)
    assert moved.startswith(
        tuple(f"{expected + timedelta(minutes=n):%A %Y-%m-%d %H:%M}" for n in (0, 1))
    )

    far = run(folder, "clock", "+9999999d")
    assert (far.returncode, far.stdout) == (1, "")
    assert "the year 9999 is the last" in far.stderr
    both = run(folder, "clock", "+1d", "--to", "2199-12-01T09:30Z")
    assert both.returncode == 2


def test_what_a_moved_clock_makes_due_is_there_at_once(folder: Path) -> None:
    cloud = running.require(folder / running.FOLDER)
    tomorrow = datetime.fromisoformat(cloud.ask("status")["time"]) + timedelta(days=1)
    text = {"PhoneNumber": "+12065550123", "Message": "Remember your appointment."}
    over_network(cloud.endpoint, "scheduler", "us-east-1").create_schedule(
        Name="reminder",
        ScheduleExpression=f"at({tomorrow:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:scheduler:::aws-sdk:sns:publish",
            "RoleArn": "arn:aws:iam::123456789012:role/scheduler",
            "Input": json.dumps(text),
        },
    )
    assert "Remember" not in run(folder, "messages").stdout
    run(folder, "clock", "+1d")
    assert "Remember your appointment." in run(folder, "messages").stdout


@pytest.mark.parametrize(
    "span", ["1d", "+", "+1", "+d", "+1x", "+-1d", "+30m2h", "+1.5h", "+１d", "++1d"]
)
def test_a_span_that_is_none_is_refused_with_examples(tmp_path: Path, span: str) -> None:
    done = run(tmp_path, "clock", span)
    assert done.returncode == 2
    assert f"{span!r} is no span of time such as +1d, +2h30m, +45m, +90s or +1w" in done.stderr


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("+1w", timedelta(weeks=1)),
        ("+1w2d3h4m5s", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
        ("+90s", timedelta(seconds=90)),
        ("+0d", timedelta()),
    ],
)
def test_spans_are_read_as_they_are_written(text: str, span: timedelta) -> None:
    assert duration(text) == span


def test_stopping_it_ends_the_process(tmp_path: Path) -> None:
    assert run(tmp_path, "up", "--port", "0").returncode == 0
    process = os.pidfd_open(running.require(tmp_path / running.FOLDER).pid)
    assert run(tmp_path, "down").returncode == 0
    assert running.find(tmp_path / running.FOLDER) is None
    ended, _, _ = select.select([process], [], [], 10)
    os.close(process)
    assert ended == [process]


def test_a_cloud_that_was_killed_does_not_count_as_running(tmp_path: Path) -> None:
    assert run(tmp_path, "up", "--port", "0").returncode == 0
    cloud = running.require(tmp_path / running.FOLDER)
    pid = os.pidfd_open(cloud.pid)
    os.kill(cloud.pid, 9)
    select.select([pid], [], [], 10)
    os.close(pid)
    assert running.find(tmp_path / running.FOLDER) is None
    assert run(tmp_path, "up", "--port", "0").returncode == 0
    assert run(tmp_path, "down").returncode == 0


@pytest.mark.parametrize(
    "command", [["status"], ["deploy"], ["chat"], ["messages"], ["env"], ["clock"], ["down"]]
)
def test_without_a_cloud_each_command_says_how_to_start_one(
    tmp_path: Path, command: list[str]
) -> None:
    done = run(tmp_path, *command)
    assert done.returncode == 1
    assert "Start one with: python -m localcloud up" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_none_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    done = run(tmp_path, "up", "--port", "70000")
    assert done.returncode == 2
    assert "'70000' is not a port; allowed are 0 (any free one) to 65535" in done.stderr


def test_help_says_that_state_is_not_kept(tmp_path: Path) -> None:
    assert "All state is in memory" in " ".join(run(tmp_path, "up", "--help").stdout.split())


def test_a_persons_own_credentials_do_not_reach_the_cdk() -> None:
    base = {"AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "real", "HOME": "/home/me", "PATH": "/bin"}
    environment = aws_environment("http://localhost:1", base=base)
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environment["AWS_ENDPOINT_URL"] == "http://localhost:1"
    assert environment["HOME"] == "/home/me"


class FakeRuntime:
    """Stands for lexv2-runtime: answers in turn, and notes what it was asked."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def recognize_text(self, **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(content: str) -> dict[str, Any]:
    slots = {"City": {"value": {"interpretedValue": "Seattle"}}, "Nights": None}
    intent = {"name": "BookHotel", "state": "InProgress", "slots": slots}
    return {"messages": [{"content": content}], "sessionState": {"intent": intent}}


def test_a_chat_shows_what_the_bot_says_and_has_understood() -> None:
    runtime, out = FakeRuntime(said("How many nights?")), io.StringIO()
    chat(
        runtime, BOT, attributes={"phoneNumber": "+1"}, lines=["a room\n", "\n", "/quit\n"], out=out
    )
    assert "bot> How many nights?" in out.getvalue()
    assert "[BookHotel InProgress: City=Seattle]" in out.getvalue()
    assert len(runtime.asked) == 1
    assert runtime.asked[0]["sessionState"] == {"sessionAttributes": {"phoneNumber": "+1"}}


def test_an_error_of_the_bot_does_not_end_a_chat() -> None:
    failed = ClientError(
        {"Error": {"Code": "DependencyFailedException", "Message": "the function failed"}},
        "RecognizeText",
    )
    runtime, out = FakeRuntime(failed, said("Hello")), io.StringIO()
    chat(runtime, BOT, attributes={}, lines=["hi", "hi"], out=out)
    assert "! the function failed" in out.getvalue()
    assert "bot> Hello" in out.getvalue()


class FakeModels:
    """Stands for lexv2-models with bots of some names."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def list_bots(self) -> dict[str, Any]:
        return {"botSummaries": [{"botName": name, "botId": f"ID{name}"} for name in self.names]}

    def list_bot_aliases(self, **_: Any) -> dict[str, Any]:
        return {
            "botAliasSummaries": [
                {"botAliasId": "TSTALIASID"},
                {"botAliasId": "LIVE", "botVersion": "2"},
            ]
        }

    def list_bot_locales(self, **_: Any) -> dict[str, Any]:
        return {"botLocaleSummaries": [{"localeId": "en_US"}, {"localeId": "ko_KR"}]}


def test_the_only_bot_need_not_be_named() -> None:
    assert find_bot(FakeModels("Hotel"), bot=None, locale=None) == {
        "botId": "IDHotel",
        "botAliasId": "LIVE",
        "localeId": "en_US",
    }


def test_the_beginning_of_a_bots_name_is_enough() -> None:
    found = find_bot(FakeModels("Hotel-Bot-1F", "Clinic-Bot-2A"), bot="Hotel", locale="ko_KR")
    assert found == {"botId": "IDHotel-Bot-1F", "botAliasId": "LIVE", "localeId": "ko_KR"}


@pytest.mark.parametrize(
    ("bot", "locale", "sentence"),
    [
        ("Cinema", None, "there is no 'Cinema'; deployed are Clinic, Hotel"),
        (None, None, "choose one with --bot: Clinic, Hotel"),
        ("Hotel", "fr_FR", "the bot has no 'fr_FR'; it has en_US, ko_KR"),
    ],
)
def test_a_bot_that_cannot_be_told_is_asked_for(
    bot: str | None, locale: str | None, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        find_bot(FakeModels("Hotel", "Clinic"), bot=bot, locale=locale)
