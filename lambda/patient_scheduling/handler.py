"""The code hook of the patients' bot: Lex V2 calls it to check a dialog and to carry out a wish."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from function_start import traced
from lex_dialog import Answer, LexEvent, delegate
from settings import Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()
settings = Settings.read(os.environ)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> Answer:  # noqa: ARG001 - Lambda's own signature
    """Answers Lex V2."""
    return delegate(LexEvent.parse(event))
