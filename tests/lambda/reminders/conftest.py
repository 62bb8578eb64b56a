"""The functions around a reminder as Lambda loads them, on an AWS made by moto."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from clinic_world import TABLE_NAME, Clinic
from function_folder import FunctionFolder
from reminded_clinic import RemindedClinic

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

FUNCTIONS = ("appointment_notifications", "appointment_reminders", "appointment_replies")


@pytest.fixture(scope="session")
def functions() -> dict[str, FunctionFolder]:
    """The functions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", TABLE_NAME)
        return {name: FunctionFolder(name) for name in FUNCTIONS}


@pytest.fixture
def clinic(dynamodb: DynamoDBClient) -> Clinic:
    """The book of the clinic."""
    return Clinic(dynamodb)


@pytest.fixture
def reminded(
    clinic: Clinic,
    functions: dict[str, FunctionFolder],
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> RemindedClinic:
    """The clinic that reminds."""
    return RemindedClinic(clinic, functions, context, monkeypatch)
