"""Who owns dashboards: a user or a group of QuickSight, which nobody can guess."""

from __future__ import annotations

import re
from typing import Final

from aws_cdk import Stack, Token

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:quicksight:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):(user|group)/[\w.-]+/.+"
)

REGIONS: Final = frozenset(
    {
        *("af-south-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1"),
        *("ap-southeast-2", "ap-southeast-3", "ap-southeast-5", "ca-central-1", "cn-north-1"),
        *("eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1"),
        *("eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "sa-east-1", "us-east-1"),
        *("us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-2"),
    }
)
"""Where there is QuickSight.

Source: https://docs.aws.amazon.com/quicksight/latest/user/regions-qs.html
"""


def check_principal(arn: str, stack: Stack) -> None:
    """Refuses an owner whom QuickSight would not find.

    Users and groups are of the region where the subscription was made, which may be another one
    than that of the dashboards.

    Raises:
        ValueError: It is not the full ARN of a user or group, it is of another account, or it or
            the stack is in a region without QuickSight.
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        raise ValueError(
            f"principal_arn: {arn!r} is not the full ARN of a user or group of QuickSight such as "
            "arn:aws:quicksight:us-east-1:111122223333:user/default/analyst; "
            "`aws quicksight list-users` shows it"
        )
    if found["region"] not in REGIONS:
        raise ValueError(
            f"principal_arn: {arn} is of {found['region']}, and there is QuickSight in "
            f"{', '.join(sorted(REGIONS))}"
        )
    if not Token.is_unresolved(stack.account) and found["account"] != stack.account:
        raise ValueError(
            f"principal_arn: {arn} is of account {found['account']}, and the stack of "
            f"{stack.account}"
        )
    if not Token.is_unresolved(stack.region) and stack.region not in REGIONS:
        raise ValueError(
            f"region: there is no QuickSight in {stack.region}; there is in "
            f"{', '.join(sorted(REGIONS))}"
        )
