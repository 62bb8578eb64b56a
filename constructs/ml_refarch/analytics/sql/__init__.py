"""SQL in files: queries that are saved, migrations that are applied, loads that are generated."""

from .loading import Loading
from .migration import Migration, migrations_of
from .saved_query import SavedQuery, saved_queries

__all__ = ["Loading", "Migration", "SavedQuery", "migrations_of", "saved_queries"]
