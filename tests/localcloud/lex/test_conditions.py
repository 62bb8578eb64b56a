"""Conditional expressions."""

import pytest

from localcloud.lex.conditions import ConditionError, Values, holds

VALUES = Values(
    slots={"City": "Seattle", "Nights": "3", "Empty": None},
    attributes={"vip": "true", "visits": "12", "name": "Ann"},
    request={"channel": "Web"},
    fields={"inputMode": "Text", "inputTranscript": "three nights"},
)


@pytest.mark.parametrize(
    "expression",
    [
        '{City} = "Seattle"',
        "{City} = 'SEATTLE'",
        '{City} != "Busan"',
        "{Nights} > 2",
        "{Nights} >= 3 AND {Nights} <= 3",
        "[visits] > 9",
        '((channel)) = "web"',
        '$.inputMode = "Text"',
        '$.inputTranscript CONTAINS "NIGHTS"',
        "{Nights} = 3.0",
        '{City} = "Busan" OR {Nights} < 5',
        '{City} = "Busan" || {Nights} < 5',
        "NOT {Nights} > 5",
        "!({Nights} > 5)",
        '({City} = "Busan" OR {City} = "Seattle") && [vip] = true',
        "[vip]",
        "fn.IS_SET({City})",
        "NOT fn.IS_SET({Empty})",
        "fn.LENGTH({City}) = 7",
        "fn.COUNT({Nights}) = 1",
        "[name] < [name2] OR [name] = Ann",
    ],
)
def test_an_expression_that_is_true_holds(expression: str) -> None:
    assert holds(expression, VALUES)


@pytest.mark.parametrize(
    "expression",
    [
        '{City} = "Busan"',
        "{Nights} > 3",
        "{Empty} = 3",
        "{Empty} != 3",
        "{Unknown} < 3",
        "[unset]",
        "fn.IS_SET([unset])",
        '{City} = "Seattle" AND {Nights} = 4',
    ],
)
def test_an_expression_that_is_false_or_over_something_unset_does_not_hold(expression: str) -> None:
    assert not holds(expression, VALUES)


@pytest.mark.parametrize(
    "expression", ["{City} = ", '{City} = "Busan" "x"', "({Nights} > 2", "AND", "fn.IS_SET {City}"]
)
def test_an_expression_that_cannot_be_read_is_refused_with_the_place(expression: str) -> None:
    with pytest.raises(ConditionError, match=r"cannot be read|lacks|in a value's place"):
        holds(expression, VALUES)
