"""Lambda: deployed Python code, run in processes of its own by AWS's runtime interface client."""

from localcloud.functions.invocation import Outcome
from localcloud.functions.service import FunctionsService

__all__ = ["FunctionsService", "Outcome"]
