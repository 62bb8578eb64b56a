"""The call centre's functions as Lambda loads them, on an AWS made by moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from clinic_world import TABLE_NAME, Clinic
from function_folder import FunctionFolder

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def clinic(dynamodb: DynamoDBClient) -> Clinic:
    """The clinic."""
    return Clinic(dynamodb)


@pytest.fixture(scope="session")
def callers() -> FunctionFolder:
    """The function that the flow asks who calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", TABLE_NAME)
        return FunctionFolder("call_center")


@pytest.fixture(scope="session")
def dialog() -> FunctionFolder:
    """The bots' code hook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", TABLE_NAME)
        return FunctionFolder("call_center_dialog")


@pytest.fixture(scope="session")
def appointment_notifications() -> FunctionFolder:
    """The function behind the table's stream."""
    return FunctionFolder("appointment_notifications")
