"""The rules of composite alarms."""

from __future__ import annotations

import pytest

from localcloud.cloudwatch.alarms.rule import Rule, RuleError

STATES = {"on": "ALARM", "off": "OK", "new": "INSUFFICIENT_DATA", "two words": "ALARM"}


@pytest.mark.parametrize(
    ("text", "rings"),
    [
        ("ALARM(on)", True),
        ('ALARM("off")', False),
        ("ALARM('two words')", True),
        ("INSUFFICIENT_DATA(new)", True),
        ("OK(off)", True),
        ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:on)", True),
        ("NOT ALARM(off)", True),
        ("NOT NOT ALARM(off)", False),
        ("TRUE", True),
        ("FALSE OR TRUE", True),
        ("TRUE OR TRUE AND FALSE", True),
        ("(TRUE OR TRUE) AND FALSE", False),
        ("NOT FALSE AND FALSE", False),
        ("NOT (FALSE AND FALSE)", True),
        ("ALARM(on)AND(OK(off)\n OR ALARM(gone))", True),
        ("ALARM( on ) AND OK (off)", True),
    ],
)
def test_a_rule_rings_by_the_states_of_its_alarms(text: str, rings: bool) -> None:
    assert Rule.of(text).holds(STATES.get) is rings


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "lacks a condition"),
        ("ALARM(on) AND", "lacks a condition"),
        ("ALARM(on) OK(off)", "cannot be read from 'OK"),
        ("(ALARM(on)", "lacks a \\)"),
        ("ALARM()", "cannot be read from 'ALARM"),
        ("ALARM(on) XOR OK(off)", "cannot be read from 'XOR"),
        ("TRUE" + " OR TRUE" * 2000, "has 16004 characters"),
    ],
)
def test_what_is_no_rule_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        Rule.of(text)


def test_a_rule_knows_of_which_alarms_it_speaks() -> None:
    assert Rule.of("ALARM(a) OR NOT (OK('b c') AND ALARM(a))").alarms == {"a", "b c"}
