"""Athena's SQL, translated to DuckDB's: what would mean something else there is made to mean the
same, or refused by name.
"""
