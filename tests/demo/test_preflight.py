"""What the look at an account before a deploy finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from demo.machine_quotas import needed, quota_findings
from demo.preflight import BOOTSTRAP_PARAMETER, chosen, findings, main
from stacks.machine_learning import Options

ENOUGH = {
    "ml.m5.large for processing job usage": 4,
    "ml.m5.large for training job usage": 4,
    "ml.m5.large for spot training job usage": 0,
    "ml.m5.large for endpoint usage": 4,
    "ml.t3.medium for notebook instance usage": 0,
}


def clients(
    *,
    bootstrapped: bool = True,
    sandbox: bool = False,
    limit: str | None = "20",
    machines: Mapping[str, int] = ENOUGH,
) -> Any:
    """Stubs for the calls that are made, with botocore's own check of their shapes."""
    quotas = [
        {"QuotaName": name, "QuotaCode": f"L-{at}", "Value": float(count)}
        for at, (name, count) in enumerate(machines.items())
    ]
    made: dict[str, Any] = {}

    def client(name: str) -> Any:
        if name in made:
            return made[name]
        session: Any = boto3.Session(
            region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        made[name] = session.client(name)
        stub = Stubber(made[name])
        if name == "ssm" and bootstrapped:
            stub.add_response("get_parameter", {"Parameter": {"Name": BOOTSTRAP_PARAMETER}})
        elif name == "ssm":
            stub.add_client_error("get_parameter", "ParameterNotFound")
        elif name == "sns":
            stub.add_response("get_sms_sandbox_account_status", {"IsInSandbox": sandbox})
            attributes = {"MonthlySpendLimit": limit} if limit else {}
            stub.add_response("get_sms_attributes", {"attributes": attributes})
        elif name == "service-quotas":
            stub.add_response("list_service_quotas", {"Quotas": quotas[:2], "NextToken": "more"})
            stub.add_response("list_service_quotas", {"Quotas": quotas[2:]})
        else:
            stub.add_response("list_bots", {"botSummaries": []})
        stub.activate()
        return made[name]

    return client


def found(account: Any, **options: Any) -> list[str]:
    return list(findings(account, Options(**options)))


def test_an_account_that_is_ready_has_no_findings() -> None:
    assert found(clients()) == []


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ({"bootstrapped": False}, "not bootstrapped"),
        ({"sandbox": True}, "SMS sandbox"),
        ({"limit": None}, "one US dollar"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(account: dict[str, Any], sentence: str) -> None:
    (told,) = found(clients(**account))
    assert sentence in told


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        ({"endpoint_instances": 2}, []),
        ({"serverless": True, "endpoint_instances": 9, "endpoint_max_instances": 9}, []),
        (
            {"endpoint_instances": 3, "endpoint_max_instances": 3},
            ["'ml.m5.large for endpoint usage' is 4, and MachineLearning needs 6"],
        ),
        ({"spot": True}, ["'ml.m5.large for spot training job usage' is 0"]),
        ({"notebook": True}, ["'ml.t3.medium for notebook instance usage' is 0"]),
        (
            {"spot": True, "tuning_jobs": 9, "notebook": True},
            ["spot training job usage' is 0, and MachineLearning needs 2", "notebook instance"],
        ),
        (
            {"training_instance": "ml.x9.large"},
            ["There is no quota 'ml.x9.large for training job usage'"],
        ),
    ],
)
def test_each_quota_that_is_too_low_for_the_settings_is_a_sentence(
    options: dict[str, Any], sentences: list[str]
) -> None:
    told = found(clients(), **options)
    assert len(told) == len(sentences)
    for sentence, said in zip(sentences, told, strict=True):
        assert sentence in said


def test_how_to_ask_for_more_is_a_command_with_the_quotas_code() -> None:
    (told,) = found(clients(), spot=True)
    assert "--service-code sagemaker --quota-code L-2 --desired-value 1" in told


def test_a_new_account_hears_of_every_machine_it_may_not_have() -> None:
    none = dict.fromkeys(ENOUGH, 0)
    assert len(found(clients(machines=none), notebook=True)) == 4


def test_quotas_that_cannot_be_read_are_a_finding_and_no_crash() -> None:
    client: Any = boto3.client(
        "service-quotas",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    stub = Stubber(client)
    stub.add_client_error("list_service_quotas", "AccessDeniedException", "No rights")
    with stub:
        (told,) = quota_findings(lambda _: client, Options())
    assert "cannot be told" in told
    assert "No rights" in told


def test_the_environment_of_cdk_json_says_which_machines_are_needed() -> None:
    assert needed(chosen("prod"))["ml.m5.large for endpoint usage"] == 2


def test_an_environment_that_there_is_not_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with pytest.raises(SystemExit):
        main(["--env", "prd"])
    assert "there is no environment 'prd'; cdk.json has dev, prod" in capsys.readouterr().err
