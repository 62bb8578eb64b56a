"""Plots of what the lake answered: each a file that a person looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, str | None]]
Plot = Callable[[str, Rows], Figure]

COLOURS = ("#33658a", "#f26419", "#86bbd8", "#758e4f", "#f6ae2d")


def _axes(title: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", fontsize=12)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def delays_by_hour(title: str, rows: Rows) -> Figure:
    """A line for each airport over the hours of the day."""
    figure, axes = _axes(title)
    for colour, origin in zip(COLOURS, sorted(_texts(rows, "origin")), strict=False):
        of_airport = [row for row in rows if row["origin"] == origin]
        hours = _numbers(of_airport, "hour")
        axes.plot(hours, _numbers(of_airport, "mean_delay"), color=colour, marker="o", ms=4)
        axes.annotate(
            f" {origin}",
            (hours[-1], _numbers(of_airport, "mean_delay")[-1]),
            color=colour,
            va="center",
        )
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("hour of the planned departure")
    axes.set_ylabel("mean delay of departure, minutes")
    return figure


def delays_by_month(title: str, rows: Rows) -> Figure:
    """Bars for the mean delay, a line for the cancelled flights."""
    months = [str(row["month"]) for row in rows]
    figure, axes = _axes(title)
    axes.bar(months, _numbers(rows, "mean_departure_delay"), color=COLOURS[2])
    axes.set_ylabel("mean delay of departure, minutes (bars)")
    axes.tick_params(axis="x", rotation=45)
    beside = axes.twinx()
    beside.spines["top"].set_visible(False)
    beside.plot(months, _numbers(rows, "cancelled"), color=COLOURS[1], marker="o")
    beside.set_ylim(bottom=0)
    beside.set_ylabel("cancelled flights (line)", color=COLOURS[1])
    return figure


def delays_by_carrier(title: str, rows: Rows) -> Figure:
    """Bars, the airline with the longest delays on top."""
    late_last = list(reversed(rows))
    names = [str(row["carrier_name"] or row["carrier"]) for row in late_last]
    figure, axes = _axes(title)
    bars = axes.barh(names, _numbers(late_last, "mean_delay"), color=COLOURS[0])
    late = [f" {row['late_percent']} % over 15 min" for row in late_last]
    axes.bar_label(bars, labels=late, fontsize=8)
    axes.set_xlabel("mean delay of departure, minutes")
    axes.margins(x=0.18)
    return figure


def delays_by_weather(title: str, rows: Rows) -> Figure:
    """Bars of the delay and of the cancelled share, side by side."""
    kinds = [str(row["weather"]) for row in rows]
    places = range(len(kinds))
    figure, axes = _axes(title)
    for offset, column, colour, label in (
        (-0.2, "mean_delay", COLOURS[0], "mean delay, minutes"),
        (0.2, "cancelled_percent", COLOURS[1], "cancelled, percent"),
    ):
        bars = axes.bar(
            [place + offset for place in places],
            _numbers(rows, column),
            width=0.38,
            color=colour,
            label=label,
        )
        axes.bar_label(bars, fmt="%.1f", fontsize=8)
    axes.set_xticks(places, kinds)
    axes.legend(frameon=False)
    return figure


def bookings_by_city(title: str, rows: Rows) -> Figure:
    """Bars of the money, with the number of bookings and nights."""
    cities = [str(row["city"]) for row in rows]
    figure, axes = _axes(title)
    bars = axes.bar(cities, _numbers(rows, "revenue"), color=COLOURS[3])
    labels = [
        f"{_counted(row['bookings'], 'booking')}, {_counted(row['nights'], 'night')}"
        for row in rows
    ]
    axes.bar_label(bars, labels=labels, fontsize=8)
    axes.set_ylabel(f"revenue, {', '.join(sorted(_texts(rows, 'currency')))}")
    return figure


def _counted(number: str | None, noun: str) -> str:
    return f"{number} {noun}{'' if number == '1' else 's'}"


def _numbers(rows: Rows, column: str) -> list[float]:
    return [float(row[column] or "nan") for row in rows]


def _texts(rows: Rows, column: str) -> set[str]:
    return {str(row[column]) for row in rows}


PLOTS: Mapping[str, Plot] = {
    plot.__name__: plot
    for plot in (
        delays_by_hour,
        delays_by_month,
        delays_by_carrier,
        delays_by_weather,
        bookings_by_city,
    )
}
"""The plots, by the names of the queries that they draw."""
