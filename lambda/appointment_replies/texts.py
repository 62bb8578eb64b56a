"""What people are texted who want to cancel by text, and cannot."""

from __future__ import annotations

NOTHING_TO_CANCEL = {
    "en_US": "You have no appointment that can be cancelled by text now. Please call us.",
    "ko_KR": "지금 문자로 취소할 수 있는 예약이 없어요. 전화로 문의해 주세요.",
}

WHICH_TO_CANCEL = {
    "en_US": (
        "There is more than one appointment for this number, so nothing is cancelled. "
        "Please call us and say which."
    ),
    "ko_KR": (
        "이 번호로 잡힌 예약이 두 건 이상이라 취소하지 않았어요. "
        "어느 예약인지 전화로 말씀해 주세요."
    ),
}
