"""How the book is kept in a table of DynamoDB: string keys ``pk`` and ``sk``.

===========  =================  =====================  =========================================
item         pk                 sk                     attributes
===========  =================  =====================  =========================================
provider     PROVIDER#id        PROVIDER               names, zone, slot_minutes, openings, away
taken time   TIMES#provider     2026-11-27T17:00:00Z   person, appointment
person       PERSON#id          PERSON                 name, phone, birth_date, locale
appointment  PERSON#id          APPOINTMENT#reference  see ``Appointment``
number       PHONE#+15551230001 PERSON#id              -
session      SESSION#hash       SESSION                phone, person, expires_at
attempts     ATTEMPTS#+1555...  ATTEMPTS               tries, expires_at
===========  =================  =====================  =========================================

A time that nobody has is no item: free are the provider's times without those taken, which one
Query of a partition finds, in order, for any span of days. A person and all their appointments
are one Query too. An appointment keeps its key when it is moved, so that its changes come from
the table's stream in order. What has ``expires_at``, in seconds since 1970, counts for nothing
after it; DynamoDB takes it away within days, if the table's time to live is on that attribute.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from .appointment import Appointment, AppointmentStatus, Person
from .provider import Opening, Provider

Item = dict[str, Any]

PERSON: Final = "PERSON"
APPOINTMENT_PREFIX: Final = "APPOINTMENT#"


def provider_key(provider_id: str) -> Item:
    """Where a provider is."""
    return key(f"PROVIDER#{provider_id}", "PROVIDER")


def time_key(provider_id: str, starts_at: datetime) -> Item:
    """Where it is noted that a time is taken."""
    return key(times_partition(provider_id), stamp(starts_at))


def appointment_key(person_id: str, reference: str) -> Item:
    """Where an appointment is."""
    return key(f"PERSON#{person_id}", f"{APPOINTMENT_PREFIX}{reference}")


def session_key(session_id: str) -> Item:
    """Where a session is: whoever reads the table cannot speak in it."""
    return key(f"SESSION#{hashlib.sha256(session_id.encode()).hexdigest()}", "SESSION")


def attempts_key(phone: str) -> Item:
    """Where it is counted how often it was tried to say who somebody with the number is."""
    return key(f"ATTEMPTS#{phone}", "ATTEMPTS")


def times_partition(provider_id: str) -> str:
    """The partition of a provider's taken times."""
    return f"TIMES#{provider_id}"


def key(pk: str, sk: str) -> Item:
    """A key of the table."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def stamp(instant: datetime) -> str:
    """An instant as text whose order is that of time."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def epoch(instant: datetime) -> dict[str, str]:
    """An instant as DynamoDB's time to live has it: whole seconds since 1970."""
    return {"N": str(int(instant.timestamp()))}


def write_provider(provider: Provider) -> Item:
    """A provider as an item."""
    openings = [
        [each.weekday, each.opens.isoformat("minutes"), each.closes.isoformat("minutes")]
        for each in provider.openings
    ]
    return {
        **provider_key(provider.id),
        "id": {"S": provider.id},
        "names": {"M": {locale: {"S": name} for locale, name in provider.names.items()}},
        "zone": {"S": provider.zone.key},
        "slot_minutes": {"N": str(provider.slot // timedelta(minutes=1))},
        "openings": {"S": json.dumps(openings)},
        "away": {"S": json.dumps(sorted(day.isoformat() for day in provider.away))},
    }


def read_provider(item: Mapping[str, Any]) -> Provider:
    """A provider from its item."""
    return Provider(
        id=item["id"]["S"],
        names={locale: name["S"] for locale, name in item["names"]["M"].items()},
        zone=ZoneInfo(item["zone"]["S"]),
        slot=timedelta(minutes=int(item["slot_minutes"]["N"])),
        openings=tuple(
            Opening(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, opens, closes in json.loads(item["openings"]["S"])
        ),
        away=frozenset(date.fromisoformat(day) for day in json.loads(item["away"]["S"])),
    )


def write_person(person: Person) -> Item:
    """A person as an item."""
    return {
        **key(f"PERSON#{person.id}", PERSON),
        "id": {"S": person.id},
        "name": {"S": person.name},
        "phone": {"S": person.phone},
        "birth_date": {"S": person.birth_date.isoformat()},
        "locale": {"S": person.locale},
    }


def read_person(item: Mapping[str, Any]) -> Person:
    """A person from their item."""
    return Person(
        id=item["id"]["S"],
        name=item["name"]["S"],
        phone=item["phone"]["S"],
        birth_date=date.fromisoformat(item["birth_date"]["S"]),
        locale=item["locale"]["S"],
    )


def write_number(person: Person) -> Item:
    """That a person has their number."""
    return key(f"PHONE#{person.phone}", f"PERSON#{person.id}")


def write_taken(appointment: Appointment) -> Item:
    """That the appointment's time is taken."""
    return {
        **time_key(appointment.provider, appointment.starts_at),
        "person": {"S": appointment.person},
        "appointment": {"S": appointment.reference},
    }


def write_appointment(appointment: Appointment) -> Item:
    """An appointment as an item."""
    reason: Item = {"reason": {"S": appointment.reason}} if appointment.reason else {}
    return {
        **reason,
        **appointment_key(appointment.person, appointment.reference),
        "reference": {"S": appointment.reference},
        "person": {"S": appointment.person},
        "provider": {"S": appointment.provider},
        "provider_name": {"S": appointment.provider_name},
        "zone": {"S": appointment.zone.key},
        "starts_at": {"S": stamp(appointment.starts_at)},
        "request": {"S": appointment.request},
        "phone": {"S": appointment.phone},
        "locale": {"S": appointment.locale},
        "status": {"S": appointment.status},
        "changed_at": {"S": stamp(appointment.changed_at)},
    }


def read_appointment(item: Mapping[str, Any]) -> Appointment:
    """An appointment from its item, or from the image of it in the table's stream."""
    return Appointment(
        reference=item["reference"]["S"],
        person=item["person"]["S"],
        provider=item["provider"]["S"],
        provider_name=item["provider_name"]["S"],
        zone=ZoneInfo(item["zone"]["S"]),
        starts_at=datetime.fromisoformat(item["starts_at"]["S"]),
        request=item["request"]["S"],
        phone=item["phone"]["S"],
        locale=item["locale"]["S"],
        changed_at=datetime.fromisoformat(item["changed_at"]["S"]),
        status=AppointmentStatus(item["status"]["S"]),
        reason=item.get("reason", {}).get("S", ""),
    )


def write_session(
    session_id: str, *, phone: str | None, person: str | None, until: datetime
) -> Item:
    """A session as an item."""
    known = {"phone": phone, "person": person}
    return {
        **session_key(session_id),
        **{name: {"S": value} for name, value in known.items() if value},
        "expires_at": epoch(until),
    }


def read_session(item: Mapping[str, Any], *, now: datetime) -> tuple[str | None, str | None]:
    """The number and the person of a session from its item; nothing from one that is over."""
    if not item or int(item["expires_at"]["N"]) <= now.timestamp():
        return None, None
    return item.get("phone", {}).get("S"), item.get("person", {}).get("S")
