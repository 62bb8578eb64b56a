"""Objects of settings: frozen dataclasses whose fields say what they accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any, Self

from .setting_rules import Rule


def setting(rule: Rule, default: object = None) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field of a :class:`SettingObject` that accepts what a rule does, and its default.

    Where the default is None, the setting may be left out.
    """
    return field(default=default, metadata={"rule": rule})


@dataclass(frozen=True, kw_only=True)
class SettingObject:
    """Settings that are checked however they are made; a subclass is a frozen dataclass too.

    ```python
    @dataclass(frozen=True, kw_only=True)
    class Options(SettingObject):
        machines: int = setting(whole(1, 10), default=2)


    Options.parsed({"machines": 3}, where="dev.options")
    ```

    Raises:
        ValueError: A value is not allowed.
    """

    def __post_init__(self) -> None:
        for each in fields(self):
            rule: Rule | None = each.metadata.get("rule")
            value = getattr(self, each.name)
            if rule is None or (value is None and each.default is None):
                continue
            if not rule.accepts(value):
                raise ValueError(f"{each.name}: {value!r} is not {rule.allowed}")

    @classmethod
    def parsed(cls, values: object, *, where: str, **given: Any) -> Self:  # noqa: ANN401 - fields
        """The settings in an object of ``cdk.json``.

        Args:
            values: The object.
            where: What messages name it by, such as ``dev`` or ``dev.machine_learning``.
            given: Fields that are no settings.

        Raises:
            ValueError: A key does not exist, or a value is not allowed.
        """
        if not isinstance(values, Mapping):
            raise ValueError(  # noqa: TRY004 - the person mends a value, as in every other case
                f"{where}: {values!r} is not an object of settings"
            )
        known = {each.name for each in fields(cls) if "rule" in each.metadata}
        for key in values:
            if key not in known:
                raise ValueError(
                    f"{where}.{key}: there is no setting {key!r}{near(str(key), known)}; "
                    f"the settings are {', '.join(sorted(known))}"
                )
        try:
            return cls(**given, **values)
        except ValueError as error:
            raise ValueError(f"{where}.{error}") from None


def near(wrong: str, known: Mapping[str, object] | set[str]) -> str:
    """The question whether something known was meant, if anything is like it."""
    found = get_close_matches(wrong, list(known), n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""
