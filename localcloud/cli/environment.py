"""The environment in which AWS's clients speak to the local cloud and to nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from localcloud.service import ACCOUNT

DEFAULT_REGION = "us-east-1"


def aws_environment(
    endpoint: str, *, region: str = DEFAULT_REGION, base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Variables for a program that is to use the local cloud.

    A person's own credentials, profile and configuration are left out, so that nothing can reach
    an AWS account by mistake.
    """
    kept = {
        name: value
        for name, value in (os.environ if base is None else base).items()
        if not name.startswith(("AWS_", "CDK_DEFAULT_"))
    }
    programs = [str(Path(sys.executable).parent), str(Path("node_modules/.bin").absolute())]
    return {
        **kept,
        "PATH": os.pathsep.join([*programs, kept.get("PATH", os.defpath)]),
        **client_variables(endpoint, region),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": region,
        "CDK_DISABLE_CLI_TELEMETRY": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "NO_PROXY": "localhost,127.0.0.1",
    }


def client_variables(endpoint: str, region: str = DEFAULT_REGION) -> dict[str, str]:
    """The variables that a person would export in a shell."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
