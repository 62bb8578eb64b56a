"""The library installs by itself: into an environment that knows nothing of this repository.

What is proved: a wheel built from a source distribution, with nothing of the repository beside it,
carries the whole library and the Lambda code that it deploys; another app, the README's, in another
folder and virtual environment, imports it from there and synthesises a bot, appointments and
reminders; and the library imports nothing beyond what its metadata declares, in versions that its
ranges allow.

What is not: that pip downloads the dependencies. The new environment borrows them, hundreds of
megabytes, from this one by a path file, which leaves out this one's editable install.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
CONSTRUCTS = ROOT / "constructs"
LAMBDA = ROOT / "lambda"
# How the CDK itself runs in Python; each of its packages brings it along.
CDK_RUNTIME = "jsii"

REPORT = """
import json, ml_refarch
print(json.dumps({
    "library": ml_refarch.__file__,
    "template": app.synth().get_stack_by_name("Hotel").template,
}))
"""


def example(mark: str) -> str:
    """The code that the library's README shows under a mark."""
    readme = (CONSTRUCTS / "README.md").read_text()
    return readme.partition(f"<!-- {mark} -->\n```python\n")[2].partition("```\n")[0]


def example_app() -> str:
    """The app that the README shows, with its appointments."""
    return example("app.py").replace("app.synth()\n", "") + example("appointments")


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # Node.js, which the CDK needs, is beside this interpreter.
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def site_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of a new environment, with the library installed from its wheel."""
    folder = tmp_path_factory.mktemp("elsewhere")
    repository = folder / "repository"
    for name in ("constructs", "lambda"):
        shutil.copytree(
            ROOT / name,
            repository / name,
            ignore=shutil.ignore_patterns("*.egg-info", "build", "dist", "__pycache__"),
        )
    distribution = run(
        sys.executable,
        "-c",
        f"from setuptools.build_meta import build_sdist; print(build_sdist({str(folder)!r}))",
        cwd=repository / "constructs",
    ).splitlines()[-1]
    shutil.rmtree(repository)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")
    run(
        *pip,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder / "dist",
        folder / distribution,
        cwd=folder,
    )
    (wheel,) = (folder / "dist").glob("ml_refarch-*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    installed = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).strip()
    )
    # A path in a .pth file is searched for modules, but its own .pth files are not followed.
    borrowed = sysconfig.get_path("purelib")
    (installed / "borrowed.pth").write_text(f"{borrowed}\n")
    return installed


def test_the_readmes_app_synthesises_there(site_packages: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(example_app() + REPORT)
    python = site_packages.parents[2] / "bin" / "python"

    said = json.loads(run(python, "app.py", cwd=tmp_path))

    assert Path(said["library"]).is_relative_to(site_packages)
    types = {resource["Type"] for resource in said["template"]["Resources"].values()}
    assert {
        "AWS::DynamoDB::GlobalTable",
        "AWS::Lex::Bot",
        "AWS::Lex::BotAlias",
        "AWS::Lex::BotVersion",
        "AWS::Scheduler::ScheduleGroup",
    } <= types


def test_the_code_that_runs_in_lambda_is_installed_as_it_is_here(site_packages: Path) -> None:
    carried = site_packages / "ml_refarch" / "lambda_code"
    folders = tomllib.loads((CONSTRUCTS / "pyproject.toml").read_text())["tool"]["ml-refarch"]
    here = {
        path.relative_to(LAMBDA): path.read_bytes()
        for name in folders["lambda-code"]
        for path in (LAMBDA / name).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    there = {
        path.relative_to(carried): path.read_bytes()
        for path in carried.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert there == here


def test_an_install_without_the_code_says_how_to_get_it(
    site_packages: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(
        site_packages / "ml_refarch",
        bare / "ml_refarch",
        ignore=shutil.ignore_patterns("lambda_code", "__pycache__"),
    )
    code = (
        f"import sys; sys.path.insert(0, {str(bare)!r})\n"
        "from ml_refarch.foundation import shipped_code\n"
        "try:\n    shipped_code('layers/reminders')\n"
        "except FileNotFoundError as error:\n    print(error)\n"
    )

    said = run(site_packages.parents[2] / "bin" / "python", "-c", code, cwd=tmp_path)

    assert "layers/reminders: its code is neither in the package" in said
    assert "install ml-refarch from a wheel, or from a checkout" in said


def test_every_module_and_the_type_marker_are_installed(site_packages: Path) -> None:
    there = {
        path.relative_to(CONSTRUCTS)
        for pattern in ("*.py", "py.typed")
        for path in (CONSTRUCTS / "ml_refarch").rglob(pattern)
    }

    assert {path for path in there if not (site_packages / path).is_file()} == set()


def declared() -> list[Requirement]:
    metadata = tomllib.loads((CONSTRUCTS / "pyproject.toml").read_text())
    return [Requirement(text) for text in metadata["project"]["dependencies"]]


def test_it_imports_only_what_it_declares() -> None:
    modules = {
        "aws_cdk" if one.name == "aws-cdk-lib" else one.name.replace("-", "_") for one in declared()
    }
    imported = set()
    for path in (CONSTRUCTS / "ml_refarch").rglob("*.py"):
        if (path.parent / "handler.py").exists():
            continue  # runs in Lambda, which has boto3
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])

    third_party = imported - set(sys.stdlib_module_names) - {"ml_refarch"}
    assert third_party <= modules | {CDK_RUNTIME}


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_its_ranges_allow_what_the_app_is_pinned_to(requirement: Requirement) -> None:
    assert requirement.specifier.contains(version(requirement.name))
