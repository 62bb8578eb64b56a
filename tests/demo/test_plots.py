"""What the demonstration draws, and prints, of the lake's answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from demo.analytics.answers import ROWS_SHOWN, WIDTH, lines
from demo.analytics.asking import Answer
from demo.analytics.plots import PLOTS, Rows

QUERIES = Path(__file__).parents[2] / "jobs/sql/athena"
TITLE = "What is asked?"

HOURS: Rows = [
    {"origin": "LGA", "hour": "6", "mean_delay": "1.5"},
    {"origin": "EWR", "hour": "6", "mean_delay": "2.0"},
    {"origin": "EWR", "hour": "7", "mean_delay": None},
    {"origin": "EWR", "hour": "8", "mean_delay": "9.5"},
]
MONTHS: Rows = [
    {"month": "2013-01", "mean_departure_delay": "10.0", "cancelled": "521"},
    {"month": "2013-02", "mean_departure_delay": "10.8", "cancelled": "1261"},
]
CARRIERS: Rows = [
    {"carrier": "F9", "carrier_name": "Frontier", "mean_delay": "20.2", "late_percent": "30.1"},
    {"carrier": "ZZ", "carrier_name": None, "mean_delay": "-1.9", "late_percent": "6.0"},
]
WEATHER: Rows = [
    {"weather": "rain or snow", "mean_delay": "29.3", "cancelled_percent": "5.5"},
    {"weather": "fair", "mean_delay": "10.2", "cancelled_percent": "2.1"},
]
CITIES: Rows = [
    {
        "city": "Seoul",
        "currency": "KRW",
        "bookings": "3",
        "nights": "7",
        "revenue": "1260000.00",
    },
    {"city": "Jeju", "currency": "KRW", "bookings": "1", "nights": "2", "revenue": "300000.00"},
]
ROWS = {
    "delays_by_hour": HOURS,
    "delays_by_month": MONTHS,
    "delays_by_carrier": CARRIERS,
    "delays_by_weather": WEATHER,
    "bookings_by_city": CITIES,
}


def drawn(name: str) -> list[Axes]:
    """The axes of a plot of the rows above."""
    return PLOTS[name](TITLE, ROWS[name]).axes


def bars(axes: Axes) -> list[Rectangle]:
    return [patch for container in axes.containers for patch in container]


def heights(axes: Axes) -> list[float]:
    return [bar.get_height() for bar in bars(axes)]


def points(line: Line2D) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in numpy.asarray(line.get_xydata(), dtype=float)]


def texts(axes: Axes) -> list[str]:
    return [text.get_text().strip() for text in axes.texts]


def names(labels: Sequence[Any]) -> list[str]:
    return [label.get_text() for label in labels]


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_of_a_saved_query_and_says_what_is_asked(name: str) -> None:
    assert (QUERIES / f"{name}.sql").exists()
    axes, *beside = drawn(name)
    assert axes.get_title(loc="left") == TITLE
    assert all(one.get_ylabel() or one.get_xlabel() or one.get_legend() for one in (axes, *beside))


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_has_only_columns_that_its_query_answers(name: str) -> None:
    query = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    assert [column for row in ROWS[name] for column in row if column not in query] == []


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_picture_with_its_words_inside_of_it(name: str) -> None:
    question = (QUERIES / f"{name}.sql").read_text(encoding="utf-8").partition("\n")[0]
    figure = PLOTS[name](question.removeprefix("-- "), ROWS[name])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    for axes in figure.axes:
        # Ticks outside of the axes are not drawn.
        ticks = {*axes.get_xticklabels(), *axes.get_yticklabels()}
        words = [each for each in axes.findobj(Text) if each not in ticks and each.get_text()]
        assert words
        for text in words:
            box = text.get_window_extent()
            assert box.x0 >= 0, text
            assert box.y0 >= 0, text
            assert box.x1 <= width, text
            assert box.y1 <= height, text


def test_each_airport_is_a_line_over_its_hours_with_a_gap_where_nothing_is_known() -> None:
    (axes,) = drawn("delays_by_hour")
    newark, laguardia = axes.lines
    early, gap, late = points(newark)
    assert (early, late) == ((6, 2.0), (8, 9.5))
    assert gap == pytest.approx((7, float("nan")), nan_ok=True)
    assert points(laguardia) == [(6, 1.5)]
    assert texts(axes) == ["EWR", "LGA"]
    assert newark.get_color() != laguardia.get_color()


def test_months_are_bars_of_the_delay_and_a_line_of_the_cancelled() -> None:
    axes, beside = drawn("delays_by_month")
    assert heights(axes) == [10.0, 10.8]
    assert names(axes.get_xticklabels()) == ["2013-01", "2013-02"]
    (line,) = beside.lines
    assert points(line) == [(0, 521), (1, 1261)]
    assert beside.get_ylim()[0] == 0


def test_airlines_are_bars_with_the_latest_on_top_by_name_or_by_code() -> None:
    (axes,) = drawn("delays_by_carrier")
    assert [bar.get_width() for bar in bars(axes)] == [-1.9, 20.2]
    assert names(axes.get_yticklabels()) == ["ZZ", "Frontier"]
    assert texts(axes) == ["6.0 % over 15 min", "30.1 % over 15 min"]


def test_weathers_have_the_delay_and_the_cancelled_side_by_side() -> None:
    (axes,) = drawn("delays_by_weather")
    assert heights(axes) == [29.3, 10.2, 5.5, 2.1]
    delays, cancelled = axes.containers
    for left, right in zip(delays, cancelled, strict=True):
        assert left.get_x() + left.get_width() <= right.get_x()
    assert names(axes.get_xticklabels()) == ["rain or snow", "fair"]
    legend = axes.get_legend()
    assert legend is not None
    assert names(legend.get_texts()) == ["mean delay, minutes", "cancelled, percent"]


def test_cities_are_bars_of_their_revenue_in_its_currency() -> None:
    (axes,) = drawn("bookings_by_city")
    assert heights(axes) == [1_260_000, 300_000]
    assert texts(axes) == ["3 bookings, 7 nights", "1 booking, 2 nights"]
    assert axes.get_ylabel() == "revenue, KRW"


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_of_no_rows_is_empty(name: str) -> None:
    figure = PLOTS[name](TITLE, [])
    assert isinstance(figure, Figure)
    assert [bar for axes in figure.axes for bar in bars(axes)] == []


def answer(*rows: dict[str, str | None], columns: Sequence[str] = ("city", "nights")) -> Answer:
    return Answer(
        name="nights",
        question="How many nights?",
        columns=columns,
        rows=rows,
        seconds=0.125,
        scanned=2_500_000,
    )


def test_an_answer_is_printed_as_a_table_below_its_question() -> None:
    assert list(
        lines(answer({"city": "Seoul", "nights": "7"}, {"city": "Jeju", "nights": None}))
    ) == [
        "",
        "How many nights?",
        "  city   nights",
        "  Seoul  7",
        "  Jeju   -",
        "  (0.12 s, 2.50 MB read)",
    ]


def test_an_answer_without_rows_says_so() -> None:
    assert list(lines(answer()))[2:] == ["  (no rows; 0.12 s, 2.50 MB read)"]


def test_of_a_long_answer_the_first_rows_are_printed_and_the_others_counted() -> None:
    rows: list[dict[str, str | None]] = [
        {"city": f"city {number}", "nights": "1"} for number in range(ROWS_SHOWN + 3)
    ]
    _, _, _, *shown, last = lines(answer(*rows))
    assert [line.split()[1] for line in shown] == [str(number) for number in range(ROWS_SHOWN)]
    assert last == "  (3 more rows; 0.12 s, 2.50 MB read)"


def test_a_long_cell_is_cut_with_a_sign_that_it_was() -> None:
    long = "Hartsfield Jackson Atlanta International"
    table = list(lines(answer({"city": long, "nights": "1"})))
    assert table[3] == f"  {long[: WIDTH - 1]}…  1"
