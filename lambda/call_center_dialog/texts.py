"""All that the bot's function says, in each language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """What is said in one language. In braces is what is put in when it is said."""

    appointment: str
    what_else: str
    help_birth_date: str
    help_new_time: str
    not_understood: str
    not_understood_birth_date: str
    hand_over: str


ENGLISH = Texts(
    appointment="Your appointment with {provider} is on {when}.",
    what_else="Which day and time would you like instead?",
    help_birth_date=(
        "I ask for your date of birth so that nobody else can change your appointment. "
        "Say the month, the day and the year, like June 5th 1980, or say agent. "
        "What is your date of birth?"
    ),
    help_new_time=(
        "I can move your appointment. Say a day and a time, like next Tuesday at 3 PM. "
        "Say repeat to hear your appointment again, or agent to speak with a person. "
        "What would you like?"
    ),
    not_understood=(
        "Sorry, I did not get that. Tell me the day and time you would like, or say agent."
    ),
    not_understood_birth_date=(
        "Sorry, I did not get that. What is your date of birth, with month, day and year?"
    ),
    hand_over="I am sorry, I cannot help with this myself.",
)

KOREAN = Texts(
    appointment="{provider} 예약은 {when}에 있어요.",
    what_else="며칠 몇 시로 바꿔 드릴까요?",
    help_birth_date=(
        "다른 분이 예약을 바꾸지 못하도록 생년월일을 여쭤보고 있어요. "
        "1980년 6월 5일처럼 말씀해 주시거나, 상담원이라고 말씀해 주세요. 생년월일이 언제세요?"
    ),
    help_new_time=(
        "예약을 다른 시간으로 바꿔 드려요. "
        "다음 주 화요일 오후 3시처럼 날짜와 시간을 말씀해 주세요. "
        "예약을 다시 들으시려면 다시, 직원과 통화하시려면 상담원이라고 말씀해 주세요. "
        "무엇을 도와드릴까요?"
    ),
    not_understood=(
        "죄송해요, 알아듣지 못했어요. 원하시는 날짜와 시간을 말씀해 주시거나 "
        "상담원이라고 말씀해 주세요."
    ),
    not_understood_birth_date=(
        "죄송해요, 알아듣지 못했어요. 생년월일을 몇 년 몇 월 며칠인지 말씀해 주세요."
    ),
    hand_over="죄송해요, 제가 도와드리기 어려운 일이에요.",
)

TEXTS: Mapping[str, Texts] = {"en_US": ENGLISH, "ko_KR": KOREAN}
