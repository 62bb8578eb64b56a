"""The patients' bot's function as Lambda loads it, in a clinic made by moto."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from clinic_world import CHEN, TABLE_NAME, Clinic
from function_folder import FunctionFolder
from patient import Patient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Patients = Callable[..., Patient]


@pytest.fixture
def clinic(dynamodb: DynamoDBClient) -> Clinic:
    """Where Dr. Chen is there on weekdays, and Dr. Park too, from 8 until 8:30 in the evening."""
    clinic = Clinic(dynamodb)
    opening = replace(CHEN.openings[0], opens=CHEN.openings[0].opens.replace(hour=8))
    park = replace(
        CHEN,
        id="park",
        names={"en_US": "Dr. Park", "ko_KR": "박 선생님"},
        openings=tuple(
            replace(opening, weekday=day, closes=opening.closes.replace(hour=20, minute=30))
            for day in range(6)
        ),
    )
    clinic.store.put_provider(park)
    return clinic


@pytest.fixture(scope="session")
def scheduling() -> FunctionFolder:
    """The function."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", TABLE_NAME)
        return FunctionFolder("patient_scheduling")


@pytest.fixture
def counted() -> list[str]:
    """The names of what was counted."""
    return []


@pytest.fixture
def desk(clinic: Clinic, scheduling: FunctionFolder, counted: list[str]) -> Callable[[], Any]:
    """The desk of each turn, which goes by the clinic's clock."""
    module: Any = scheduling.desk
    sessions = scheduling.handler.Sessions(clinic.store, lambda: clinic.now)
    calendars = module.Calendars(clinic.book)
    catalog = scheduling.catalog.load_catalog()
    return lambda: module.Desk(
        clinic.book, counted.append, catalog, calendars, module.Speakers(sessions)
    )


@pytest.fixture
def patients(
    scheduling: FunctionFolder,
    desk: Callable[[], Any],
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Patients:
    """Makes somebody who writes, by default from Maria's number."""
    monkeypatch.setattr(scheduling.handler, "desk", desk)

    def write(
        *, phone: str | None = "+15551230001", locale: str = "en_US", session: str = "session-1"
    ) -> Patient:
        attributes = {"phoneNumber": phone} if phone else {}
        return Patient(scheduling.handler.handle, context, locale, session, attributes)

    return write
