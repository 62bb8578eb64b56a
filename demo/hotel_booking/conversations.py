"""Books a room in English and in Korean, and shows what that left behind."""

from __future__ import annotations

from typing import Any

from demo.stack_outputs import outputs
from demo.talking import bot_of, converse

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

    Raises:
        ConversationFailedError: A conversation did not end in a booking.
    """
    deployed = outputs(client("cloudformation"), STACK)
    runtime = client("lexv2-runtime")
    references = []
    for locale, phone, lines in GUESTS:
        answer = converse(runtime, bot_of(deployed), locale, phone, lines, who="guest")
        references.append(str(answer["sessionState"]["sessionAttributes"]["bookingReference"]))
    print("\n  In DynamoDB")
    for reference in references:
        show_booking(client("dynamodb"), deployed["RoomsTable"], reference)
    return references
