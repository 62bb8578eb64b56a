"""A day, a time and an offer in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Slot, SlotType, builtin

DATE = Slot(
    "Date",
    builtin.DATE,
    ask="며칠이 좋으세요?",
    retry_ask=[
        "죄송해요, 며칠이라고 하셨나요? 내일이나 다음 주 금요일처럼 말씀해 주세요.",
        "날짜가 필요해요. 12월 3일처럼 몇 월 며칠인지 말씀해 주세요.",
    ],
    utterances=[
        "{Date}이요",
        "{Date}요",
        "{Date}에",
        "{Date}에요",
        "{Date}로",
        "{Date} {Time}",
        "{Date} {Time}요",
        "{Date} {Time}에요",
    ],
)

TIME = Slot(
    "Time",
    builtin.TIME,
    ask="몇 시가 좋으세요?",
    retry_ask=[
        "죄송해요, 몇 시라고 하셨나요? 오전 10시나 오후 2시 반처럼 말씀해 주세요.",
        "시간이 필요해요. 오후 3시처럼 말씀해 주세요.",
    ],
    utterances=["{Time}요", "{Time}이요", "{Time}에", "{Time}에요", "{Time}쯤이요"],
)


def offered(slot_type: SlotType) -> Slot:
    """Which of the times that were offered it shall be; the function asks when it offers some."""
    return Slot(
        "Offer",
        slot_type,
        ask="첫 번째, 두 번째, 세 번째 중 어떤 시간으로 할까요?",
        retry_ask=[
            "죄송해요, 몇 번째 시간이라고 하셨나요? 다른 날을 말씀하셔도 돼요.",
            "첫 번째, 두 번째, 세 번째 중에서 말씀해 주시거나 다른 날을 알려 주세요.",
        ],
        required=False,
        utterances=[
            "{Offer}",
            "{Offer}요",
            "{Offer}이요",
            "{Offer}로",
            "{Offer}로 할게요",
            "{Offer} 시간이요",
        ],
    )
