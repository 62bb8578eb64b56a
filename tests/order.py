"""In which order files of tests are run, and which of them one after the other in one process."""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadFileScheduling

LONG: Final = (
    "tests/jobs/",
    "tests/e2e/",
    "tests/localcloud/sagemaker/test_pipeline.py",
    "tests/localcloud/sagemaker/test_stack_with_everything.py",
    "tests/localcloud/test_analytics_with_everything.py",
    "tests/localcloud/opensearch/test_feed.py",
    "tests/localcloud/emr/",
    "tests/localcloud/spark/",
    "tests/localcloud/glue/",
    "tests/localcloud/test_cli.py",
    "tests/localcloud/cloudformation/test_cdk_cli.py",
    "tests/models/",
    "tests/localcloud/sagemaker/",
    "tests/stacks/",
    "tests/localcloud/functions/",
    "tests/constructs/sagemaker/",
    "tests/constructs/test_installs_elsewhere.py",
)
"""What takes long is begun first: at the end of a run, all processors then have something to do."""

TOGETHER: Final = ("tests/jobs/",)
"""Folders whose files share what is dear to start, once per process: Spark."""


def turn(nodeid: str) -> int:
    """When a test has its turn; tests of the same turn keep their order."""
    return next((i for i, path in enumerate(LONG) if nodeid.startswith(path)), len(LONG))


class ByFile(LoadFileScheduling):
    """A process takes one file of tests after the other, or all files of a folder."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((path for path in TOGETHER if nodeid.startswith(path)), None)
        return folder or super()._split_scope(nodeid)
