"""The parameters of spark-submit, as a job run or a step writes them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

from localcloud.spark import gaps

DRIVER_VARIABLE = "spark.emr-serverless.driverEnv."
_VALUES = ("--py-files", "--files", "--jars")
_FLAGS = ("--verbose", "-v", "--supervise")


class ParametersError(Exception):
    """Parameters that cannot be used; the message says which."""


@dataclass
class Parameters:
    """What parameters of spark-submit say.

    Attributes:
        main_class: Of a jar.
        uris: The value of ``--py-files``, ``--files`` and ``--jars``.
        settings: Settings of Spark by name.
        unused: Options and settings that mean nothing here.
        rest: What follows the options: the program and its arguments.
    """

    main_class: str | None = None
    uris: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> Parameters:
        """Reads the parameters of a job run.

        Raises:
            ParametersError: One cannot be used.
        """
        try:
            parts = shlex.split(text)
        except ValueError as error:
            raise ParametersError(f"sparkSubmitParameters: {text!r}: {error}") from error
        found = cls.read(parts)
        if found.rest:
            raise ParametersError(f"sparkSubmitParameters: {found.rest[0]!r} is no option")
        return found

    @classmethod
    def read(cls, parts: Sequence[str]) -> Parameters:
        """Reads options until the program comes.

        Raises:
            ParametersError: One cannot be used.
        """
        found, left = cls(), list(parts)
        while left and left[0].startswith("-"):
            option, equals, value = left.pop(0).partition("=")
            if option in _FLAGS:
                continue
            if not equals:
                if not left:
                    raise ParametersError(f"{option} needs a value")
                value = left.pop(0)
            found._take(option, value)
        found.rest = left
        return found

    def _take(self, option: str, value: str) -> None:
        if option in gaps.REFUSED_OPTIONS:
            raise ParametersError(f"{option} {value}: {gaps.REFUSED_OPTIONS[option]}")
        if option in ("--conf", "-c"):
            name, equals, setting = value.partition("=")
            if not equals:
                raise ParametersError(f"--conf {value}: a setting is NAME=VALUE")
            self.settings[name] = setting
        elif option in _VALUES:
            self.uris[option] = value
        elif option == "--class":
            self.main_class = value
        elif option == "--name":
            self.settings["spark.app.name"] = value
        elif option in gaps.LEFT_OUT_OPTIONS:
            self.unused.append(option)
        else:
            raise ParametersError(
                f"{option}: the local cloud's spark-submit takes --conf, --class, --name, "
                f"{', '.join(_VALUES)}"
            )
