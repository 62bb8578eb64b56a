"""Choices that compare with the context object, such as with ``$$.Execution.Name``.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.state.choice.comparison.comparison_func import (
    ComparisonFuncValue,
)

CONTEXT = "$$."


def reads_context(comparison: Any) -> bool:
    """Whether a comparison's value is a path into the context object."""
    named: str = comparison.operator_type.name
    return (
        named.endswith("Path")
        and isinstance(comparison.value, str)
        and comparison.value.startswith(CONTEXT)
    )


class ComparisonWithContext(ComparisonFuncValue):  # type: ignore[misc]  # moto's class is untyped
    """Has moto, which looks such a path up in the state's input, look it up in the context."""

    def _eval_body(self, env: Any) -> None:
        # An operator takes the variable from the stack, and looks paths up in what lies below it.
        variable = env.stack.pop()
        env.stack += [env.states.context_object.context_object_data, variable]
        super()._eval_body(env=env)
        del env.stack[-2]
