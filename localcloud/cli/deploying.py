"""Deploys a CDK app, or a cloud assembly that is already synthesised, with the real CDK CLI."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from localcloud.cli.environment import aws_environment
from localcloud.cli.running import CommandError, RunningCloud
from localcloud.service import ACCOUNT


def cdk(
    cloud: RunningCloud, arguments: Sequence[str], *, region: str, folder: Path | None = None
) -> int:
    """Runs the CDK CLI against the local cloud, its output going where ours goes.

    Args:
        cloud: The cloud.
        arguments: Of the CLI.
        region: The region that the CLI deploys to by default.
        folder: Where it runs; here by default.

    Returns:
        Its exit code.

    Raises:
        CommandError: The CLI is not installed.
    """
    environment = aws_environment(cloud.endpoint, region=region)
    program = shutil.which("cdk", path=environment["PATH"])
    if program is None:
        raise CommandError("The CDK CLI is not installed here. Install it with: make setup")
    return subprocess.run(
        [program, *arguments], env=environment, cwd=folder, check=False
    ).returncode


def deploy(
    cloud: RunningCloud,
    stacks: Sequence[str],
    *,
    app: str | None = None,
    context: Sequence[str] = (),
    region: str,
) -> None:
    """Deploys stacks, bootstrapping the region first where that has not been done.

    Raises:
        CommandError: The deploy failed; the CDK CLI has said why.
    """
    app_arguments = ["--app", app] if app else []
    for pair in context:
        app_arguments += ["--context", pair]
    if region not in cloud.ask("status")["bootstrapped"]:
        place = f"aws://{ACCOUNT}/{region}"
        with tempfile.TemporaryDirectory() as empty:  # where there is an app, it is synthesised
            failed = cdk(
                cloud, ["bootstrap", place, "--no-notices"], region=region, folder=Path(empty)
            )
        if failed:
            raise CommandError(f"Bootstrapping {place} failed; the lines above say why.")
    wanted = list(stacks) or ["--all"]
    arguments = ["deploy", *wanted, "--require-approval", "never", "--no-notices", *app_arguments]
    if cdk(cloud, arguments, region=region):
        named = " ".join(stacks) or "all stacks"
        raise CommandError(f"Deploying {named} failed; the lines above say why.")
    # What understands a bot's languages loads behind the deploy; a first turn would wait for it.
    cloud.ask("settle", {"timeout": 60})
