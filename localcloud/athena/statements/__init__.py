"""Athena's statements: each kind reads its words and does what they say."""
