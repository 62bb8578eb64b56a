"""What an AWS account still lacks before a deploy is of use: ``python -m demo.preflight``.

It only reads. Each finding is a sentence that says what to do; the exit code is 1 where there is
one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"

Client = Callable[[str], Any]


def findings(client: Client) -> Iterator[str]:
    """What stands in the way, one sentence each.

    Args:
        client: Makes a boto3 client of a service, for the account and region to look at.
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


def main() -> int:
    """Prints the findings for the credentials and the region of the environment."""
    session: Any = boto3.Session()
    found = list(findings(session.client))
    for sentence in found or ["Nothing stands in the way of a deploy."]:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
