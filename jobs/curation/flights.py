"""Flights as the airports tell of them become rows of ``flights``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from .conversion import complaint, convert, reason
from .fates import FATE, REASON, RECORD, fate
from .reading import FILE, PART, TORN, WRITTEN
from .tables import FLIGHTS

_RAW: Mapping[str, str] = {
    "year": "int",
    "month": "int",
    "day": "int",
    "dep_time": "int",
    "sched_dep_time": "int",
    "dep_delay": "int",
    "arr_time": "int",
    "sched_arr_time": "int",
    "arr_delay": "int",
    "carrier": "string",
    "flight": "int",
    "tailnum": "string",
    "origin": "string",
    "dest": "string",
    "air_time": "int",
    "distance": "int",
    "hour": "int",
    "minute": "int",
    "time_hour": "timestamp_ntz",
}
"""What the columns of a raw file are; they all come as text."""

_OWN = (PART, FILE, WRITTEN, TORN)
_NEEDED = ("carrier", "flight", "origin", "dest", "sched_dep_time", "time_hour")
SCHEDULED = "_scheduled"
_WEATHER = ("temp", "humid", "wind_speed", "wind_gust", "precip", "pressure", "visib")


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the flights: small tables, as text."""

    airlines: DataFrame
    planes: DataFrame
    airports: DataFrame
    weather: DataFrame


def curate_flights(raw: DataFrame, around: Surroundings) -> DataFrame:
    """Types the flights, adds what is known of each, and tells what becomes of each record.

    A flight is one number of an airline that is to leave one airport in one hour. When it is
    reported twice the file written last counts.

    Args:
        raw: CSV files as text, with the month that each is filed under.
        around: Airlines, aircraft, airports, and the weather.

    Returns:
        The columns of ``flights``, its partition, and the fate of each record.
    """
    absent = [name for name in (*_RAW, TORN) if name not in raw.columns]
    read = raw.withColumns({name: F.lit(None).cast("string") for name in absent})
    # Each step stays a step of its own: Spark then computes what is used twice once.
    typed = read.withColumns(
        {_value(name): convert(F.col(name), kind) for name, kind in _RAW.items()}
    ).withColumns({SCHEDULED: _scheduled(), "more": _more(read)})
    judged = typed.withColumn(REASON, _complaints())
    decided = judged.select(
        *(F.col(_value(name)).alias(name) for name in _RAW),
        *(SCHEDULED, "more", PART, WRITTEN, FILE, REASON),
        F.when(F.col(REASON).isNotNull(), _record(read)).alias(RECORD),
        _flight_id().alias("flight_id"),
    ).withColumn(FATE, fate(F.col(REASON), _is_corrected()))
    return _surrounded(decided, around).select(
        *(value.cast(FLIGHTS.spark_type(name)).alias(name) for name, value in _columns().items()),
        F.col(PART).alias(FLIGHTS.partition),
        *(FATE, REASON, RECORD),
    )


def _value(name: str) -> str:
    """Where the value of a column of text is."""
    return f"_value_of_{name}"


def _columns() -> dict[str, Column]:
    """The columns of the table: those of the file and of what is known beside it, and these."""
    made = {
        "flight_date": F.to_date(SCHEDULED),
        "scheduled_departure": F.col(SCHEDULED),
        # To the minute, and right also past midnight.
        "departure": F.col(SCHEDULED) + F.make_dt_interval(mins=F.col("dep_delay")),
        "scheduled_arrival_time": _clock("sched_arr_time"),
        "arrival_time": _clock("arr_time"),
        "cancelled": F.col("dep_time").isNull(),
    }
    return {name: made.get(name, F.col(name)) for name in FLIGHTS.columns}


def _scheduled() -> Column:
    """When a flight is to leave, on the airport's clock; null if there is no such time."""
    time = F.col(_value("sched_dep_time"))
    year, month, day = (F.col(_value(name)) for name in ("year", "month", "day"))
    hours = F.floor(time / 100).cast("int")
    return F.try_make_timestamp_ntz(year, month, day, hours, time % 100, F.lit(0))


def _clock(name: str) -> Column:
    """ "08:05" for 805; a day may end at 24:00."""
    text = F.lpad(F.col(name).cast("string"), 4, "0")
    return F.concat(text.substr(1, 2), F.lit(":"), text.substr(3, 2))


def _flight_id() -> Column:
    hour = F.date_format(_value("time_hour"), "yyyy-MM-dd'T'HH'Z'")
    number = F.concat("carrier", F.col(_value("flight")).cast("string"))
    return F.concat_ws("-", number, "origin", hour)


def _more(read: DataFrame) -> Column:
    """Columns that the table has none for."""
    added = [name for name in read.columns if name not in (*_RAW, *_OWN)]
    pairs = [part for name in added for part in (F.lit(name), F.col(name))]
    if not pairs:
        return F.create_map().cast("map<string,string>")
    return F.map_filter(F.create_map(*pairs), lambda _, value: value.isNotNull())


def _complaints() -> Column:
    month = F.concat_ws("-", F.col("year"), F.lpad("month", 2, "0"))
    typed = [
        complaint(name, F.col(name), F.col(_value(name)), kind)
        for name, kind in _RAW.items()
        if kind != "string"
    ]
    return F.when(
        F.col(TORN).isNotNull(), F.lit("the line has not the columns of the header")
    ).otherwise(
        reason(
            *(F.when(F.col(name).isNull(), f"{name} is missing") for name in _NEEDED),
            *typed,
            F.when(
                month != F.col(PART),
                F.concat(F.lit("it is of "), month, F.lit(", not of its folder's month")),
            ),
            F.when(
                # Of numbers that are none is complained above.
                F.coalesce(*typed).isNull()
                & F.col("sched_dep_time").isNotNull()
                & F.col(SCHEDULED).isNull(),
                F.lit("there is no such day or time"),
            ),
        )
    )


def _record(read: DataFrame) -> Column:
    line = F.to_json(F.struct(*(name for name in read.columns if name not in _OWN)))
    return F.coalesce(F.col(TORN), line)


def _is_corrected() -> Column:
    """Whether a later report of the same flight is there; broken records are no reports."""
    same = Window.partitionBy("flight_id", F.col(REASON).isNull()).orderBy(
        F.desc(WRITTEN),
        F.desc(FILE),
        *(F.col(name).desc_nulls_last() for name in _RAW),
        F.desc(F.when(F.size("more") > 0, F.to_json("more"))),
    )
    return F.row_number().over(same) > 1


def _surrounded(flights: DataFrame, around: Surroundings) -> DataFrame:
    airports = around.airports
    hours = around.weather.select(
        "origin",
        convert(F.col("time_hour"), "timestamp_ntz").alias("time_hour"),
        *(convert(F.col(name), "double").alias(name) for name in _WEATHER),
    )
    for known in (
        _one_each(around.airlines, {"carrier": "carrier"}, {"name": "carrier_name"}),
        _one_each(
            around.planes,
            {"tailnum": "tailnum"},
            {"manufacturer": "manufacturer", "model": "model", "seats": "seats"},
        ),
        _one_each(airports, {"faa": "origin"}, {"name": "origin_name"}),
        _one_each(airports, {"faa": "dest"}, {"name": "dest_name"}),
        _one_each(
            hours,
            {"origin": "origin", "time_hour": "time_hour"},
            {name: name for name in _WEATHER},
        ),
    ):
        keys = [name for name in known.columns if name in flights.columns]
        flights = flights.join(F.broadcast(known), keys, "left")
    return flights


def _one_each(table: DataFrame, keys: Mapping[str, str], columns: Mapping[str, str]) -> DataFrame:
    """A table with one row for each key, so that a join adds none; columns renamed."""
    renamed = table.select(*(F.col(old).alias(new) for old, new in {**keys, **columns}.items()))
    chosen = F.min(F.struct(*columns.values())).alias("_chosen")
    # In one part the rows of a key are together already, without a stage that brings them there.
    return (
        renamed.coalesce(1)
        .groupBy(*keys.values())
        .agg(chosen)
        .select(*keys.values(), *(F.col(f"_chosen.{name}") for name in columns.values()))
    )
