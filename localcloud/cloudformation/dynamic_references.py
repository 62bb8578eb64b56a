"""Dynamic references: ``{{resolve:ssm:name}}`` and ``{{resolve:secretsmanager:id:...}}``.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DYNAMIC_REFERENCE = re.compile(r"\{\{resolve:[^{}]+\}\}")


def resolve(reference: str, cloud: Cloud, region: str) -> str:
    """The value that a dynamic reference stands for.

    Raises:
        ServiceError: ValidationError, where it names nothing that exists.
    """
    _, service, argument = reference.strip("{}").split(":", 2)
    try:
        if service in ("ssm", "ssm-secure"):
            answer = cloud.client("ssm", region).get_parameter(Name=argument, WithDecryption=True)
            return str(answer["Parameter"]["Value"])
        if service == "secretsmanager":
            return _secret(argument, cloud, region)
    except ClientError as error:
        raise ServiceError(
            "ValidationError",
            f"Could not resolve {reference}: {error.response['Error']['Message']}",
        ) from error
    raise ServiceError(
        "ValidationError",
        f"Could not resolve {reference}: {service} is not one of ssm, ssm-secure, secretsmanager",
    )


def _secret(argument: str, cloud: Cloud, region: str) -> str:
    """A secret, or the value of one key of it; the id may be an ARN with colons of its own."""
    parts = argument.split(":")
    count = 7 if parts[0] == "arn" else 1
    secret_id, rest = ":".join(parts[:count]), [*parts[count:], "", "", "", ""]
    _, key, stage, version = rest[:4]
    selected = {"VersionStage": stage} if stage else {"VersionId": version} if version else {}
    client = cloud.client("secretsmanager", region)
    text = str(client.get_secret_value(SecretId=secret_id, **selected)["SecretString"])
    if not key:
        return text
    fields = json.loads(text)
    if key not in fields:
        raise ServiceError("ValidationError", f"Could not find key {key} in secret {secret_id}")
    return str(fields[key])
