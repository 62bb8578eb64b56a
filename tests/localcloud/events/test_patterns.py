"""What event patterns let through."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.events.patterns import Filters, Pattern, PatternError

EVENT = {
    "source": "hotel.booking",
    "detail": {
        "city": "Seoul",
        "nights": 3,
        "vip": True,
        "phone": None,
        "rooms": [{"type": "king", "rate": 200}, {"type": "queen", "rate": 120}],
        "tags": ["late", "quiet"],
        "from": "10.0.1.7",
    },
}


@pytest.mark.parametrize(
    "detail",
    [
        {"city": ["Busan", "Seoul"]},
        {"nights": [3.0]},
        {"vip": [True]},
        {"phone": [None]},
        {"tags": ["quiet"]},
        {"rooms": {"type": ["queen"]}},
        {"city": [{"prefix": "Se"}]},
        {"city": [{"prefix": {"equals-ignore-case": "se"}}]},
        {"city": [{"suffix": "oul"}]},
        {"city": [{"equals-ignore-case": "seoul"}]},
        {"city": [{"wildcard": "S*l"}]},
        {"city": [{"anything-but": "Busan"}]},
        {"city": [{"anything-but": ["Busan", "Jeju"]}]},
        {"city": [{"anything-but": {"prefix": "Bu"}}]},
        {"nights": [{"numeric": [">", 0, "<=", 3]}]},
        {"nights": [{"numeric": ["=", 3]}]},
        {"city": [{"exists": True}]},
        {"country": [{"exists": False}]},
        {"hotel": {"name": [{"exists": False}]}},
        {"from": [{"cidr": "10.0.0.0/16"}]},
        {"$or": [{"city": ["Busan"]}, {"nights": [{"numeric": [">", 2]}]}]},
    ],
)
def test_an_event_that_has_what_is_asked_matches(detail: dict[str, Any]) -> None:
    assert Pattern({"source": ["hotel.booking"], "detail": detail}).matches(EVENT)


@pytest.mark.parametrize(
    "detail",
    [
        {"city": ["seoul"]},
        {"nights": ["3"]},
        {"vip": [1]},
        {"nights": [True]},
        {"phone": ["None"]},
        {"rooms": {"type": ["deluxe"]}},
        {"city": [{"prefix": "se"}]},
        {"city": [{"wildcard": "S*k"}]},
        {"city": [{"anything-but": ["Seoul"]}]},
        {"country": [{"anything-but": "KR"}]},
        {"nights": [{"numeric": [">", 3]}]},
        {"city": [{"numeric": [">", 3]}]},
        {"city": [{"exists": False}]},
        {"country": [{"exists": True}]},
        {"from": [{"cidr": "10.1.0.0/16"}]},
        {"city": [{"cidr": "10.1.0.0/16"}]},
        {"city": ["Seoul"], "nights": [4]},
        {"$or": [{"city": ["Busan"]}, {"nights": [4]}]},
        {"city": {"name": ["Seoul"]}},
    ],
)
def test_an_event_that_lacks_any_of_it_does_not_match(detail: dict[str, Any]) -> None:
    assert not Pattern({"detail": detail}).matches(EVENT)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{", "is not JSON"),
        ("[]", "must be an object"),
        ({"a": "b"}, 'a is "b": it must be an object or a list'),
        ({"a": {"b": []}}, r"a\.b is an empty list"),
        ({"a": [["b"]]}, "a holds a list within a list"),
        ({"a": [{"starts": "b"}]}, "starts is no comparison; there are anything-but, cidr"),
        ({"a": [{"prefix": "b", "suffix": "c"}]}, "one comparison is allowed"),
        ({"a": [{"numeric": [">"]}]}, "a: numeric takes a list"),
        ({"a": [{"numeric": [">", "1"]}]}, "a: numeric takes a list"),
        ({"$or": [{"a": ["b"]}]}, "a list of two patterns or more"),
    ],
)
def test_what_is_no_pattern_is_refused_with_the_part_that_is_wrong(
    pattern: Any, problem: str
) -> None:
    with pytest.raises(PatternError, match=problem):
        Pattern(pattern)


def test_one_of_several_filters_is_enough() -> None:
    filters = Filters({"Filters": [{"Pattern": '{"a": [1]}'}, {"Pattern": '{"a": [2]}'}]})

    assert [filters.let_through({"a": n}) for n in (1, 2, 3)] == [True, True, False]


def test_no_filter_lets_everything_through() -> None:
    assert Filters(None).let_through({"a": 1})
