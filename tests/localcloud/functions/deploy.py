"""Deploys handlers to a local cloud, for tests."""

from __future__ import annotations

import io
import json
import textwrap
import uuid
import zipfile
from dataclasses import dataclass
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.functions.parts import functions_of

ACCOUNT_ARN = "us-east-1:123456789012"


def zipped(**files: str) -> bytes:
    """A zip file of Python modules, by their names without ``.py``."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, source in files.items():
            archive.writestr(f"{name}.py", textwrap.dedent(source))
    return content.getvalue()


@dataclass(frozen=True)
class Answer:
    """What Invoke answered."""

    payload: Any
    error: str | None
    raw: dict[str, Any]


@dataclass(frozen=True)
class Function:
    """A deployed function."""

    cloud: LocalCloud
    name: str

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:lambda:{ACCOUNT_ARN}:function:{self.name}"

    def invoke(self, event: Any = None, **request: Any) -> Answer:
        """Invokes it through the API."""
        payload = event if isinstance(event, bytes) else json.dumps(event).encode()
        raw = self.cloud.client("lambda").invoke(FunctionName=self.name, Payload=payload, **request)
        said = raw["Payload"].read()
        return Answer(json.loads(said) if said else None, raw.get("FunctionError"), raw)

    def log(self, group: str | None = None) -> list[str]:
        """What it and the platform have written, once all is written."""
        assert functions_of(self.cloud).background.settle(20)
        events = self.cloud.client("logs").filter_log_events(
            logGroupName=group or f"/aws/lambda/{self.name}"
        )["events"]
        return [event["message"] for event in events]


def role(cloud: LocalCloud) -> str:
    """A role that functions may have."""
    iam = cloud.client("iam")
    created = iam.create_role(RoleName=f"role-{uuid.uuid4().hex}", AssumeRolePolicyDocument="{}")
    return str(created["Role"]["Arn"])


def deploy(cloud: LocalCloud, source: str, **settings: Any) -> Function:
    """Deploys a module with a function ``handle``.

    Args:
        settings: Further members of CreateFunction.
    """
    name = f"function-{uuid.uuid4().hex[:12]}"
    request = {
        "Runtime": "python3.13",
        "Timeout": 20,
        "Handler": "handler.handle",
        "Code": {"ZipFile": zipped(handler=source)},
        "Role": role(cloud),
        **settings,
    }
    cloud.client("lambda").create_function(FunctionName=name, **request)
    return Function(cloud, name)
