"""What becomes of each raw record: curated, dropped as a duplicate, or quarantined."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

FATE = "_fate"
REASON = "_reason"
RECORD = "_record"

CURATED = "curated"
DUPLICATE = "duplicate"
QUARANTINED = "quarantined"


def fate(why: Column, is_duplicate: Column) -> Column:
    """The fate of a record: a broken one is no duplicate of anything."""
    return F.when(why.isNotNull(), QUARANTINED).when(is_duplicate, DUPLICATE).otherwise(CURATED)
