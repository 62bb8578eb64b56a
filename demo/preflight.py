"""What an AWS account still lacks before a deploy is of use: ``python -m demo.preflight``.

``--env`` names the environment of ``cdk.json`` that is to be deployed. It only reads. Each finding
is a sentence that says what to do; the exit code is 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from ml_refarch.foundation import Settings

from demo.machine_quotas import quota_findings
from stacks.machine_learning import Options

CDK_JSON = Path(__file__).parents[1] / "cdk.json"
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"

Client = Callable[[str], Any]


def findings(client: Client, options: Options) -> Iterator[str]:
    """What stands in the way, one sentence each.

    Args:
        client: Makes a boto3 client of a service, for the account and region to look at.
        options: What MachineLearning is to run.
    """
    try:
        client("ssm").get_parameter(Name=BOOTSTRAP_PARAMETER)
    except client("ssm").exceptions.ParameterNotFound:
        yield "The region is not bootstrapped: run npx cdk bootstrap."
    try:
        sandbox = client("sns").get_sms_sandbox_account_status()["IsInSandbox"]
    except ClientError as error:
        yield f"Whether the account is in the SMS sandbox cannot be told: {error}"
    else:
        if sandbox:
            yield (
                "The account is in the SMS sandbox: texts reach verified numbers only. SNS answers "
                "with a message id all the same. Ask AWS to move the account out of it."
            )
    if not client("sns").get_sms_attributes().get("attributes", {}).get("MonthlySpendLimit"):
        yield (
            "No monthly limit for text messages is set, so AWS's default of one US dollar holds: "
            "set MonthlySpendLimit in SNS."
        )
    try:
        client("lexv2-models").list_bots(maxResults=1)
    except (ClientError, BotoCoreError) as error:
        yield f"Lex V2 does not answer in this region: {error}"
    yield from quota_findings(client, options)


def chosen(environment: str) -> Options:
    """What MachineLearning is to run in an environment of ``cdk.json``.

    Raises:
        ValueError: There is no such environment, or it has a wrong setting.
    """
    environments = json.loads(CDK_JSON.read_text())["context"]["environments"]
    if environment not in environments:
        raise ValueError(
            f"--env: there is no environment {environment!r}; "
            f"cdk.json has {', '.join(sorted(environments))}"
        )
    return Options.of(Settings.parse(environment, environments[environment]))


def main(arguments: list[str] | None = None) -> int:
    """Prints the findings for the credentials and the region that are set."""
    parser = argparse.ArgumentParser(prog="python -m demo.preflight", allow_abbrev=False)
    parser.add_argument("--env", default="dev", help="an environment of cdk.json")
    session: Any = boto3.Session()
    try:
        options = chosen(parser.parse_args(arguments).env)
    except ValueError as error:
        parser.error(str(error))
    found = list(findings(session.client, options))
    for sentence in found or ["Nothing stands in the way of a deploy."]:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
