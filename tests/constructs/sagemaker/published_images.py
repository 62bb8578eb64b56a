"""The accounts of AWS's images as AWS publishes them, in the wheel of ``sagemaker-core``.

``python -m tests.constructs.sagemaker.published_images`` writes the library's table of them anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

TABLE: Final = (
    Path(__file__).parents[3] / "constructs" / "ml_refarch" / "sagemaker" / "images" / "accounts.py"
)
PACKAGE: Final = "sagemaker-core"
FILES: Final = {
    "linear-learner": "linear-learner",
    "factorization-machines": "factorization-machines",
    "sagemaker-xgboost": "xgboost",
    "image-classification": "image-classification",
    "seq2seq": "seq2seq",
    "kmeans": "kmeans",
    "pca": "pca",
    "lda": "lda",
    "ntm": "ntm",
    "forecasting-deepar": "forecasting-deepar",
    "sagemaker-model-monitor-analyzer": "model-monitor",
}
"""The repositories that the library knows, and the package's file on each."""

Accounts = dict[str, str]

_HEADER: Final = '''"""Which of AWS's accounts has an image, by region; written by a script.

Source: sagemaker-core {version}, sagemaker/core/image_uri_config. To write it anew:
``python -m tests.constructs.sagemaker.published_images``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

'''


def versions(repository: str) -> dict[str, Accounts]:
    """The account by region of each version of a repository that is published for training.

    Old versions of XGBoost, whose tags also name a processor, are left out.
    """
    content = _content(FILES[repository])
    return {
        version: published["registries"]
        for version, published in content.get("training", content)["versions"].items()
        if published["repository"] == repository and "processors" not in published
    }


def accounts(repository: str) -> Accounts:
    """The account by region, which is that of every version.

    Raises:
        ValueError: the versions are not all in the same accounts, as the table supposes.
    """
    by_version = versions(repository)
    first, *others = by_version.values()
    if any(each != first for each in others):
        raise ValueError(f"{repository}: its versions are in different accounts: {by_version}")
    return first


def module() -> str:
    """The table, as a module."""
    names: dict[frozenset[tuple[str, str]], str] = {}
    code = [_HEADER.format(version=distribution(PACKAGE).version)]
    rows = []
    for repository in FILES:
        found = accounts(repository)
        held = frozenset(found.items())
        if held not in names:
            names[held] = f"_{repository.upper().replace('-', '_')}"
            code.append(f"{names[held]}: Final = {dict(sorted(found.items()))!r}\n\n")
        rows.append(f"{repository!r}: ({tuple(versions(repository))!r}, {names[held]})")
    code.append(
        "IMAGES: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]]] = "
        f"{{{', '.join(rows)},}}\n"
        '"""The versions of each repository, oldest first, and its account by region."""\n'
    )
    return _formatted("".join(code))


def _content(name: str) -> dict[str, Any]:
    path = distribution(PACKAGE).locate_file(f"sagemaker/core/image_uri_config/{name}.json")
    content: dict[str, Any] = json.loads(Path(str(path)).read_text())
    return content


def _formatted(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--line-length=100", "-"],
        input=code,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def main() -> None:
    """Writes the table."""
    TABLE.write_text(module())


if __name__ == "__main__":
    main()
