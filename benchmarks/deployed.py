"""A stack on a local cloud of its own, for as long as it is measured."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from localcloud.cli import running
from localcloud.cli.deploying import deploy
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud


@contextlib.contextmanager
def deployed(stack: str) -> Iterator[RunningCloud]:
    """Deploys a stack of the app, without the CDK CLI's output."""
    with tempfile.TemporaryDirectory() as folder:
        cloud = running.start(0, Path(folder))
        try:
            with _output_hidden():
                deploy(cloud, [stack], region=DEFAULT_REGION)
            yield cloud
        finally:
            running.stop(cloud, Path(folder))


@contextlib.contextmanager
def _output_hidden() -> Iterator[None]:
    """Hides what programs that are started here print."""
    sys.stdout.flush()
    kept = os.dup(1), os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        for number, descriptor in enumerate(kept, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)
