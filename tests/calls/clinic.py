"""The clinic of a call: who works there, who has appointments, in a table of moto's DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import boto3
from moto.dynamodb.models import dynamodb_backends
from moto.sns.models import sns_backends

from tests.calls.functions import Function

if TYPE_CHECKING:
    from types import ModuleType

TABLE = "appointments"
NOTES = "effects"
ACCOUNT, REGION = "123456789012", "us-east-1"
PROVIDER = "chen"
ZONE = ZoneInfo("America/Los_Angeles")

PEOPLE = {
    # id: name, number, born, language, appointment on the provider's clock
    "maria": ("Maria Lopez", "+15551230001", date(1980, 6, 5), "en_US", "2026-12-02 10:00"),
    "ana": ("Ana Lopez", "+15551230001", date(2010, 2, 3), "en_US", "2026-12-04 09:00"),
    "tom": ("Tom Baker", "+15551230002", date(1975, 1, 20), "en_US", None),
    "seoyeon": ("김서연", "+821012345678", date(1991, 3, 14), "ko_KR", "2026-12-02 14:00"),
}
"""Those whom the clinic knows. Maria and Ana share a telephone."""


@dataclass
class Clinic:
    """The book, made anew for each call.

    Args:
        book: The module ``appointment_book``.
        notifications: The function behind the table's stream.
    """

    book: ModuleType
    notifications: Function
    clock: Any
    references: dict[str, str] = field(default_factory=dict)

    def open(self, taken: Sequence[str]) -> None:
        """A clinic with those people and nobody else; ``taken`` are times that others have."""
        client = boto3.client("dynamodb")
        if self.references:
            client.delete_table(TableName=TABLE)
        client.create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={
                "StreamEnabled": True,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        )
        book = self.book
        self.store = book.BookStore(client=client, table_name=TABLE)
        self.calendar = book.AppointmentBook(store=self.store, clock=self.clock)
        self.provider = book.Provider(
            id=PROVIDER,
            names={"en_US": "Dr. Chen", "ko_KR": "첸 선생님"},
            zone=ZONE,
            slot=timedelta(minutes=30),
            openings=tuple(
                book.Opening(weekday, opens, closes)
                for weekday in range(5)
                for opens, closes in ((time(9), time(12)), (time(13), time(17)))
            ),
            away=frozenset({date(2026, 12, 25)}),
        )
        self.store.put_provider(self.provider)
        for id_, (name, phone, born, locale, at) in PEOPLE.items():
            person = book.Person(id_, name, phone, born, locale)
            self.store.put_person(person)
            if at:
                made = self.calendar.book(
                    person, self.provider, instant(at), request=f"before the call: {id_}"
                )
                self.references[id_] = made.reference
        self.take(taken)
        self._told = len(self._changes())

    def take(self, times: Sequence[str]) -> None:
        """Others book these times."""
        for number, at in enumerate(times):
            other = self.book.Person(
                f"other-{at}-{number}", "Other", "+15551239999", date(1990, 1, 1), "en_US"
            )
            self.calendar.book(other, self.provider, instant(at), request=f"other: {at}")

    def appointment_of(self, person: str) -> str | None:
        """When somebody's appointment is, on the provider's clock; ``None`` without one."""
        visitor = self.calendar.visitor(person)
        if visitor is None or visitor.next is None:
            return None
        return f"{visitor.next.starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}"

    def taken(self) -> list[str]:
        """Every time that somebody has, on the provider's clock."""
        found = self.store.taken(
            PROVIDER, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
        )
        return sorted(f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" for at in found)

    def texts(self) -> list[str]:
        """The text messages that followed from the table's stream since it was opened."""
        records = [
            record
            for record in self._changes()[self._told :]
            if record["dynamodb"]["Keys"]["sk"]["S"].startswith("APPOINTMENT#")
        ]
        backend = _text_messages()
        before = len(backend)
        for number, record in enumerate(records):
            answer = self.notifications({"Records": [_message(number, record)]})
            assert answer == {"batchItemFailures": []}
        return [f"{phone}: {text}" for phone, text in list(backend.values())[before:]]

    def _changes(self) -> list[dict[str, Any]]:
        # moto's own store: its streams' API is hidden by its DynamoDB's when both are mocked.
        table = dynamodb_backends[ACCOUNT][REGION].tables[TABLE]
        shard = table.stream_shard
        return list(shard.get(shard.starting_sequence_number, 10_000))


def instant(local: str) -> datetime:
    """An instant, from the time on the provider's clock."""
    return datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def _text_messages() -> dict[str, tuple[str, str]]:
    messages: dict[str, tuple[str, str]] = sns_backends[ACCOUNT][REGION].sms_messages
    return messages


def _message(number: int, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": str(number),
        "body": json.dumps(record, default=str),
        "attributes": {"MessageGroupId": record["dynamodb"]["Keys"]["pk"]["S"]},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:changes.fifo",
        "awsRegion": "us-east-1",
    }
