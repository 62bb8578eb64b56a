"""The call centre's bots in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, Voice, builtin

from stacks.wishes.ko_kr import DATE, TIME, offered
from stacks.wishes.offers import offer
from stacks.wishes.read_back import another_day

LOCALE_ID = "ko_KR"
VOICE = Voice("Seoyeon")

OFFER = offer(LOCALE_ID)

AGENT = Intent(
    "Agent",
    utterances=[
        "0",
        "공",
        "영 번",
        "상담원",
        "상담원이요",
        "상담원 연결",
        "상담원 연결해 주세요",
        "상담원 바꿔 주세요",
        "상담사 연결해 주세요",
        "직원 바꿔 주세요",
        "직원이랑 통화할게요",
        "직원과 통화하고 싶어요",
        "사람이랑 얘기하고 싶어요",
        "사람 바꿔 주세요",
        "접수처로 연결해 주세요",
        "안내 데스크 연결해 주세요",
        "담당자 바꿔 주세요",
        "그냥 연결해 주세요",
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

HELP = Intent(
    "Help",
    utterances=[
        "도움말",
        "도와주세요",
        "좀 도와주실래요",
        "뭘 할 수 있어요",
        "여기서 뭘 할 수 있어요",
        "어떻게 하는 거예요",
        "어떻게 말하면 돼요",
        "뭐라고 말하면 돼요",
        "무슨 말을 해야 할지 모르겠어요",
        "무슨 말씀이세요",
        "이해를 못 했어요",
        "잘 모르겠어요",
        "사용법 알려 주세요",
        "안내해 주세요",
        "왜 물어보세요",
        "그건 왜 필요해요",
    ],
)

TELL_BIRTH_DATE = Intent(
    "TellBirthDate",
    utterances=[
        "{BirthDate}",
        "{BirthDate}이요",
        "{BirthDate}요",
        "{BirthDate}이에요",
        "{BirthDate}예요",
        "{BirthDate}입니다",
        "{BirthDate}생이에요",
        "{BirthDate}생입니다",
        "{BirthDate}에 태어났어요",
        "제 생년월일은 {BirthDate}이에요",
        "제 생년월일은 {BirthDate}입니다",
        "생년월일은 {BirthDate}이에요",
        "생년월일은 {BirthDate}입니다",
        "생일은 {BirthDate}이에요",
        "제 생일은 {BirthDate}입니다",
        "생년월일 말씀드릴게요",
    ],
    slots=[
        Slot(
            "BirthDate",
            builtin.DATE,
            ask="생년월일이 언제세요?",
            retry_ask=[
                "죄송해요, 언제라고 하셨나요? 1980년 6월 5일처럼 말씀해 주세요.",
                "생년월일이 필요해요. 몇 년 몇 월 며칠인지 말씀해 주세요.",
            ],
            obfuscate=True,
            utterances=["{BirthDate}이요", "{BirthDate}이에요", "{BirthDate}입니다"],
        )
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

MOVE_APPOINTMENT = Intent(
    "MoveAppointment",
    utterances=[
        "예약 변경",
        "예약 변경해 주세요",
        "예약을 바꾸고 싶어요",
        "예약 시간을 바꿔 주세요",
        "예약 옮겨 주세요",
        "예약을 미루고 싶어요",
        "예약을 당기고 싶어요",
        "시간을 바꾸고 싶어요",
        "날짜를 바꾸고 싶어요",
        "다른 날로 바꿔 주세요",
        "다른 시간으로 해 주세요",
        "그날 못 가게 됐어요",
        "일이 생겼어요",
        "네",
        "예",
        "네 바꿔 주세요",
        "네 그렇게 해 주세요",
        "바꿔 주세요",
        "{Date}",
        "{Date}이요",
        "{Date}요",
        "{Date} {Time}",
        "{Date} {Time}요",
        "{Date} {Time}에",
        "{Date} {Time}에요",
        "{Date} {Time}으로",
        "{Date} {Time}로",
        "{Time}",
        "{Time}요",
        "{Time}에요",
        "{Date}로 바꿔 주세요",
        "{Date}으로 바꿔 주세요",
        "{Date} {Time}로 바꿔 주세요",
        "{Date} {Time}으로 바꿔 주세요",
        "{Date} {Time}로 옮겨 주세요",
        "{Date} {Time}으로 옮겨 주세요",
        "{Date} {Time}에 가고 싶어요",
        "{Date} {Time}에 갈 수 있어요",
        "{Date} {Time}에 가능해요",
        "{Date} {Time}에 되나요",
        "{Date}에 가고 싶어요",
        "{Date}에 되나요",
        "{Date}에 빈 시간 있어요",
        "{Date}은 어때요",
        "{Date}는 어때요",
        "예약을 {Date}로 바꿔 주세요",
        "예약을 {Date}으로 옮겨 주세요",
        "예약을 {Date} {Time}로 바꿔 주세요",
        "예약을 {Date} {Time}으로 바꿔 주세요",
        "네 {Date} {Time}로 바꿔 주세요",
        "네 {Date} {Time}이요",
        # What people say when they change their mind half way.
        "아니요 {Date} {Time}요",
        "{Date} {Time} 말이에요",
        "{Time}로 바꿔 주세요",
        "{Time}으로 바꿔 주세요",
        "{Offer}로 할게요",
        "{Offer} 시간이요",
    ],
    slots=[DATE, TIME, offered(OFFER)],
    confirm="{Date} {Time}, 이 시간으로 예약을 바꿔 드릴까요?",
    decline=another_day("알겠어요, 아무것도 바꾸지 않았어요. 다른 날은 언제가 좋으세요?"),
)

REPEAT_APPOINTMENT = Intent(
    "RepeatAppointment",
    utterances=[
        "다시",
        "다시요",
        "다시 한 번",
        "다시 말씀해 주세요",
        "다시 들려주세요",
        "한 번 더요",
        "한 번 더 말씀해 주세요",
        "네 뭐라고요",
        "뭐라고 하셨어요",
        "못 들었어요",
        "잘 못 들었어요",
        "잘 안 들려요",
        "예약이 언제예요",
        "제 예약이 언제예요",
        "예약 시간이 몇 시예요",
        "어느 선생님이에요",
    ],
)

DONE = Intent(
    "Done",
    utterances=[
        "아니요",
        "아니오",
        "아뇨",
        "아니에요",
        "없어요",
        "더 없어요",
        "아니요 없어요",
        "아니요 괜찮아요",
        "괜찮아요",
        "됐어요",
        "다 됐어요",
        "그게 다예요",
        "그거면 돼요",
        "그대로 둘게요",
        "그냥 두세요",
        "그대로 해 주세요",
        "안 바꿀래요",
        "끊을게요",
        "안녕히 계세요",
        "감사합니다",
        "고맙습니다",
        "수고하세요",
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

VERIFICATION = Locale(LOCALE_ID, intents=[TELL_BIRTH_DATE, AGENT, HELP], voice=VOICE)

APPOINTMENTS = Locale(
    LOCALE_ID, intents=[MOVE_APPOINTMENT, REPEAT_APPOINTMENT, DONE, AGENT, HELP], voice=VOICE
)
