"""What a notebook instance does when it is made and each time it starts."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aws_cdk import Duration, Fn, Token

_STOPPER: Final = Path(__file__).parent / "stop_when_idle.py"
_HOME: Final = "/home/ec2-user/SageMaker"
_PLACE: Final = "/opt/stop-when-idle"
_LIMIT: Final = 16_384
_MINUTES: Final = range(5, 24 * 60 + 1)


def on_create(files: Mapping[str, str]) -> str:
    """Fetches files, each once: what people make of them afterwards stays.

    Args:
        files: Addresses in S3 by the name that they get.
    """
    lines = [
        "#!/bin/bash",
        "set -e",
        *(
            f"aws s3 cp {address} {_HOME}/{shlex.quote(name)} --only-show-errors"
            for name, address in files.items()
        ),
        f"chown -R ec2-user:ec2-user {_HOME}",
    ]
    return encoded("on_create", "\n".join(lines))


def on_start(*, idle: Duration, environment: Mapping[str, str], first: str | None) -> str:
    """Sets variables, opens a notebook first, and watches for idleness.

    Args:
        idle: How long nobody works before the instance is stopped.
        environment: Variables of the kernels.
        first: What JupyterLab opens on, a name in the home folder.

    Raises:
        ValueError: ``idle`` is not between 5 minutes and a day.
    """
    minutes = idle.to_minutes()
    if not _MINUTES.start <= minutes <= _MINUTES[-1]:
        raise ValueError(
            f"idle: {minutes:g} minutes is not between {_MINUTES.start} and {_MINUTES[-1]}"
        )
    exports = [f'export {name}="{value}"' for name, value in environment.items()]
    lines = [
        "#!/bin/bash",
        "set -e",
        f"mkdir -p {_PLACE}",
        f"cat > {_PLACE}/stop_when_idle.py <<'END'",
        _STOPPER.read_text().rstrip(),
        "END",
        # cron's own path is short, so that both commands are looked up here.
        f'echo "*/5 * * * * root $(command -v python3) {_PLACE}/stop_when_idle.py '
        f'{int(idle.to_seconds())} $(command -v aws) 2>&1 | logger -t stop-when-idle" '
        "> /etc/cron.d/stop-when-idle",
        "cat > /etc/profile.d/jupyter-env.sh <<'END'",
        *exports,
        "END",
        *_opening(first),
        "systemctl --no-block restart jupyter-server.service",
    ]
    return encoded("on_start", "\n".join(lines))


def encoded(name: str, script: str) -> str:
    """A script as SageMaker takes it.

    Raises:
        ValueError: It is longer than SageMaker's limit.
    """
    plain = script + "\n"
    length = len(base64.b64encode(plain.encode()))
    if length > _LIMIT:
        raise ValueError(f"{name}: {length} characters in base64 are over the limit of {_LIMIT}")
    if Token.is_unresolved(plain):
        return Fn.base64(plain)
    return base64.b64encode(plain.encode()).decode()


def _opening(first: str | None) -> list[str]:
    if first is None:
        return []
    folder = "/home/ec2-user/.jupyter"
    return [
        f"mkdir -p {folder}",
        f"echo 'c.ServerApp.default_url = \"/lab/tree/{first}\"' "
        f">> {folder}/jupyter_server_config.py",
        f"chown -R ec2-user:ec2-user {folder}",
    ]
