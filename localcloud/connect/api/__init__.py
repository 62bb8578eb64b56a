"""The operations of the ``connect`` API, by what they are about."""
