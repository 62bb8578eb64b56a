"""What the bot's function says beside what ``appointment_dialog`` does, in each language.

No text names a patient, a number, a date of birth or a reason: Lex writes what the bot says into
its conversation logs as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """What is said in one language. In braces is what is put in when it is said."""

    sees_others: str
    confirm: str
    same_day: str
    confirm_another: str
    own_time: str
    booked: str

    phone_wrong: str
    birth_date_wrong: str
    mismatch: str
    mismatch_again: str
    not_found: str
    too_many_attempts: str

    none_ahead: str
    which: str
    listed: tuple[str, str, str]
    between: str
    with_whom: str
    next: str
    further: str
    change: str
    confirm_cancel: str
    cancelled: str

    help: str
    goodbye: str
    not_understood: str
    hand_over: str


ENGLISH = Texts(
    sees_others=(
        "{provider} does not see patients for that, but {others} can help. "
        "Whom would you like to see?"
    ),
    confirm="{when} with {provider}. Shall I book it?",
    same_day="There is already an appointment with {provider} that day, at {time}.",
    confirm_another="Shall I book {when} with {provider} as well?",
    own_time="There is already an appointment of yours on {when}.",
    booked=(
        "It is booked: {when} with {provider}. "
        "We will text you a confirmation now and a reminder the day before."
    ),
    phone_wrong=(
        "That does not look like a phone number. Which number does the clinic have for the "
        "patient? With the area code, like 206 555 0100."
    ),
    birth_date_wrong=(
        "That cannot be a date of birth. When was the patient born? "
        "Month, day and year, like June 5th 1980."
    ),
    mismatch=(
        "I find nobody with that number and that date of birth. "
        "When was the patient born? Month, day and year, like June 5th 1980."
    ),
    mismatch_again=(
        "I still find nobody with that number and that date of birth. "
        "Which phone number does the clinic have for the patient?"
    ),
    not_found=(
        "I am sorry, I cannot find the patient. If it is the first visit, or the number has "
        "changed, please call reception; they will help you at once."
    ),
    too_many_attempts=(
        "I am sorry, there were too many wrong answers for that number, so I have to stop here. "
        "Please call reception, or try again in an hour."
    ),
    none_ahead=(
        "There is no appointment to come. Tell me a day and a time if you would like to make one."
    ),
    which=(
        "There are several appointments: {appointments}. Which one do you mean: "
        "by its number, its day, or the doctor?"
    ),
    listed=(
        "first, {when} with {provider}",
        "second, {when} with {provider}",
        "third, {when} with {provider}",
    ),
    between="; ",
    with_whom="{when} with {provider}",
    next="The next appointment is {appointment}.",
    further="After that: {appointments}.",
    change=(
        "The appointment with {provider} is on {when}. Which day and time would suit you better?"
    ),
    confirm_cancel="That is {when} with {provider}. Shall I cancel it?",
    cancelled="The appointment on {when} with {provider} is cancelled.",
    help=(
        "I make appointments, change and cancel them, and tell you when the next one is. "
        "Say, for example: tomorrow at 3 PM with Dr. Chen. For another person in your family "
        "I ask for their date of birth. What can I do for you?"
    ),
    goodbye="All right. Write to us again whenever you like.",
    not_understood=(
        "Sorry, I did not get that. I can make, change or cancel an appointment, "
        "or tell you when the next one is. Which would you like?"
    ),
    hand_over=(
        "I am sorry, I cannot help with this myself. Please call reception; "
        "they will help you at once."
    ),
)

KOREAN = Texts(
    sees_others=(
        "{provider}은 그 진료를 보지 않으시고, {others}이 보세요. 어느 선생님으로 예약할까요?"
    ),
    confirm="{when} {provider} 진료예요. 예약해 드릴까요?",
    same_day="그날 {time}에 이미 {provider} 예약이 있어요.",
    confirm_another="{when} {provider} 진료도 예약해 드릴까요?",
    own_time="{when}에는 이미 예약하신 진료가 있어요.",
    booked=(
        "예약됐어요. {when} {provider} 진료예요. "
        "지금 확인 문자를 보내 드리고, 전날에 다시 알려 드릴게요."
    ),
    phone_wrong=(
        "전화번호가 아닌 것 같아요. 병원에 등록하신 환자분 번호가 어떻게 되세요? "
        "010 1234 5678처럼 말씀해 주세요."
    ),
    birth_date_wrong=(
        "생년월일이 아닌 것 같아요. 환자분 생년월일이 언제예요? 1980년 6월 5일처럼 말씀해 주세요."
    ),
    mismatch=(
        "그 번호와 생년월일로 등록된 분을 찾지 못했어요. "
        "환자분 생년월일을 1980년 6월 5일처럼 다시 말씀해 주세요."
    ),
    mismatch_again=(
        "이번에도 그 번호와 생년월일로 등록된 분을 찾지 못했어요. "
        "병원에 등록하신 환자분 전화번호가 어떻게 되세요?"
    ),
    not_found=(
        "죄송해요, 환자분을 찾지 못했어요. 처음 오시거나 번호가 바뀌셨으면 "
        "접수처로 전화해 주세요. 바로 도와드릴게요."
    ),
    too_many_attempts=(
        "죄송해요, 그 번호로 틀린 답이 너무 많아서 더 도와드릴 수 없어요. "
        "접수처로 전화해 주시거나 한 시간 뒤에 다시 해 주세요."
    ),
    none_ahead="예정된 예약이 없어요. 예약하시려면 날짜와 시간을 말씀해 주세요.",
    which=(
        "예약이 여러 건 있어요. {appointments}예요. "
        "몇 번째 예약인가요? 날짜나 선생님으로 말씀하셔도 돼요."
    ),
    listed=(
        "첫 번째는 {when} {provider} 진료",
        "두 번째는 {when} {provider} 진료",
        "세 번째는 {when} {provider} 진료",
    ),
    between=", ",
    with_whom="{when} {provider} 진료",
    next="다음 예약은 {appointment}예요.",
    further="그다음은 {appointments}예요.",
    change="{provider} 예약은 {when}에 있어요. 며칠 몇 시로 바꿔 드릴까요?",
    confirm_cancel="{when} {provider} 진료 예약이에요. 취소할까요?",
    cancelled="{when} {provider} 진료 예약을 취소했어요.",
    help=(
        "진료 예약을 하거나 바꾸거나 취소해 드리고, 다음 예약이 언제인지 알려 드려요. "
        "예를 들어 내일 오후 3시에 첸 선생님이라고 말씀해 주세요. "
        "가족분 예약이면 그분 생년월일을 여쭤볼게요. 무엇을 도와드릴까요?"
    ),
    goodbye="알겠어요. 필요하시면 언제든지 다시 말씀해 주세요.",
    not_understood=(
        "죄송해요, 알아듣지 못했어요. 진료 예약, 예약 변경, 예약 취소, 예약 확인을 도와드려요. "
        "무엇을 도와드릴까요?"
    ),
    hand_over=(
        "죄송해요, 제가 도와드리기 어려운 일이에요. 접수처로 전화해 주시면 바로 도와드릴게요."
    ),
)

TEXTS: Mapping[str, Texts] = {"en_US": ENGLISH, "ko_KR": KOREAN}
