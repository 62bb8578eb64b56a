"""A sheet with charts, as QuickSight defines one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .chart import Chart


def sheet(charts: Sequence[Chart]) -> dict[str, Any]:
    """The definition of a sheet, in CloudFormation's words.

    Args:
        charts: What is on it, from the top.
    """
    return {"SheetId": "sheet", "Name": "Overview", "Visuals": [_visual(one) for one in charts]}


def _visual(chart: Chart) -> dict[str, Any]:
    title = {"Visibility": "VISIBLE", "FormatText": {"PlainText": chart.read().question[:120]}}
    wells = {
        "Category": [_dimension(chart, chart.over)],
        "Values": [_measure(chart, name) for name in chart.show],
        "Colors": [_dimension(chart, chart.by)] if chart.by else [],
    }
    sort = {
        "CategorySort": [{"FieldSort": {"FieldId": _field(chart, chart.over), "Direction": "ASC"}}]
    }
    common = {"VisualId": chart.name.replace("_", "-"), "Title": title}
    if chart.kind == "line":
        return {
            "LineChartVisual": {
                **common,
                "ChartConfiguration": {
                    "FieldWells": {"LineChartAggregatedFieldWells": wells},
                    "SortConfiguration": sort,
                },
            }
        }
    return {
        "BarChartVisual": {
            **common,
            "ChartConfiguration": {
                "FieldWells": {"BarChartAggregatedFieldWells": wells},
                "SortConfiguration": sort,
                "Orientation": "VERTICAL",
            },
        }
    }


def _dimension(chart: Chart, name: str) -> dict[str, Any]:
    column = {"FieldId": _field(chart, name), "Column": _column(chart, name)}
    of = chart.columns[name]
    if of == "DATETIME":
        return {"DateDimensionField": {**column, "DateGranularity": "DAY"}}
    kind = "CategoricalDimensionField" if of == "STRING" else "NumericalDimensionField"
    return {kind: column}


def _measure(chart: Chart, name: str) -> dict[str, Any]:
    return {
        "NumericalMeasureField": {
            "FieldId": _field(chart, name),
            "Column": _column(chart, name),
            "AggregationFunction": {"SimpleNumericalAggregation": "SUM"},
        }
    }


def _column(chart: Chart, name: str) -> dict[str, str]:
    return {"DataSetIdentifier": chart.name, "ColumnName": name}


def _field(chart: Chart, name: str) -> str:
    return f"{chart.name}.{name}"
