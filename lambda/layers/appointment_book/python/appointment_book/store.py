"""The book in DynamoDB: all that is said to DynamoDB is said here. Its items: see ``items``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from . import items
from .appointment import Appointment, AppointmentStatus, Person
from .errors import ChangedMeanwhileError, TimeTakenError
from .provider import Provider
from .transactions import write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class BookStore:
    """Providers, people, appointments and the times taken.

    Args:
        client: Where to send requests.
        table_name: The table.
        wait: Waits for so many seconds before a transaction is tried again.
    """

    def __init__(
        self,
        *,
        client: DynamoDBClient,
        table_name: str,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._wait = wait

    def put_provider(self, provider: Provider) -> None:
        """Keeps a provider, new or changed."""
        self._put(items.write_provider(provider))

    def put_person(self, person: Person) -> None:
        """Keeps a person, new or changed; whoever changes a number takes the old one away."""
        self._put(items.write_person(person))
        self._put(items.write_number(person))

    def provider(self, provider_id: str) -> Provider | None:
        """The provider; ``None`` if there is none of that id."""
        answer = self._client.get_item(
            TableName=self._table_name, Key=items.provider_key(provider_id)
        )
        item = answer.get("Item")
        return items.read_provider(item) if item else None

    def people_of(self, phone: str) -> list[str]:
        """The ids of the people who have the number, E.164."""
        found = self._query(f"PHONE#{phone}", "PERSON#", "PERSON#~")
        return [item["sk"]["S"].removeprefix("PERSON#") for item in found]

    def person(self, person_id: str) -> tuple[Person, list[Appointment]] | None:
        """A person with all their appointments, past and cancelled ones too."""
        person, appointments = None, []
        for item in self._query(f"PERSON#{person_id}", items.APPOINTMENT_PREFIX, items.PERSON):
            if item["sk"]["S"] == items.PERSON:
                person = items.read_person(item)
            else:
                appointments.append(items.read_appointment(item))
        return (person, appointments) if person else None

    def appointment(self, person_id: str, reference: str) -> Appointment | None:
        """The appointment as of now; ``None`` if the person has none of that reference."""
        answer = self._client.get_item(
            TableName=self._table_name,
            Key=items.appointment_key(person_id, reference),
            ConsistentRead=True,
        )
        item = answer.get("Item")
        return items.read_appointment(item) if item else None

    def taken(self, provider_id: str, first: datetime, last: datetime) -> set[datetime]:
        """The times of a provider that are taken, both ends included: one Query."""
        found = self._query(
            items.times_partition(provider_id),
            items.stamp(first),
            items.stamp(last),
            only="sk",
        )
        return {datetime.fromisoformat(item["sk"]["S"]) for item in found}

    def book(self, appointment: Appointment) -> None:
        """Takes the time and keeps the appointment: both or neither.

        Raises:
            ChangedMeanwhileError: there is an appointment of the reference.
            TimeTakenError: somebody has the time.
            BookBusyError: others kept writing the same items.
        """
        exists, taken = self._write(
            {
                "Put": {
                    "TableName": self._table_name,
                    "Item": items.write_appointment(appointment),
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            },
            self._take(appointment),
        )
        if exists:
            raise ChangedMeanwhileError(f"there is an appointment {appointment.reference}")
        _refuse_if(taken, appointment)

    def move(self, appointment: Appointment, moved: Appointment) -> None:
        """Frees the old time, takes the new one, changes the appointment: all or nothing.

        Raises:
            ChangedMeanwhileError: the appointment is not as it was read.
            TimeTakenError: somebody has the new time.
            BookBusyError: others kept writing the same items.
        """
        changed, freed, taken = self._write(
            self._change(appointment, moved), self._free(appointment), self._take(moved)
        )
        if changed or freed:
            raise ChangedMeanwhileError(f"{appointment.reference} is not as it was read")
        _refuse_if(taken, moved)

    def cancel(self, appointment: Appointment, *, request: str, now: datetime) -> None:
        """Cancels the appointment and frees its time: both or neither.

        Raises:
            ChangedMeanwhileError: the appointment is not as it was read.
            BookBusyError: others kept writing the same items.
        """
        cancelled = replace(
            appointment, status=AppointmentStatus.CANCELLED, request=request, changed_at=now
        )
        if any(self._write(self._change(appointment, cancelled), self._free(appointment))):
            raise ChangedMeanwhileError(f"{appointment.reference} is not as it was read")

    def session(self, session_id: str, *, now: datetime) -> tuple[str | None, str | None]:
        """The number and the person of a session; ``None`` for what is not known by now."""
        answer = self._client.get_item(
            TableName=self._table_name, Key=items.session_key(session_id), ConsistentRead=True
        )
        return items.read_session(answer.get("Item", {}), now=now)

    def put_session(
        self, session_id: str, *, phone: str | None, person: str | None, until: datetime
    ) -> None:
        """Keeps the number and the person of a session until then."""
        self._put(items.write_session(session_id, phone=phone, person=person, until=until))

    def attempt(self, phone: str, *, most: int, now: datetime, until: datetime) -> bool:
        """Counts a try to say who somebody with a number is, before it is known whether it is so.

        Counted first, so that of tries at the same moment none comes to be one too many.

        Args:
            most: So many are there until the count is forgotten.
            until: When the count is forgotten, if this is the first.

        Returns:
            Whether it was counted; ``False`` if there were so many already.
        """
        return self._counted(
            phone,
            "SET tries = :one, expires_at = :until",
            "attribute_not_exists(pk) OR expires_at <= :now",
            {":until": items.epoch(until), ":now": items.epoch(now)},
        ) or self._counted(
            phone,
            "ADD tries :one",
            "expires_at > :now AND tries < :most",
            {":now": items.epoch(now), ":most": {"N": str(most)}},
        )

    def forget_attempts(self, phone: str) -> None:
        """Forgets how often it was tried to say who somebody with the number is."""
        self._client.delete_item(TableName=self._table_name, Key=items.attempts_key(phone))

    def _counted(self, phone: str, change: str, condition: str, values: items.Item) -> bool:
        try:
            self._client.update_item(
                TableName=self._table_name,
                Key=items.attempts_key(phone),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={":one": {"N": "1"}, **values},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def _change(self, before: Appointment, after: Appointment) -> TransactWriteItemTypeDef:
        return {
            "Put": {
                "TableName": self._table_name,
                "Item": items.write_appointment(after),
                # Each change has a request of its own: moved away and back is not as it was read.
                "ConditionExpression": "#status = :booked AND #request = :request",
                "ExpressionAttributeNames": {"#status": "status", "#request": "request"},
                "ExpressionAttributeValues": {
                    ":booked": {"S": AppointmentStatus.BOOKED},
                    ":request": {"S": before.request},
                },
            }
        }

    def _take(self, appointment: Appointment) -> TransactWriteItemTypeDef:
        return {
            "Put": {
                "TableName": self._table_name,
                "Item": items.write_taken(appointment),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }

    def _free(self, appointment: Appointment) -> TransactWriteItemTypeDef:
        return {
            "Delete": {
                "TableName": self._table_name,
                "Key": items.time_key(appointment.provider, appointment.starts_at),
                "ConditionExpression": "appointment = :reference",
                "ExpressionAttributeValues": {":reference": {"S": appointment.reference}},
            }
        }

    def _write(self, *changes: TransactWriteItemTypeDef) -> list[bool]:
        return list(write(self._client, changes, wait=self._wait))

    def _put(self, item: items.Item) -> None:
        self._client.put_item(TableName=self._table_name, Item=item)

    def _query(
        self, pk: str, first: str, last: str, *, only: str = ""
    ) -> Iterator[Mapping[str, Any]]:
        projection: dict[str, Any] = {"ProjectionExpression": only} if only else {}
        # Consistent, so that a time just taken is not offered again at once.
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": {"S": pk},
                ":first": {"S": first},
                ":last": {"S": last},
            },
            ConsistentRead=True,
            **projection,
        )
        return (item for page in pages for item in page["Items"])


def _refuse_if(taken: bool, appointment: Appointment) -> None:
    if taken:
        raise TimeTakenError(
            f"{items.stamp(appointment.starts_at)} of {appointment.provider} is taken"
        )
