"""SQL in files: queries that are saved, migrations that are applied, loads that are generated."""

from .loading import load_statements
from .migration import Migration, migrations_of
from .saved_query import SavedQuery, saved_queries

__all__ = ["Migration", "SavedQuery", "load_statements", "migrations_of", "saved_queries"]
