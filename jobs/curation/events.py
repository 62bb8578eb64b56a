"""Events as Firehose wrote them become rows of ``business_events``."""

from __future__ import annotations

import re

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from .conversion import complaint, convert, reason
from .fates import FATE, REASON, RECORD, fate
from .tables import BUSINESS_EVENTS

LARGEST_DETAIL = 1_048_576
"""Bytes; what EventBridge takes at most."""

ENVELOPE = ("id", "detail_type", "source", "account", "time", "region", "detail")
_PARTITIONS = ("event", "date")
_OF_ENVELOPE = ("event_id", "event", "source", "account", "region", "occurred_at", "more")
FIELDS = {
    re.sub("_([a-z])", lambda letter: letter[1].upper(), column): column
    for column in BUSINESS_EVENTS.columns
    if column not in _OF_ENVELOPE
}
"""The columns that are fields of the detail, by the field's name."""


def curate_events(raw: DataFrame, *, late_days: int) -> DataFrame:
    """Types the events, and tells what becomes of each.

    The same event may come twice: with its own id when a stream delivers it again, with its
    ``eventId`` when it was published again. Of two within ``late_days`` days the first stays; so
    the answer for a day needs only as many days before it, and is the same whenever it is asked.

    Args:
        raw: Files of the raw table: strings, and the partitions ``event`` and ``date``.
        late_days: How many days apart two events are still seen as one.

    Returns:
        The columns of ``business_events``, its partition, and the fate of each record.
    """
    said = F.from_json("detail", "map<string,string>", {"allowSingleQuotes": "false"})
    # Made again, for of a field that is there twice the last counts (see open_spark).
    once = F.map_from_entries(F.map_entries(said))
    read = _with_every_column(raw).withColumn("_fields", once)
    # Each step stays a step of its own: Spark then computes what is used twice once.
    typed = read.withColumns(
        {
            "event_id": F.coalesce(_said(_field("eventId")), _said(F.col("id"))),
            "occurred_at": convert(F.col("time"), "timestamp_ntz"),
            **{
                column: convert(_field(field), BUSINESS_EVENTS.spark_type(column))
                for field, column in FIELDS.items()
            },
            "more": _more(read),
        }
    )
    judged = typed.withColumn(REASON, _complaints()).withColumns(
        {"event": F.col("detail_type"), RECORD: F.when(F.col(REASON).isNotNull(), _record(read))}
    )
    return judged.withColumn(FATE, fate(F.col(REASON), _is_repeated(late_days))).select(
        *BUSINESS_EVENTS.columns, BUSINESS_EVENTS.partition, FATE, REASON, RECORD
    )


def _with_every_column(raw: DataFrame) -> DataFrame:
    absent = [name for name in ENVELOPE if name not in raw.columns]
    return raw.withColumns({name: F.lit(None).cast("string") for name in absent})


def _field(name: str) -> Column:
    return F.try_element_at("_fields", F.lit(name))


def _said(text: Column) -> Column:
    """A text, null if it is blank."""
    return F.when(F.trim(text) != "", text)


def _more(read: DataFrame) -> Column:
    """Fields that no column is for; a column that the raw table has got is one too."""
    known = [*FIELDS, "eventId"]
    added = [name for name in read.columns if name not in (*ENVELOPE, *_PARTITIONS, "_fields")]
    others = F.map_filter("_fields", lambda name, value: ~name.isin(known) & value.isNotNull())
    if not added:
        return others
    return _joined(
        others,
        F.map_filter(
            F.create_map(
                *(part for name in added for part in (F.lit(name), F.col(name).cast("string")))
            ),
            lambda _, value: value.isNotNull(),
        ),
    )


def _joined(first: Column, second: Column) -> Column:
    """Two maps in one; where both have a key the first counts."""
    rest = F.map_filter(second, lambda name, _: ~F.map_contains_key(first, name))
    return F.coalesce(F.map_concat(first, rest), second)


def _complaints() -> Column:
    detail, moment = F.col("detail"), F.col("time")
    # The table is loaded and emptied by the day of what it says, which has to be the folder's.
    day = F.date_format("occurred_at", "yyyy-MM-dd")
    return reason(
        F.when(F.col("event_id").isNull(), "id is missing"),
        F.when(_said(F.col("detail_type")).isNull(), "detail_type is missing"),
        F.when(moment.isNull(), "time is missing"),
        complaint("time", moment, F.col("occurred_at"), "timestamp_ntz"),
        F.when(
            day != F.col("date"),
            F.concat(F.lit("time is of "), day, F.lit(", not of its folder's day")),
        ),
        F.when(
            F.octet_length(detail) > LARGEST_DETAIL,
            F.concat(
                F.lit("detail has '"),
                F.octet_length(detail).cast("string"),
                F.lit(f"' bytes, more than {LARGEST_DETAIL}"),
            ),
        ),
        F.when(F.col("_fields").isNull(), "detail is not a JSON object"),
        *(
            complaint(field, _field(field), F.col(column), BUSINESS_EVENTS.spark_type(column))
            for field, column in FIELDS.items()
        ),
    )


def _record(read: DataFrame) -> Column:
    return F.to_json(F.struct(*(name for name in read.columns if name != "_fields")))


def _is_repeated(late_days: int) -> Column:
    """Whether the same event came before; broken records are none of them."""
    same = Window.partitionBy("event_id", F.col(REASON).isNull()).orderBy(
        "date", "occurred_at", "id", "detail"
    )
    before = F.lag("date").over(same)
    return before.isNotNull() & (F.datediff(F.to_date("date"), F.to_date(before)) <= late_days)
