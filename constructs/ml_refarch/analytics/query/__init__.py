"""What a workgroup of Athena is made of."""

from .saved_query import SavedQuery, saved_queries

__all__ = ["SavedQuery", "saved_queries"]
