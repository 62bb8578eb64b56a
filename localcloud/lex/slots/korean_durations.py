"""AMAZON.Duration in Korean."""

from __future__ import annotations

import re

from localcloud.lex.slots.numbers import numbers
from localcloud.lex.slots.value import Found, found

_NUMBER = (
    r"(?:\d+|하나|한|두|세|네|다섯|여섯|일곱|여덟|아홉"
    r"|열(?:한|두|세|네)?|스무|[일이삼사오육칠팔구십]+)"
)
_UNITS = {
    "년": "Y", "개월": "M", "달": "M", "주일": "W", "주": "W", "일": "D", "박": "D", "밤": "D",
    "시간": "H", "분": "M", "초": "S",
}  # fmt: skip
_PART = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>개월|주일|시간|년|달|주|일|박|밤|분|초)(?P<half>\s*반)?"
)
_DAYS = re.compile("하룻밤|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름")


def durations(text: str) -> list[Found]:
    """The duration said in a Korean utterance, as ISO 8601; at most one."""
    parts = list(_PART.finditer(text))
    if not parts:
        return [
            found(text, *m.span(), f"P{numbers(m[0], korean=True)[0].value.interpreted}D")
            for m in list(_DAYS.finditer(text))[:1]
        ]
    day, clock = "", ""
    for part in parts:
        said = numbers(f"{part['number']} {part['unit']}", korean=True)
        count = said[0].value.interpreted if said else None
        if count is None:
            continue
        unit = _UNITS[part["unit"]]
        if part["unit"] in ("시간", "분", "초"):
            clock += f"{count}{unit}" + ("30M" if part["half"] and unit == "H" else "")
        elif part["unit"] != "일" or "D" not in day:
            day += f"{count}{unit}"
    value = f"P{day}" + (f"T{clock}" if clock else "")
    return [found(text, parts[0].start(), parts[-1].end(), value)] if value != "P" else []
