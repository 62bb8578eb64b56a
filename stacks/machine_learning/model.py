"""The model: its scripts, and what is told them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ml_refarch.sagemaker import (
    ProcessingScript,
    RealRange,
    ScriptAlgorithm,
    Tuning,
    WholeRange,
)

PRICING: Final = Path(__file__).parents[2] / "models" / "pricing"
NOTEBOOK: Final = PRICING / "explore.ipynb"

ERROR: Final = "rmse"
"""What a new model must have less of: the typical error of a price, in euros."""

_VALIDATION_ERROR: Final = "validation:rmse"


def pricing() -> ScriptAlgorithm:
    """Training and serving, by XGBoost with scripts of our own."""
    return ScriptAlgorithm(PRICING, metrics={_VALIDATION_ERROR: rf"{_VALIDATION_ERROR}=([0-9\.]+)"})


def preparation(instance_type: str) -> ProcessingScript:
    """Bookings into rows to learn from, the last months held out."""
    return ProcessingScript(
        script=PRICING / "prepare.py",
        arguments=("--validation-months", "2", "--test-months", "2"),
        instance_type=instance_type,
    )


def evaluation(instance_type: str) -> ProcessingScript:
    """The errors of the model, of a linear one and of the one in use, on the held-out months."""
    return ProcessingScript(script=PRICING / "evaluate.py", instance_type=instance_type)


def tuning(jobs: int) -> Tuning | None:
    """A search for better hyperparameters, if there are to be trainings for it."""
    if not jobs:
        return None
    return Tuning(
        objective=_VALIDATION_ERROR,
        goal="Minimize",
        ranges={
            "eta": RealRange(0.01, 0.3, "Logarithmic"),
            "max_depth": WholeRange(3, 9),
            "min_child_weight": RealRange(1, 30, "Logarithmic"),
            "subsample": RealRange(0.5, 1),
        },
        max_jobs=jobs,
        max_parallel_jobs=min(2, jobs),
    )
