"""Who, and with whom: the slots that several intents ask for, in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Slot, builtin

from stacks.patient_scheduling.conversation.catalog import spoken
from stacks.wishes.offers import ordinal

LOCALE_ID = "ko_KR"

ORDINAL = ordinal(LOCALE_ID)
SPOKEN = spoken(LOCALE_ID, last=", ")

PROVIDER = Slot(
    "Provider",
    SPOKEN.provider,
    ask=f"어느 선생님으로 할까요? {SPOKEN.providers}이 계세요.",
    retry_ask=[
        f"죄송해요, 어느 선생님이라고 하셨나요? {SPOKEN.providers}이 계세요.",
        f"{SPOKEN.providers} 중에서 말씀해 주세요. 아무나라고 하셔도 돼요.",
    ],
    required=False,
    utterances=[
        "{Provider}이요",
        "{Provider}요",
        "{Provider}으로",
        "{Provider}께",
        "{Provider} 예약이요",
    ],
)

PHONE_NUMBER = Slot(
    "PhoneNumber",
    builtin.PHONE_NUMBER,
    ask="병원에 등록하신 환자분 전화번호가 어떻게 되세요?",
    retry_ask=[
        "죄송해요, 몇 번이라고 하셨나요? 010 1234 5678처럼 처음부터 말씀해 주세요.",
        "환자분을 찾으려면 전화번호가 필요해요. 숫자만 차례대로 말씀하셔도 돼요.",
    ],
    required=False,
    obfuscate=True,
    utterances=[
        "{PhoneNumber}이요",
        "{PhoneNumber}요",
        "제 번호는 {PhoneNumber}이에요",
        "제 번호는 {PhoneNumber}예요",
        "번호는 {PhoneNumber}입니다",
    ],
)

BIRTH_DATE = Slot(
    "BirthDate",
    builtin.DATE,
    ask="환자분 생년월일이 언제세요?",
    retry_ask=[
        (
            "다른 분이 예약을 보거나 바꾸지 못하도록 여쭤보고 있어요. "
            "생년월일을 1980년 6월 5일처럼 말씀해 주세요."
        ),
        "생년월일이 필요해요. 몇 년 몇 월 며칠인지 말씀해 주세요.",
    ],
    required=False,
    obfuscate=True,
    utterances=[
        "{BirthDate}이요",
        "{BirthDate}이에요",
        "{BirthDate}입니다",
        "{BirthDate}생이에요",
        "{BirthDate}생입니다",
        "{BirthDate}에 태어났어요",
        "생년월일은 {BirthDate}이에요",
        "생일은 {BirthDate}이에요",
    ],
)


def which_appointment(ask: str) -> Slot:
    """One of several appointments that were read out, by its number."""
    return Slot(
        "Appointment",
        ORDINAL,
        ask=ask,
        retry_ask=[
            "죄송해요, 몇 번째 예약이라고 하셨나요? 첫 번째나 두 번째처럼 말씀해 주세요.",
            "첫 번째, 두 번째, 세 번째 중에서, 아니면 선생님으로 말씀해 주세요.",
        ],
        required=False,
        utterances=[
            "{Appointment}",
            "{Appointment}요",
            "{Appointment}이요",
            "{Appointment} 예약이요",
        ],
    )
