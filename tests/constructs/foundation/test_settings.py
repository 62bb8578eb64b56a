"""Settings say what is wrong with which value, and what would be right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_logs import RetentionDays
from aws_cdk.aws_sqs import Queue
from ml_refarch.foundation import Settings

CONNECT = "arn:aws:connect:us-east-1:111122223333:instance/01234567-89ab-cdef-0123-456789abcdef"


def app_with(env: str | None = None, **environments: Any) -> App:
    context: dict[str, Any] = {"environments": environments}
    if env is not None:
        context["env"] = env
    return App(context=context)


def test_data_is_kept_and_costly_parts_are_off_unless_asked() -> None:
    settings = Settings.of(app_with(dev={}))

    assert settings.removal_policy is RemovalPolicy.RETAIN
    assert not any((settings.redshift, settings.opensearch, settings.quicksight, settings.emr))
    assert settings.log_retention is RetentionDays.ONE_MONTH


def test_without_a_choice_the_environment_is_dev() -> None:
    app = app_with(dev={"remove_data_on_destroy": True}, prod={})

    assert Settings.of(app).environment == "dev"
    assert Settings.of(app).removal_policy is RemovalPolicy.DESTROY


def test_the_chosen_environment_is_read_from_anywhere_in_the_app() -> None:
    app = app_with("prod", dev={}, prod={"log_retention_days": 365, "alarm_email": "ops@x.org"})

    settings = Settings.of(Stack(app, "Stack"))

    assert settings.environment == "prod"
    assert settings.log_retention is RetentionDays.ONE_YEAR
    assert settings.alarm_email == "ops@x.org"


def test_an_app_without_environments_has_the_defaults() -> None:
    assert Settings.of(App()) == Settings()


def test_every_setting_can_be_given() -> None:
    values: dict[str, Any] = {
        "remove_data_on_destroy": True,
        "log_retention_days": 7,
        "alarm_email": "staff@example.com",
        "origination_number": "+821012345678",
        "two_way_sms": True,
        "text_budget_usd": 50,
        "backup_days": 365,
        "user_pool_id": "ap-northeast-2_Ab129faBb",
        "user_pool_client_id": "3ho4ek12345678909nh3fmhpko",
        "redshift": True,
        "opensearch": True,
        "quicksight": True,
        "quicksight_principal_arn": "arn:aws:quicksight:us-east-1:111122223333:user/default/me",
        "emr": True,
        "vpc_id": "vpc-0123456789abcdef0",
        "encryption_key_arn": "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-12ab",
        "connect_instance_arn": CONNECT,
        "machine_learning": {"spot": True},
        "tags": {"cost-center": "42", "팀": "예약"},
    }

    settings = Settings.of(app_with(dev=values))

    assert {name: getattr(settings, name) for name in values} == values


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("remove_data_on_destroy", "false", "true or false"),
        ("redshift", 1, "true or false"),
        ("log_retention_days", 31, "one of 1, 3, 5, 7, 14, 30"),
        ("log_retention_days", True, "one of 1, 3, 5"),
        ("log_retention_days", "30", "one of 1, 3, 5"),
        ("log_retention_days", None, "one of 1, 3, 5"),
        ("alarm_email", "nobody", "an e-mail address"),
        ("origination_number", "2065550100", "a number in E.164"),
        ("origination_number", "+1 206 555 0100", "a number in E.164"),
        ("origination_number", 12065550100, "a number in E.164"),
        ("two_way_sms", "yes", "true or false"),
        ("text_budget_usd", 0, "a whole number from 1 to 1,000,000"),
        ("text_budget_usd", 12.5, "a whole number from 1 to 1,000,000"),
        ("backup_days", 0, "a whole number from 1 to 36,500"),
        ("backup_days", True, "a whole number from 1 to 36,500"),
        ("user_pool_id", "Ab129faBb", "the id of a user pool"),
        ("user_pool_client_id", "an id", "the id of an app client"),
        ("vpc_id", "subnet-01234567", "the id of a VPC"),
        ("encryption_key_arn", "alias/mine", "the ARN of a KMS key"),
        ("quicksight_principal_arn", "default/me", "the full ARN of a user or group"),
        ("connect_instance_arn", "01234567-89ab-cdef-0123-456789abcdef", "the ARN of an Amazon"),
        ("machine_learning", True, "an object of settings"),
        ("tags", ["team"], "at most 49 tags"),
        ("tags", {"aws:x": "1"}, "at most 49 tags"),
        ("tags", {"environment": "x"}, "at most 49 tags"),
        ("tags", {"count": 3}, "at most 49 tags"),
        ("tags", {f"tag{n}": "x" for n in range(50)}, "at most 49 tags"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_and_what_is_allowed(
    key: str, value: object, allowed: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(f"dev.{key}: {value!r} is not {allowed}")):
        Settings.parse("dev", {key: value})


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match=r"dev\.log_retention: .*did you mean 'log_retention_day"):
        Settings.of(app_with(dev={"log_retention": 30}))


def test_a_key_like_no_other_is_refused_with_all_there_are() -> None:
    with pytest.raises(
        ValueError, match=r"there is no setting 'zzz'; the settings are alarm_email"
    ):
        Settings.of(app_with(dev={"zzz": 1}))


def test_the_name_of_the_environment_is_not_a_setting() -> None:
    with pytest.raises(ValueError, match="there is no setting 'environment'"):
        Settings.of(app_with(dev={"environment": "prod"}))


def test_an_unknown_environment_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        ValueError, match=r"no environment 'prd' \(did you mean 'prod'\?\).*dev, prod"
    ):
        Settings.of(app_with("prd", dev={}, prod={}))


@pytest.mark.parametrize("environments", [["dev"], "dev", 3])
def test_environments_that_are_no_object_are_refused(environments: object) -> None:
    with pytest.raises(ValueError, match="is not an object of environments by name"):
        Settings.of(App(context={"environments": environments}))


def test_an_environment_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^dev: \['x'\] is not an object of settings"):
        Settings.of(app_with(dev=["x"]))


def test_settings_made_in_code_are_checked_too() -> None:
    with pytest.raises(ValueError, match=r"^log_retention_days: 2 is not one of"):
        Settings(log_retention_days=2)


def test_tags_and_the_environments_name_are_on_every_resource() -> None:
    stack = Stack()
    Queue(stack, "Queue")

    Settings(environment="prod", tags={"team": "bots"}).tag(stack)

    Template.from_stack(stack).has_resource_properties(
        "AWS::SQS::Queue",
        {"Tags": [{"Key": "environment", "Value": "prod"}, {"Key": "team", "Value": "bots"}]},
    )
