"""Books a room in English and in Korean, and shows what that left behind."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from demo.stack_outputs import outputs

STACK = "HotelBooking"

ENGLISH = (
    "Hi, I need a room in Seattle",
    "next Friday",
    "three nights",
    "a queen please",
    "yes",
)
KOREAN = (
    "서울에 킹 룸 예약하고 싶어요",
    "다음 주 금요일",
    "2박",
    "네",
)
GUESTS = (
    ("en_US", "+12065550100", ENGLISH),
    ("ko_KR", "+821012345678", KOREAN),
)


class BookingFailedError(Exception):
    """A conversation of the demonstration did not end in a booking."""


def bot_of(cloudformation: Any) -> dict[str, str]:
    """The deployed bot, as lexv2-runtime names it."""
    found = outputs(cloudformation, STACK)
    return {"botId": found["BotId"], "botAliasId": found["BotAliasId"]}


def converse(
    runtime: Any, bot: Mapping[str, str], locale: str, phone: str, lines: Sequence[str]
) -> str:
    """Says the lines to the bot and prints each turn.

    Returns:
        The reference of the booking.

    Raises:
        BookingFailedError: The last turn did not fulfil the booking.
    """
    print(f"\n  {locale}, guest {phone}")
    session = f"demo-{uuid.uuid4().hex[:8]}"
    answer: dict[str, Any] = {}
    for number, line in enumerate(lines):
        started = time.perf_counter()
        answer = runtime.recognize_text(
            **bot,
            localeId=locale,
            sessionId=session,
            text=line,
            **({} if number else {"sessionState": {"sessionAttributes": {"phoneNumber": phone}}}),
        )
        taken = (time.perf_counter() - started) * 1000
        print(f"    guest  {line}")
        for message in answer.get("messages", []):
            print(f"    bot    {message['content']}   ({taken:.0f} ms)")
    state = answer["sessionState"]
    if state["intent"]["state"] != "Fulfilled":
        raise BookingFailedError(
            f"The conversation in {locale} ended as {state['intent']['state']}, not as Fulfilled"
        )
    return str(state["sessionAttributes"]["bookingReference"])


def show_booking(dynamodb: Any, table: str, reference: str) -> None:
    """Prints a booking as the table holds it, and what is left of its nights."""
    item = dynamodb.get_item(
        TableName=table, Key={"pk": {"S": f"BOOKING#{reference}"}, "sk": {"S": "BOOKING"}}
    )["Item"]
    flat = {name: next(iter(value.values())) for name, value in item.items()}
    shown = ("status", "city", "room_type", "check_in", "nights", "price", "currency", "phone")
    print(f"    {reference}  " + "  ".join(f"{name}={flat[name]}" for name in shown))


def book_rooms(client: Any) -> list[str]:
    """Books a room in each language.

    Args:
        client: Makes a boto3 client of a service.

    Returns:
        The references of the bookings.
    """
    bot = bot_of(client("cloudformation"))
    runtime = client("lexv2-runtime")
    references = [converse(runtime, bot, locale, phone, lines) for locale, phone, lines in GUESTS]
    print("\n  In DynamoDB")
    table = outputs(client("cloudformation"), STACK)["RoomsTable"]
    for reference in references:
        show_booking(client("dynamodb"), table, reference)
    return references
