"""The command that starts Java for Spark: what it leaves out, and when it uses an archive."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from localcloud.spark import installation

COMMAND = Path(installation.__file__).parent / "environment" / "java"
DRIVER = ["-cp", "/job/conf/:/spark/jars/slf4j-api-2.0.17.jar:/spark/jars/*", "-Xmx2g", "Submit"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of Java, whose Java tells what it was asked, a line each."""
    home = tmp_path / "a home"
    java = home / "runtime" / "bin" / "java"
    for folder in (home / "bin", java.parent):
        folder.mkdir(parents=True)
    shutil.copy(COMMAND, home / "bin" / "java")
    java.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    java.chmod(0o755)
    return home


def started(home: Path, *arguments: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [str(home / "bin" / "java"), *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    return done.stdout.splitlines()


def test_a_module_that_this_java_has_not_is_left_out(home: Path) -> None:
    asked = ["-Xmx2g", "--add-modules=jdk.incubator.vector", "A name", "*"]
    assert started(home, *asked) == ["-Xmx2g", "A name", "*"]


def test_without_an_archive_a_driver_starts_as_it_is(home: Path) -> None:
    assert started(home, *DRIVER) == DRIVER


def test_with_an_archive_a_driver_has_jars_alone_on_its_class_path(home: Path) -> None:
    (home / "classes.jsa").touch()
    asked = started(home, *DRIVER)
    assert f"-XX:SharedArchiveFile={home}/classes.jsa" in asked
    assert asked[-4:] == ["-cp", "/spark/jars/*", "-Xmx2g", "Submit"]


def test_the_settings_of_logs_are_named_where_their_folder_is_left_out(home: Path) -> None:
    settings = home / "conf"
    settings.mkdir()
    (settings / "log4j2.properties").touch()
    (home / "classes.jsa").touch()
    asked = started(home, "-cp", f"{settings}/:/spark/jars/slf4j-api-2.jar:/spark/jars/*", "Submit")
    assert f"-Dlog4j2.configurationFile={settings}/log4j2.properties" in asked


@pytest.mark.parametrize(
    "class_path",
    [
        "/spark/jars/*",
        "/mine.jar:/job/conf/:/spark/jars/slf4j-api-2.0.17.jar:/spark/jars/*",
        "/job/conf/:/spark/jars/*",
    ],
)
def test_any_other_class_path_is_left_as_it_is(home: Path, class_path: str) -> None:
    (home / "classes.jsa").touch()
    assert started(home, "-cp", class_path, "Main") == ["-cp", class_path, "Main"]


def test_an_archive_is_written_where_that_is_asked_for(home: Path) -> None:
    (home / "classes.jsa").touch()
    asked = started(home, *DRIVER, ARCHIVE_SPARK_CLASSES="yes")
    assert f"-XX:ArchiveClassesAtExit={home}/classes.jsa" in asked
    assert not any(option.startswith("-XX:SharedArchiveFile") for option in asked)
