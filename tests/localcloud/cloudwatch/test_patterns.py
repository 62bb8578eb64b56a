"""Filter patterns of CloudWatch Logs, with the documentation's own examples."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.cloudwatch.patterns import PatternError, parse

EVENT = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": None,
        "ThisFlag": True,
        "latency": 501.5,
        "errorCode": 400,
        "status": "404",
        "cluster.name": "c",
        "user": {"id": 1, "e-mail": "John.Stiles@example.com", "first": 'say "hi"'},
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
    }
)
ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


def matches(pattern: str, message: str) -> bool:
    return parse(pattern).read(message) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "UpdateTrail" }',
        "{ $.eventType = UpdateTrail }",
        "{$.eventType=Update*}",
        "{ $.eventType = *Trail }",
        "{ $.eventType = %^Update% }",
        "{ $.sourceIPAddress != 123.123.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.objectList[1].id = 2 }",
        "{ $.objectList[*].id = 2 }",
        "{ $.user.* = 1 }",
        "{ $.SomeObject IS NULL }",
        "{ $.SomeOtherObject NOT EXISTS }",
        "{ $.ThisFlag IS TRUE }",
        "{ $.ThisFlag = true }",
        '{ $.ThisFlag = "*" }',
        "{ $.latency >= 500 }",
        "{ $.latency < 10e3 }",
        "{ $.latency > +501.4 }",
        "{ $.latency = 501.5 }",
        "{ $.errorCode = 400 }",
        "{ $.errorCode = 400.0 }",
        "{ $.errorCode = 4* }",
        "{ $.errorCode != 500 }",
        "{ $.status >= 404 }",
        "{ $.['cluster.name'] = c }",
        '{ $.user.e-mail = "John.Stiles@example.com" }',
        r'{ $.user.first = "say \"hi\"" }',
        "{ $.coordinates[0][1] = 1 }",
        '{ ($.user.id = 1) && ($.arrayKey[1] = "another value") }',
        "{ $.user.id = 1 || $.user.id = 9 && $.errorCode = 500 }",
        "{ ($.user.id = 9 || $.user.id = 1) && $.errorCode = 400 }",
    ],
)
def test_a_json_pattern_matches(pattern: str) -> None:
    assert matches(pattern, EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "updatetrail" }',
        '{ $.eventType = "Update" }',
        "{ $.eventType = Up*Trail }",
        "{ $.arrayKey = value }",
        "{ $.arrayKey != value }",
        "{ $.SomeObject NOT EXISTS }",
        "{ $.SomeObject = 0 }",
        "{ $.SomeOtherObject IS NULL }",
        "{ $.SomeOtherObject != x }",
        "{ $.ThisFlag IS FALSE }",
        "{ $.ThisFlag = 1 }",
        "{ $.eventType > 5 }",
        "{ $.latency < 501.5 }",
        "{ $.objectList[7].id = 2 }",
        "{ $.user[0] = 1 }",
        "{ ($.user.id = 2 && $.errorCode = 400) || $.actions[2] = GET }",
        "{ ($.user.id = 1 || $.errorCode = 5) && $.actions[2] = GET }",
    ],
)
def test_a_json_pattern_does_not_match(pattern: str) -> None:
    assert not matches(pattern, EVENT)


@pytest.mark.parametrize("message", ["ERROR in text", "", "{", '"text"', "7", "null"])
def test_a_json_pattern_never_matches_what_is_no_json_object(message: str) -> None:
    assert not matches("{ $.level NOT EXISTS }", message)


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("", ["anything", ""], []),
        ("ERROR", ["[ERROR] fatal", "Exiting with ERRORCODE: -1"], ["error", "WARN"]),
        ("ERROR Exception", ["[ERROR] IllegalArgumentException"], ["ERROR", "Exception"]),
        (
            '"Task timed out"',
            ["Task timed out after 3 s"],
            ["Task, which timed out", "timed out Task"],
        ),
        ("ERROR -Exiting", ["[ERROR] fatal"], ["ERROR Exiting"]),
        ('"ERROR" - "Exiting"', ["[ERROR] fatal"], ["ERROR Exiting"]),
        ("?ERROR ?WARN", ["ERROR message", "WARN message"], ["INFO message"]),
        ("?ERROR ?WARN INFO", ["INFO only"], ["ERROR WARN"]),
        ("%AUTHORIZED%", ["UNAUTHORIZED REQUEST"], ["authorized"]),
        ("%1[0-9]+ ms%", ["took 120 ms"], ["took 20 ms"]),
        (r'"say \"hi\""', ['say "hi"'], ["say hi"]),
        ("오류", ["오류 발생"], ["정상"]),
    ],
)
def test_a_pattern_of_terms(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    assert [message for message in fits if not matches(pattern, message)] == []
    assert [message for message in fits_not if matches(pattern, message)] == []


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes]", True),
        ("[ip, user, username, timestamp, request, status_code, bytes > 1000]", True),
        ("[ip, user, username, timestamp, request, status_code = 404, bytes]", True),
        ("[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]", True),
        ("[ip, ..., status_code = 4* && status_code != 403, bytes]", True),
        ("[..., status_code = 200 || status_code = 404, bytes]", True),
        ("[..., request=*.html*, status_code=4*,]", True),
        ('[ip, ..., request = "GET /index.html HTTP/1.0", status_code, bytes]', True),
        ("[ip = %^127%, ...]", True),
        ("[...]", True),
        ("[ip, user]", False),
        ("[ip, ..., status_code = 4* && status_code != 404, bytes]", False),
        ("[ip, ..., bytes > 2000]", False),
        ("[ip != 127.*, ...]", False),
        ("[a, b, c, ..., d, e, f, g, h]", False),
    ],
)
def test_a_pattern_of_columns(pattern: str, fits: bool) -> None:
    assert matches(pattern, ACCESS) is fits


def test_a_match_gives_the_fields_it_has() -> None:
    document, columns = (
        parse(p).read(m) for p, m in (('{ $.user.id = "*" }', EVENT), ("[ip, ..., bytes]", ACCESS))
    )
    assert document is not None
    assert columns is not None

    assert (document("$.latency"), document("$.nothing"), document("latency")) == (
        501.5,
        None,
        None,
    )
    assert (columns("$bytes"), columns("$5")) == ("1534", "GET /index.html HTTP/1.0")


@pytest.mark.parametrize(
    "pattern",
    [
        "{",
        "{}",
        "{ }",
        "{ $.level }",
        "{ level = ERROR }",
        "{ $.level = }",
        '{ $.level = "ERROR }',
        "{ $.level = ERROR",
        "{ $.level = ERROR && }",
        "{ ($.level = ERROR }",
        "{ $.level = ERROR) }",
        "{ $.level ~ ERROR }",
        "{ $.level > high }",
        "{ $.level IS EMPTY }",
        "{ $ = 1 }",
        "{ $.a = %(x)% }",
        "{ $.a = %[% }",
        "{ $.a = 1 } trailing",
        "[a, b",
        "[..., a, ...]",
        "[a b]",
        "[a = 1 || b = 2]",
        "[a > x]",
        "ERROR:",
        "foo-bar.baz",
        '"open',
        "%open",
        "-",
        "?",
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"\w"):
        parse(pattern)


@pytest.mark.parametrize("value", [None, [1], {"a": 1}])
def test_only_values_are_compared(value: Any) -> None:
    assert not matches("{ $.a != 7 }", json.dumps({"a": value}))
