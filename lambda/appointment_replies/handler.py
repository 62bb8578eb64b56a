"""Reads what people answer to their reminders: the function behind the topic of two-way texts."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext
from function_start import traced
from settings import Settings

logger = Logger()
metrics = Metrics()

settings = Settings.read(os.environ)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Does what a text asks for."""
    raise NotImplementedError
