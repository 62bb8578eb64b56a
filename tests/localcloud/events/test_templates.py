"""JSON paths and input templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.events.templates import MISSING, follow, literal_or_path, render

RECORD = {"keys": {"pk": {"S": "BOOKING#1"}}, "items": [{"id": 1}, {"id": 2}], "a b": 3}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", RECORD),
        ("$.keys.pk.S", "BOOKING#1"),
        ("$.items[1].id", 2),
        ("$.items[*].id", [1, 2]),
        ("$['a b']", 3),
        ("$.nothing", MISSING),
        ("$.items[7]", MISSING),
        ("$.keys.pk.S.more", MISSING),
    ],
)
def test_a_path_leads_to_its_value(path: str, found: Any) -> None:
    assert follow(path, RECORD) == found


@pytest.mark.parametrize("path", ["keys", "$keys", "$.keys[", "$..id", "$.items[?(@.id)]"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is no JSON path"):
        follow(path, RECORD)


def test_a_parameter_is_a_path_or_a_text() -> None:
    assert literal_or_path("$.keys.pk.S", RECORD) == "BOOKING#1"
    assert literal_or_path("one-group", RECORD) == "one-group"
    with pytest.raises(ValueError, match=r"nothing at \$\.keys\.sk"):
        literal_or_path("$.keys.sk", RECORD)


@pytest.mark.parametrize(
    ("template", "rendered"),
    [
        ('{"id": <id>}', '{"id": 7}'),
        ('{"name": <name>}', '{"name": "Kim \\"Min\\""}'),
        ('{"text": "Room <id> for <name>"}', '{"text": "Room 7 for Kim \\"Min\\""}'),
        ('"<id> nights"', '"7 nights"'),
        ('{"all": <all>}', '{"all": {"a": [1]}}'),
        ('{"none": <none>}', '{"none": ""}'),
        ('{"html": "<b>bold</b>"}', '{"html": "<b>bold</b>"}'),
    ],
)
def test_a_template_is_filled(template: str, rendered: str) -> None:
    values = {"id": 7, "name": 'Kim "Min"', "all": {"a": [1]}, "none": MISSING}
    text = render(template, values.__getitem__)

    assert text == rendered
    json.loads(text)
