"""The machines that SageMaker runs containers on, and which of them an algorithm can use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aws_cdk import Token

_TYPE: Final = re.compile(r"ml\.([a-z][a-z0-9-]*)\.(nano|micro|small|medium|(?:\d*x)?large|metal)")
_ACCELERATED: Final = re.compile(r"(p|g|inf|trn)\d")

GPUS: Final = ("p2", "p3", "g4dn", "g5")
"""The families of GPUs that the containers of the built-in algorithms are built for."""


def family(name: str, instance_type: str) -> str | None:
    """The family of an instance type: ``m5`` of ``ml.m5.xlarge``; None of a token.

    Args:
        name: The parameter it was given in, for the message.

    Raises:
        ValueError: It is not an instance type of SageMaker.
    """
    if Token.is_unresolved(instance_type):
        return None
    match = _TYPE.fullmatch(instance_type)
    if match is None:
        raise ValueError(
            f"{name}: {instance_type!r} is not an instance type of SageMaker, such as ml.m5.xlarge"
        )
    return match[1]


@dataclass(frozen=True)
class Instances:
    """The machines that an algorithm trains on.

    Args:
        cpu: Whether it trains without a GPU.
        gpus: The families of GPUs that it trains on.
        many: Whether several machines can train together.
    """

    cpu: bool = True
    gpus: tuple[str, ...] = GPUS
    many: bool = True

    def check(self, owner: str, *, instance_type: str, count: int) -> None:
        """Refuses machines that the algorithm cannot train on.

        Raises:
            ValueError: The type or the number of them is not one it trains on.
        """
        found = family("instance_type", instance_type)
        if found is not None and not self._takes(found):
            raise ValueError(
                f"instance_type: {owner} does not train on {instance_type}; it trains on "
                f"{self._allowed()}"
            )
        if count < 1 or (count > 1 and not self.many):
            most = "1 or more machines" if self.many else "1 machine"
            raise ValueError(f"instance_count: {owner} trains on {most}, not on {count}")

    def _takes(self, found: str) -> bool:
        return found in self.gpus if _ACCELERATED.match(found) else self.cpu

    def _allowed(self) -> str:
        gpus = f"GPUs of the families {', '.join(self.gpus)}" if self.gpus else ""
        cpus = "CPUs, such as ml.m5.xlarge" if self.cpu else ""
        return " and ".join(kind for kind in (cpus, gpus) if kind)
