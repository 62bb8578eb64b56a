"""What the flow itself says, in each language; ``$.`` begins an attribute of the contact."""

from __future__ import annotations

from dataclasses import dataclass

from ml_refarch.connect import attr

from stacks.call_center.conversation import en_us, ko_kr


@dataclass(frozen=True)
class Announcements:
    """The words of one language.

    Args:
        mark: Two letters before the name of each block of that language.
        language: Of the contact, from which Lex has its locale.
        voice: The neural voice of Amazon Polly that speaks it.
        choose: Offers the language; each language is offered in itself.
    """

    mark: str
    language: str
    voice: str
    choose: str

    closed: str
    unknown: str
    key_birth_date: str
    say_birth_date: str
    wrong_birth_date: str
    not_verified: str
    no_appointment: str
    new_time: str
    kept: str
    anything_else: str
    goodbye: str
    silent: str
    connecting: str
    full: str
    sorry: str


_NAME = attr.attribute("name")
_PROVIDER = attr.attribute("provider")
_WHEN = attr.attribute("appointmentTime")

ENGLISH = Announcements(
    mark="EN",
    language="en-US",
    voice=en_us.VOICE.voice_id,
    choose="Welcome to Lakeside Clinic. For English, press 1, or just wait.",
    closed=(
        "Our lines are open Monday to Friday, 8 AM to 6 PM Pacific time. "
        "Please call again then. In an emergency, hang up and dial 911."
    ),
    unknown="I do not know the number you are calling from, so a colleague will help you.",
    key_birth_date=(
        "Please enter your date of birth on your phone: two digits for the month, two for the "
        "day, four for the year. Or wait, and you can say it."
    ),
    say_birth_date=(
        "So that nobody else can change your appointment: what is your date of birth? "
        "Month, day and year, please."
    ),
    wrong_birth_date="That is not the date of birth we have for this number.",
    not_verified="I could not make sure who you are, so a colleague will help you.",
    no_appointment=(
        f"Thank you, {_NAME} . I see no appointment ahead of you, so a colleague will help you."
    ),
    new_time=(
        f"Thank you, {_NAME} . You have an appointment with {_PROVIDER} on {_WHEN} . "
        "Which day and time would you like instead?"
    ),
    kept="All right, your appointment stays as it is.",
    anything_else="Is there anything else I can do for you?",
    goodbye="Thank you for calling Lakeside Clinic. Goodbye.",
    silent="I have not heard from you for a while, so I close this chat. Write any time.",
    connecting="One moment please, I am connecting you with a colleague.",
    full="All our colleagues are busy and many people are waiting. Please try again later.",
    sorry="I am sorry, something went wrong here. Please call again in a few minutes.",
)

KOREAN = Announcements(
    mark="KO",
    language="ko-KR",
    voice=ko_kr.VOICE.voice_id,
    choose="레이크사이드 클리닉입니다. 한국어는 2번을 눌러 주세요.",
    closed=(
        "상담 시간은 태평양 시간으로 월요일부터 금요일까지 오전 8시부터 오후 6시까지입니다. "
        "상담 시간에 다시 연락해 주세요. 응급 상황이면 911로 전화해 주세요."
    ),
    unknown="등록되지 않은 번호라 직원이 도와드릴게요.",
    key_birth_date=(
        "생년월일 여덟 자리를 눌러 주세요. 1980년 6월 5일이면 1 9 8 0 0 6 0 5예요. "
        "기다리시면 말로 하실 수 있어요."
    ),
    say_birth_date=(
        "다른 분이 예약을 바꾸지 못하도록 여쭤볼게요. 생년월일이 언제세요? "
        "몇 년 몇 월 며칠인지 말씀해 주세요."
    ),
    wrong_birth_date="이 번호로 등록된 생년월일과 달라요.",
    not_verified="본인 확인이 되지 않아 직원이 도와드릴게요.",
    no_appointment=f"{_NAME} 님, 앞으로 잡힌 예약이 없어 직원이 도와드릴게요.",
    new_time=(
        f"{_NAME} 님, 감사합니다. {_PROVIDER} 예약이 {_WHEN} 에 있어요. 며칠 몇 시로 바꿔 드릴까요?"
    ),
    kept="알겠어요, 예약은 그대로 두었어요.",
    anything_else="더 도와드릴 일이 있을까요?",
    goodbye="레이크사이드 클리닉을 찾아 주셔서 감사합니다. 안녕히 계세요.",
    silent="한동안 말씀이 없으셔서 채팅을 마칠게요. 언제든 다시 찾아 주세요.",
    connecting="잠시만 기다려 주세요. 직원에게 연결해 드릴게요.",
    full="지금 기다리시는 분이 많아 연결이 어려워요. 조금 뒤에 다시 연락해 주세요.",
    sorry="죄송해요, 문제가 생겼어요. 잠시 뒤에 다시 연락해 주세요.",
)
