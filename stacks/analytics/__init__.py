"""Gathers events and files in a lake, and makes tables of them that answer questions."""

from stacks.analytics.options import Options
from stacks.analytics.stack import AnalyticsStack

__all__ = ["AnalyticsStack", "Options"]
