"""A clinic with a book of appointments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from appointment_book import (
    Appointment,
    AppointmentBook,
    BookStore,
    Opening,
    Person,
    Provider,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

TABLE_NAME = "appointments"
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
"""A Tuesday, 10 in the morning in Los Angeles."""

MARIA = Person("maria", "Maria Lopez", "+15551230001", date(1980, 6, 5), "en_US")
ANA = Person("ana", "Ana Lopez", "+15551230001", date(2010, 2, 3), "en_US")
TOM = Person("tom", "Tom Baker", "+15551230002", date(1975, 1, 20), "en_US")

CHEN = Provider(
    id="chen",
    names={"en_US": "Dr. Chen", "ko_KR": "첸 선생님"},
    zone=ZONE,
    slot=timedelta(minutes=30),
    openings=tuple(
        Opening(weekday, opens, closes)
        for weekday in range(5)
        for opens, closes in ((time(9), time(12)), (time(13), time(17)))
    ),
    away=frozenset({date(2026, 12, 25)}),
)


def at(local: str) -> datetime:
    """The instant of a time on the provider's clock."""
    return datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def create_table(client: DynamoDBClient) -> None:
    """The table of the book."""
    client.create_table(
        TableName=TABLE_NAME,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )


@dataclass
class Clinic:
    """A book in which Maria has an appointment on Wednesday at 10, and Ana on Friday at 9."""

    client: DynamoDBClient
    now: datetime = NOW
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        create_table(self.client)
        self.store = BookStore(client=self.client, table_name=TABLE_NAME, wait=self.waits.append)
        self.book = AppointmentBook(store=self.store, clock=lambda: self.now)
        self.store.put_provider(CHEN)
        for person in (MARIA, ANA, TOM):
            self.store.put_person(person)
        self.maria = self.takes(MARIA, "2026-12-02 10:00")
        self.ana = self.takes(ANA, "2026-12-04 09:00")

    def takes(self, person: Person, local: str) -> Appointment:
        """The person has an appointment at a time on the provider's clock."""
        return self.book.book(person, CHEN, at(local), request=f"{person.id} {local}")

    def taken(self) -> list[str]:
        """All times that somebody has, on the provider's clock."""
        found = self.store.taken("chen", at("2026-01-01 00:00"), at("2028-01-01 00:00"))
        return [f"{each.astimezone(ZONE):%m-%d %H:%M}" for each in sorted(found)]
