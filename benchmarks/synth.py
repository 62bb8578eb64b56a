"""Synthesis of the app against that of an empty CDK app."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.figures import Figure, in_turn, spread

ROOT = Path(__file__).parents[1]
# The CDK refuses a stack without a resource, so it has the cheapest one.
EMPTY_APP = """
from aws_cdk import App, CfnWaitConditionHandle, Stack
app = App()
CfnWaitConditionHandle(Stack(app, "Empty"), "Nothing")
app.synth()
"""
RUNS = 5


def figures() -> Iterator[Figure]:
    """The ratio of whole processes, as ``cdk synth`` starts them."""
    ratios = in_turn(_synthesis(["app.py"]), _synthesis(["-c", EMPTY_APP]), RUNS)
    yield Figure(
        "synth of the app, against an empty CDK app",
        statistics.median(ratios),
        "times",
        bound=1.8,
        detail=spread(ratios, "times"),
    )


def _synthesis(arguments: list[str]) -> Callable[[], None]:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]

    def run() -> None:
        with tempfile.TemporaryDirectory() as outdir:
            environment = {
                **os.environ,
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                "CDK_OUTDIR": outdir,
                "CDK_CONTEXT_JSON": json.dumps(context),
            }
            subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )

    return run
