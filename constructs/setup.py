"""Builds the library with the Lambda code that its constructs deploy.

The code has one home, ``lambda/`` beside this folder, and is copied into what is built: into the
package of a wheel, or of a source distribution, from which a wheel can be built without the
repository. An editable install copies nothing. All else is in ``pyproject.toml``.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
CARRIED = Path("ml_refarch", "lambda_code")


def carry(root: Path) -> None:
    """Copies the code into the package below ``root``.

    Raises:
        FileNotFoundError: There is no code to copy.
    """
    named = tomllib.loads((HERE / "pyproject.toml").read_text())["tool"]["ml-refarch"]
    homes = (HERE.parent / "lambda", HERE / CARRIED)
    home = next((one for one in homes if one.is_dir()), None)
    if home is None:
        raise FileNotFoundError(
            f"the Lambda code is neither in {homes[0]} nor in {homes[1]}; "
            "build from a checkout of the repository, or from a source distribution"
        )
    shutil.rmtree(root / CARRIED, ignore_errors=True)  # of an earlier build
    for name in named["lambda-code"]:
        shutil.copytree(
            home / name, root / CARRIED / name, ignore=shutil.ignore_patterns("__pycache__")
        )


class BuildWithCode(build_py):
    """Puts the code into the package that is built."""

    def run(self) -> None:
        """Builds the package, then adds the code."""
        super().run()
        if not self.editable_mode:
            carry(Path(self.build_lib))


class SourceWithCode(sdist):
    """Puts the code into the package of a source distribution."""

    def make_release_tree(self, base_dir: str, files: Sequence[str]) -> None:
        """Lays out the distribution, then adds the code."""
        super().make_release_tree(base_dir, list(files))
        carry(Path(base_dir))


setup(cmdclass={"build_py": BuildWithCode, "sdist": SourceWithCode})
