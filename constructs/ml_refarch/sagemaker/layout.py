"""Where things are in the bucket of a pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .steps import Joined, Run, joined

RAW: Final = "raw/"
RUNS: Final = "runs/"
CAPTURE: Final = "capture/"
MONITORING: Final = "monitoring/"

EVALUATION_FILE: Final = "evaluation.json"


@dataclass(frozen=True)
class Layout:
    """The addresses in a bucket: data as it came, and a folder for each run.

    Args:
        bucket: The bucket's name.
    """

    bucket: str

    @property
    def raw(self) -> str:
        """Data as it came."""
        return f"s3://{self.bucket}/{RAW}"

    @property
    def capture(self) -> str:
        """What endpoints were asked and answered."""
        return f"s3://{self.bucket}/{CAPTURE}"

    @property
    def monitoring(self) -> str:
        """Baselines and reports of monitors."""
        return f"s3://{self.bucket}/{MONITORING}"

    def of_run(self, folder: str) -> Joined:
        """A folder of the run."""
        return joined("s3://", self.bucket, f"/{RUNS}", Run(), f"/{folder}")
