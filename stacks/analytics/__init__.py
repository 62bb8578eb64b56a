"""Answers from events and files: a lake, what fills it, what makes tables of it."""

from stacks.analytics.stack import AnalyticsStack

__all__ = ["AnalyticsStack"]
