"""The examples that people copy run as they are, and everything public is explained."""

from __future__ import annotations

from typing import Any

import ml_refarch.scheduling
import pytest
from aws_cdk import App, Stack
from ml_refarch.foundation import Notifications
from ml_refarch.scheduling import Reminders, TextReplies

from tests.constructs.lex.test_documentation import examples, run

PUBLIC = [
    one
    for one in (getattr(ml_refarch.scheduling, name) for name in ml_refarch.scheduling.__all__)
    if isinstance(one, type)
]


def test_the_modules_example_makes_a_book_reminders_and_answers() -> None:
    stack = Stack(App(), "Test")
    notifications = Notifications(stack, "Notifications", origination_number="+12065550100")
    (code,) = examples(ml_refarch.scheduling.__doc__ or "")

    names: dict[str, Any] = run(code, {"stack": stack, "notifications": notifications})

    assert isinstance(names["reminders"], Reminders)
    assert isinstance(stack.node.find_child("Replies"), TextReplies)


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_each_construct_and_each_of_its_methods_is_explained(kind: type) -> None:
    assert (kind.__doc__ or "").strip()
    assert "Args:" in (kind.__doc__ or "")
    unexplained = [
        name
        for name, member in vars(kind).items()
        if not name.startswith("_") and callable(member) and not member.__doc__
    ]
    assert unexplained == []
