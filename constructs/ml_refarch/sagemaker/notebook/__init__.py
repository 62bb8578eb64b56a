"""Where people look at the data: a hosted notebook."""

from .notebook import Notebook

__all__ = ["Notebook"]
