"""SQL in files: queries that are saved, migrations that are applied, loads that are generated."""

from .loading import copied_folder, load_statements
from .migration import Migration, migrations_of
from .saved_query import SavedQuery, saved_queries

__all__ = [
    "Migration",
    "SavedQuery",
    "copied_folder",
    "load_statements",
    "migrations_of",
    "saved_queries",
]
