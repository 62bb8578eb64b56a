"""What Korean hangs on a word: particles, and the endings that make an answer polite."""

from __future__ import annotations

import re

PARTICLES = [
    "으로부터",
    "에서부터",
    "까지만",
    "에서요",
    "으로요",
    "까지요",
    "부터요",
    "이라고",
    "에서는",
    "에서",
    "에게",
    "한테",
    "으로",
    "로요",
    "까지",
    "부터",
    "짜리",
    "이랑",
    "하고",
    "정도",
    "쯤",
    "로",
    "에",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "도",
    "만",
    "와",
    "과",
    "랑",
    "께",
]

ENDINGS = [
    "이었으면좋겠어요",
    "이면좋겠어요",
    "면좋겠어요",
    "으로해주세요",
    "로해주세요",
    "으로할게요",
    "로할게요",
    "으로부탁드려요",
    "로부탁드려요",
    "으로부탁합니다",
    "로부탁합니다",
    "으로부탁드립니다",
    "로부탁드립니다",
    "으로예약해주세요",
    "로예약해주세요",
    "으로가요",
    "로가요",
    "으로갈게요",
    "로갈게요",
    "으로갈거예요",
    "로갈거예요",
    "에갈게요",
    "에갈거예요",
    "에가요",
    "부탁드립니다",
    "부탁드려요",
    "부탁합니다",
    "부탁해요",
    "해주세요",
    "할게요",
    "주세요",
    "이라고요",
    "입니다",
    "이에요",
    "이예요",
    "예요",
    "에요",
    "이요",
    "이야",
    "인데요",
    "이고요",
    "이죠",
    "이지",
    "요",
    "야",
]

_ENDING = re.compile("(?:" + "|".join(r"\s*".join(e) for e in ENDINGS) + r")\s*$")
_PARTICLE = re.compile("(?:" + "|".join(PARTICLES) + ")$")
FOLLOWERS = "|".join(sorted({*PARTICLES, *ENDINGS}, key=len, reverse=True))
"""What may follow a word without a space, as one pattern."""


def bare_forms(text: str) -> list[str]:
    """The text, and what remains of it without its ending and its particle; never empty ones."""
    forms = [text.strip()]
    for pattern in (_ENDING, _PARTICLE):
        shorter = pattern.sub("", forms[-1]).strip()
        if shorter and shorter != forms[-1]:
            forms.append(shorter)
    return forms
