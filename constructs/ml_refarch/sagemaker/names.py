"""Names that SageMaker's ARNs can hold: they are in lower case there, whatever was written."""

from __future__ import annotations

import re
from typing import Final

from aws_cdk import Names, Token
from constructs import Construct

_NAME: Final = re.compile(r"[a-z0-9](-*[a-z0-9])*")


def name_for(scope: Construct, *, length: int) -> str:
    """A name made from the path of a construct, the same for as long as that is."""
    name = Names.unique_resource_name(scope, max_length=length, separator="-")
    return name if Token.is_unresolved(name) else name.lower().strip("-")


def check_name(parameter: str, name: str, *, length: int) -> None:
    """Refuses a name with which rights to a thing would not be rights to its ARN.

    Raises:
        ValueError: It is too long, or has other characters than lower-case letters, digits and
            hyphens between them.
    """
    if Token.is_unresolved(name):
        return
    if not _NAME.fullmatch(name) or len(name) > length:
        raise ValueError(
            f"{parameter}: {name!r} is not 1 to {length} lower-case letters, digits and hyphens, "
            "with a letter or digit first and last"
        )
