"""What DuckDB is told before it is given a query: settings, and the functions that it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

import duckdb

SETTINGS = (
    "SET TimeZone = 'UTC'",
    "SET threads = 2",
    "SET default_null_order = 'nulls_last'",
    "SET error_on_division_by_zero = true",
    "SET ieee_floating_point_ops = true",
    "SET preserve_insertion_order = true",
)
"""Trino's behaviour, where it is a setting of DuckDB's."""

LOCKED = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)
"""A query reads the lake, and nothing of this machine."""

MACROS = (
    "all_match(a, f) AS NOT list_contains(list_transform(a, f), false)",
    "any_match(a, f) AS list_contains(list_transform(a, f), true)",
    "none_match(a, f) AS NOT list_contains(list_transform(a, f), true)",
    "dow(d) AS isodow(d)",
    "every(x) AS bool_and(x)",
    "yow(d) AS isoyear(d)",
    "e() AS exp(1)",
    "codepoint(c) AS unicode(c)",
    "hamming_distance(a, b) AS hamming(a, b)",
    "infinity() AS CAST('infinity' AS DOUBLE)",
    "nan() AS CAST('nan' AS DOUBLE)",
    "is_finite(x) AS isfinite(x)",
    "is_infinite(x) AS isinf(x)",
    "is_nan(x) AS isnan(x)",
    "trino_slice(a, s, n) AS CASE WHEN s < 0 THEN a[len(a) + s + 1 : len(a) + s + n] "
    "ELSE a[s : s + n - 1] END",
    "arrays_overlap(a, b) AS list_has_any(a, b)",
    "array_union(a, b) AS list_distinct(list_concat(a, b))",
    "trino_json_size(j, p) AS CASE json_type(j, p) WHEN 'OBJECT' THEN len(json_keys(j, p)) "
    "WHEN 'ARRAY' THEN json_array_length(j, p) ELSE 0 END",
    "width_bucket(x, low, high, n) AS CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 "
    "ELSE CAST(floor((x - low) / (high - low) * n) AS BIGINT) + 1 END",
    "to_iso8601(x) AS CASE WHEN typeof(x) = 'DATE' THEN strftime(CAST(x AS TIMESTAMP), '%Y-%m-%d') "
    "WHEN typeof(x) = 'TIMESTAMP' THEN strftime(CAST(x AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%g') "
    "ELSE strftime(CAST(x AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ') END",
    "map_agg(k, v) AS map_from_entries(list(ROW(k, v)))",
    "trino_repeat(x, n) AS list_transform(range(n), lambda i: x)",
)
"""Functions made of others, as ``CREATE MACRO`` takes them."""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes a new DuckDB ready for translated queries."""
    for setting in SETTINGS:
        connection.execute(setting)
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    for name, (function, count) in _FUNCTIONS.items():
        connection.create_function(name, function, ["VARCHAR"] * count, "VARCHAR")
    for setting in LOCKED:
        connection.execute(setting)


def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _path(url: str) -> str:
    return urlsplit(url).path


def _protocol(url: str) -> str:
    return urlsplit(url).scheme


def _parameter(url: str, name: str) -> str | None:
    return next(iter(parse_qs(urlsplit(url).query, keep_blank_values=True).get(name, [])), None)


def _encode(text: str) -> str:
    return quote_plus(text, safe="-_.*")


def _decode(text: str) -> str:
    return unquote_plus(text)


def _java_double(number: str) -> str:
    return java_double(float(number))


_FUNCTIONS: dict[str, tuple[Callable[..., str | None], int]] = {
    "url_extract_host": (_host, 1),
    "url_extract_path": (_path, 1),
    "url_extract_protocol": (_protocol, 1),
    "url_extract_parameter": (_parameter, 2),
    "trino_url_encode": (_encode, 1),
    "trino_url_decode": (_decode, 1),
    "trino_double_text": (_java_double, 1),
}


def java_double(number: float, *, cast: bool = True) -> str:
    """A double as text.

    Args:
        cast: As a cast to varchar writes it, ``1.0E1``; else as a result shows it, ``10.0``.
    """
    if number != number or number in (float("inf"), float("-inf")):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(number), "NaN")
    if number == 0:
        zero = "-0.0" if str(number).startswith("-") else "0.0"
        return f"{zero}E0" if cast else zero
    if not cast and 1e-3 <= abs(number) < 1e7:
        text = repr(number)
        return text if "e" not in text else f"{number:.17f}".rstrip("0")
    mantissa, _, exponent = f"{number!r}".partition("e")
    if not exponent:
        digits = re.sub(r"[-.]", "", mantissa).lstrip("0").rstrip("0") or "0"
        power = _power(abs(number), mantissa.lstrip("-"))
    else:
        digits = re.sub(r"[-.]", "", mantissa).rstrip("0") or "0"
        power = int(exponent)
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{power}"


def _power(number: float, written: str) -> int:
    whole, _, fraction = written.partition(".")
    if number >= 1:
        return len(whole) - 1
    return -(len(fraction) - len(fraction.lstrip("0")) + 1)
