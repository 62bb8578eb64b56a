"""``python -m localcloud``: start it, deploy to it, talk to what was deployed, look, stop."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from localcloud.cli import running
from localcloud.cli.durations import duration
from localcloud.cli.environment import DEFAULT_REGION, client_variables
from localcloud.cli.running import CommandError, RunningCloud

STATE_NOTE = (
    "All state is in memory and goes when the cloud stops: moto, the AWS underneath, cannot save "
    "it. Deploy again after a restart; it takes seconds."
)


def parser() -> argparse.ArgumentParser:
    """The command line, with the help that a person reads."""
    root = argparse.ArgumentParser(
        prog="python -m localcloud",
        description="An AWS on this machine that deploys CDK apps and runs them. Loopback only.",
        allow_abbrev=False,
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="start the local cloud", epilog=STATE_NOTE)
    up.add_argument("--port", type=_port, default=running.DEFAULT_PORT, help="default: %(default)s")
    up.set_defaults(run=_up)

    deploy = commands.add_parser("deploy", help="deploy stacks of a CDK app with the CDK CLI")
    deploy.add_argument("stacks", nargs="*", metavar="STACK", help="default: every stack")
    deploy.add_argument("--app", help="a command or a cloud assembly; default: as cdk.json says")
    deploy.add_argument("--context", "-c", action="append", default=[], metavar="KEY=VALUE")
    _region(deploy)
    deploy.set_defaults(run=_deploy)

    destroy = commands.add_parser("destroy", help="destroy stacks with the CDK CLI")
    destroy.add_argument("stacks", nargs="+", metavar="STACK")
    destroy.add_argument("--app", help="as for deploy")
    _region(destroy)
    destroy.set_defaults(run=_destroy)

    chat = commands.add_parser("chat", help="talk to a deployed Lex bot")
    chat.add_argument("--bot", help="how the bot's name begins; needed where several are deployed")
    chat.add_argument("--locale", help="such as ko_KR; default: the bot's first")
    chat.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a session attribute that the channel would set, such as phoneNumber=+12065550100",
    )
    _region(chat)
    chat.set_defaults(run=_chat)

    call = commands.add_parser("call", help="call a deployed contact centre, as its caller")
    call.add_argument("caller", help="the number that calls, such as +15551230001")
    call.add_argument("--number", help="the number dialled; needed where several are claimed")
    call.add_argument("--flow", help="the flow that answers, where no number is claimed")
    call.set_defaults(run=_call)

    clock = commands.add_parser("clock", help="show the local cloud's time, or move it forward")
    move = clock.add_mutually_exclusive_group()
    move.add_argument(
        "by", nargs="?", type=duration, metavar="+SPAN", help="such as +1d, +2h30m, +45m or +90s"
    )
    move.add_argument(
        "--to", type=_moment, metavar="TIME", help="with its zone, such as 2026-12-01T09:30-08:00"
    )
    clock.set_defaults(run=_clock)

    messages = commands.add_parser("messages", help="show the text messages sent")
    messages.set_defaults(run=_messages)

    status = commands.add_parser("status", help="show what is deployed: what runs, what does not")
    status.set_defaults(run=_status)

    env = commands.add_parser("env", help="print the variables for other AWS clients, for a shell")
    _region(env)
    env.set_defaults(run=_env)

    down = commands.add_parser("down", help="stop the local cloud; its state is gone")
    down.set_defaults(run=_down)

    serve = commands.add_parser("serve", help="run the local cloud in this process, until Ctrl-C")
    serve.add_argument(
        "--port", type=_port, default=running.DEFAULT_PORT, help="default: %(default)s"
    )
    serve.add_argument("--folder", type=Path, default=running.FOLDER, help=argparse.SUPPRESS)
    serve.add_argument("--ready-fd", type=int, help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 1 where it could not be done."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.run
    try:
        command(options)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone, which is theirs to choose
        return 0
    return 0


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a port; allowed are 0 (any free one) to 65535"
        )
    return int(text)


def _moment(text: str) -> datetime:
    try:
        moment: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time with its zone, such as 2026-12-01T09:30-08:00"
        )
    return moment


def _region(command: argparse.ArgumentParser) -> None:
    command.add_argument("--region", default=DEFAULT_REGION, help="default: %(default)s")


def _up(options: argparse.Namespace) -> None:
    print("Starting the local cloud ...", flush=True)
    cloud = running.start(options.port)
    print(
        f"It answers at {cloud.endpoint} (this machine only). Its log: {running.FOLDER}/cloud.log"
    )
    print("Next: python -m localcloud deploy")


def _serve(options: argparse.Namespace) -> None:
    from localcloud.cli.serving import serve

    serve(options.port, options.folder, options.ready_fd)


def _deploy(options: argparse.Namespace) -> None:
    from localcloud.cli.deploying import deploy
    from localcloud.cli.showing import show_deployed

    cloud = running.require()
    deploy(
        cloud,
        options.stacks,
        app=options.app,
        context=options.context,
        region=options.region,
    )
    show_deployed(cloud.ask("status"))


def _destroy(options: argparse.Namespace) -> None:
    from localcloud.cli.deploying import cdk

    app = ["--app", options.app] if options.app else []
    if cdk(running.require(), ["destroy", *options.stacks, "--force", *app], region=options.region):
        raise CommandError(
            f"Destroying {' '.join(options.stacks)} failed; the lines above say why."
        )


def _chat(options: argparse.Namespace) -> None:
    from localcloud.cli.chatting import chat, find_bot

    cloud = running.require()
    attributes = dict(_pair(text) for text in options.attribute)
    models = _client(cloud, "lexv2-models", options.region)
    bot = find_bot(models, bot=options.bot, locale=options.locale)
    chat(_client(cloud, "lexv2-runtime", options.region), bot, attributes=attributes)


def _call(options: argparse.Namespace) -> None:
    from localcloud.cli.calling import call

    call(running.require(), options.caller, number=options.number, flow=options.flow)


def _clock(options: argparse.Namespace) -> None:
    cloud = running.require()
    time = datetime.fromisoformat(cloud.ask("status")["time"])
    by: timedelta | None = options.by
    if options.to is not None:
        by = options.to - time
        if by < timedelta():
            raise CommandError(f"to: {options.to} is past; it is {time}, and time only goes on.")
    if by is not None:
        seconds = by.total_seconds()
        time = datetime.fromisoformat(cloud.ask("clock", {"seconds": seconds})["time"])
    print(f"{time:%A %Y-%m-%d %H:%M:%S} UTC")


def _messages(_: argparse.Namespace) -> None:
    from localcloud.cli.showing import show_messages

    show_messages(running.require().ask("messages")["messages"])


def _status(_: argparse.Namespace) -> None:
    from localcloud.cli.showing import show_status

    cloud = running.require()
    show_status(cloud.endpoint, cloud.ask("status"))


def _env(options: argparse.Namespace) -> None:
    for name, value in client_variables(running.require().endpoint, options.region).items():
        print(f"export {name}={shlex.quote(value)}")


def _down(_: argparse.Namespace) -> None:
    running.stop(running.require())
    print("The local cloud has stopped.")


def _client(cloud: RunningCloud, service: str, region: str) -> Any:
    from localcloud.clients import over_network

    return over_network(cloud.endpoint, service, region)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"--attribute: {text!r} is not NAME=VALUE")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
