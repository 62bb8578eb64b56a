"""Where training goes on from after an interruption.

SageMaker copies the folder to S3 as it changes and brings it back when a spot instance was taken
away. One file holds all, and is moved into place when it is whole, so that no copy is torn.
"""

from __future__ import annotations

import json
from pathlib import Path

import xgboost


class Checkpoint:
    """The model of an interrupted training, with validation's error after each of its rounds.

    Args:
        path: The file.
        key: Tells one training from another; the checkpoint of another one is passed over.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key

    def load(self) -> tuple[bytearray | None, list[float]]:
        """The model and its history; neither where there is no checkpoint of this training."""
        if not self.path.is_file():
            return None, []
        model = bytearray(self.path.read_bytes())
        booster = xgboost.Booster(model_file=model)
        if booster.attr("training") != self._key:
            print(f"{self.path} is of another training: starting from the beginning")
            return None, []
        return model, json.loads(booster.attr("history") or "[]")

    def save(self, booster: xgboost.Booster, history: list[float]) -> bytearray:
        """Writes the model so far, and gives it as a later run will load it."""
        marked = booster.copy()
        marked.set_attr(training=self._key, history=json.dumps(history))
        model: bytearray = marked.save_raw("ubj")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_bytes(model)
        partial.replace(self.path)
        return model
