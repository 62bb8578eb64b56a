"""``make demo``: deploys to the local cloud and tries each architecture; then it is your turn."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.analytics import lake
from demo.analytics.answers import show
from demo.analytics.asking import QueryFailedError
from demo.analytics.lake import NoAnswerError
from demo.call_center import clinic
from demo.call_center.phone_call import CallFailedError, move_appointment
from demo.hotel_booking.conversations import STACK, book_rooms
from demo.hotel_booking.rooms import add_rooms
from demo.machine_learning import pricing
from demo.machine_learning.pricing import PipelineFailedError, train_and_ask
from demo.patient_scheduling import clinic as practice
from demo.patient_scheduling.visits import NoReminderError, book_and_remind
from demo.stack_outputs import outputs
from demo.talking import ConversationFailedError, bot_of
from localcloud.cli import running
from localcloud.cli.chatting import chat
from localcloud.cli.deploying import deploy
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import CommandError, RunningCloud
from localcloud.cli.showing import show_deployed, show_messages
from localcloud.clients import over_network

ASSEMBLY = "cdk.out"
"""Where the first deploy leaves the templates of all stacks."""

FAILURES = (
    CommandError,
    ConversationFailedError,
    CallFailedError,
    NoReminderError,
    PipelineFailedError,
    NoAnswerError,
    QueryFailedError,
)

PLOTS = Path("plots")
"""Where the plots of the answers are left."""


def main() -> int:
    """Runs the demonstration; the exit code is 1 where something did not work."""
    started = time.perf_counter()
    try:
        cloud, ours = _cloud()
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        _play(cloud)
        print(f"\nAll of it took {time.perf_counter() - started:.0f} s.")
        if sys.stdin.isatty():
            _leave_with_the_bot(cloud)
    except FAILURES as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if ours:
            running.stop(cloud)
            print("The local cloud has stopped. To keep one: python -m localcloud up")
    return 0


def _cloud() -> tuple[RunningCloud, bool]:
    already = running.find()
    if already is not None:
        print(f"1. The local cloud that runs at {already.endpoint}")
        return already, False
    print("1. Starting the local cloud ...", flush=True)
    cloud = running.start(0)
    print(f"   It answers at {cloud.endpoint}, on this machine only. No AWS account is used.")
    return cloud, True


def _play(cloud: RunningCloud) -> None:
    stacks = [STACK, clinic.STACK, practice.STACK, lake.STACK]
    print(f"\n2. Deploying {', '.join(stacks)} with the CDK CLI ...", flush=True)
    deploy(cloud, stacks, region=DEFAULT_REGION)
    show_deployed(cloud.ask("status"))

    client = _clients(cloud)
    table = outputs(client("cloudformation"), STACK)["RoomsTable"]
    print(f"\n3. Adding {add_rooms(client('dynamodb'), table)} kinds of room in six cities")
    print("\n4. Booking through boto3's lexv2-runtime client")
    book_rooms(client)
    print("\n5. What followed from the table's stream")
    cloud.ask("settle", {"timeout": 60})
    texts = cloud.ask("messages")["messages"]
    show_messages(texts)

    print("\n6. Calling the clinic by phone")
    move_appointment(cloud, client("dynamodb"), client("cloudformation"))
    print("\n   What followed from the table's stream")
    show_messages(cloud.ask("messages")["messages"][len(texts) :])

    print("\n7. Writing to the clinic: appointments by message, and their reminders")
    book_and_remind(cloud, client)

    # Only now: its model is trained anew every week, and the clock was moved by days.
    print(f"\n8. Deploying {pricing.STACK}; learning the price of a hotel room", flush=True)
    deploy(cloud, [pricing.STACK], app=ASSEMBLY, region=DEFAULT_REGION)
    train_and_ask(cloud, client)

    print("\n9. Filling the lake: the events of all this, and 336,776 flights", flush=True)
    lake.fill(cloud, client)
    print("\n10. Asking the lake through boto3's athena client", flush=True)
    show(client, PLOTS)


def _clients(cloud: RunningCloud) -> Callable[[str], Any]:
    return lambda service: over_network(cloud.endpoint, service, DEFAULT_REGION)


def _leave_with_the_bot(cloud: RunningCloud) -> None:
    client = _clients(cloud)
    print("\n11. Now you. Try: Book a hotel")
    bot = {**bot_of(outputs(client("cloudformation"), STACK)), "localeId": "en_US"}
    chat(client("lexv2-runtime"), bot, attributes={"phoneNumber": "+12065550199"})


if __name__ == "__main__":
    sys.exit(main())
