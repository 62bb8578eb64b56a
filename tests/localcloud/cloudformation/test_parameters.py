"""Parameters: given, kept, defaulted, read from Parameter Store, hidden, refused."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer

HANDLE = {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}


def show(name: str) -> dict[str, Any]:
    return {"Shown": {"Value": {"Ref": name}}}


def test_a_default_is_used_until_a_value_is_given(hotel: Deployer) -> None:
    declared = {"Stage": {"Type": "String", "Default": "dev"}}
    hotel.create(HANDLE, Declared=declared, Outputs=show("Stage"))
    assert hotel.outputs == {"Shown": "dev"}

    given = [{"ParameterKey": "Stage", "ParameterValue": "prod"}]
    hotel.update(HANDLE, Declared=declared, Outputs=show("Stage"), Parameters=given)
    assert hotel.outputs == {"Shown": "prod"}


def test_a_previous_value_is_kept(hotel: Deployer) -> None:
    declared = {"Stage": {"Type": "String", "Default": "dev"}}
    given = [{"ParameterKey": "Stage", "ParameterValue": "prod"}]
    hotel.create(HANDLE, Declared=declared, Parameters=given)

    kept = [{"ParameterKey": "Stage", "UsePreviousValue": True}]
    hotel.update(HANDLE, Declared=declared, Parameters=kept, Outputs=show("Stage"))

    assert hotel.outputs == {"Shown": "prod"}


def test_a_parameter_of_parameter_store_is_read_at_each_deploy(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    store = cloud.client("ssm")
    store.put_parameter(Name="/rate", Value="100", Type="String")
    declared = {"Rate": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/rate"}}
    hotel.create(HANDLE, Declared=declared, Outputs=show("Rate"))
    assert hotel.outputs == {"Shown": "100"}
    assert hotel.stack["Parameters"] == [
        {"ParameterKey": "Rate", "ParameterValue": "/rate", "ResolvedValue": "100"}
    ]

    store.put_parameter(Name="/rate", Value="120", Type="String", Overwrite=True)
    kept = [{"ParameterKey": "Rate", "UsePreviousValue": True}]
    hotel.update(HANDLE, Declared=declared, Outputs=show("Rate"), Parameters=kept)
    assert hotel.outputs == {"Shown": "120"}


def test_a_hidden_parameter_is_shown_as_asterisks(hotel: Deployer) -> None:
    declared = {"Key": {"Type": "String", "NoEcho": True}}
    hotel.create(
        HANDLE,
        Declared=declared,
        Parameters=[{"ParameterKey": "Key", "ParameterValue": "opens sesame"}],
    )

    assert hotel.stack["Parameters"] == [{"ParameterKey": "Key", "ParameterValue": "****"}]


def test_lists_are_lists(hotel: Deployer) -> None:
    declared = {"Cities": {"Type": "CommaDelimitedList", "Default": "Seoul, Busan"}}
    second = {"Shown": {"Value": {"Fn::Select": [1, {"Ref": "Cities"}]}}}
    hotel.create(HANDLE, Declared=declared, Outputs=second)

    assert hotel.outputs == {"Shown": "Busan"}


@pytest.mark.parametrize(
    ("declaration", "value", "message"),
    [
        ({"Type": "String"}, None, r"Parameters: \[P\] must have values"),
        (
            {"Type": "String", "AllowedValues": ["a", "b"]},
            "c",
            "Parameter 'P' must be one of AllowedValues: a, b",
        ),
        ({"Type": "Number"}, "many", "Parameter 'P' must be a number"),
        ({"Type": "Number", "MinValue": 3}, "2", "must be a number not less than 3"),
        ({"Type": "Number", "MaxValue": 3}, "4", "must be a number not greater than 3"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, "A", r"must match pattern \[a-z\]\+"),
        ({"Type": "String", "MinLength": 3}, "ab", "must contain at least 3 characters"),
        ({"Type": "String", "MaxLength": 1}, "ab", "must contain at most 1 characters"),
        (
            {"Type": "String", "MaxLength": 1, "ConstraintDescription": "one letter"},
            "ab",
            "Parameter P failed to satisfy constraint: one letter",
        ),
        (
            {"Type": "AWS::SSM::Parameter::Value<String>"},
            "/nowhere",
            r"Unable to fetch parameters \[/nowhere\] from parameter store",
        ),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(
    hotel: Deployer, declaration: dict[str, Any], value: str | None, message: str
) -> None:
    given = [] if value is None else [{"ParameterKey": "P", "ParameterValue": value}]

    with pytest.raises(ClientError, match=message):
        hotel.create(HANDLE, Declared={"P": declaration}, Parameters=given)


def test_a_parameter_that_the_template_does_not_have_is_refused(hotel: Deployer) -> None:
    with pytest.raises(ClientError, match=r"\[Typo\] do not exist in the template"):
        hotel.create(HANDLE, Parameters=[{"ParameterKey": "Typo", "ParameterValue": "x"}])
