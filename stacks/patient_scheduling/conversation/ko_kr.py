"""The patients' bot in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, builtin
from ml_refarch.lex.flow import Action, Outcome, Step

from stacks.offered_times import ordinal
from stacks.patient_scheduling.conversation.catalog import FORGET_WHICH, spoken

LOCALE_ID = "ko_KR"

OFFER = ordinal(LOCALE_ID)
SPOKEN = spoken(LOCALE_ID, last=", ")

DATE = Slot(
    "Date",
    builtin.DATE,
    ask="며칠이 좋으세요?",
    retry_ask=[
        "죄송해요, 며칠이라고 하셨나요? 내일이나 다음 주 금요일처럼 말씀해 주세요.",
        "날짜가 필요해요. 12월 3일처럼 몇 월 며칠인지 말씀해 주세요.",
    ],
    utterances=["{Date}이요", "{Date}요", "{Date}에", "{Date}에요", "{Date}로", "{Date}이 좋아요"],
)

TIME = Slot(
    "Time",
    builtin.TIME,
    ask="몇 시가 좋으세요?",
    retry_ask=[
        "죄송해요, 몇 시라고 하셨나요? 오전 10시나 오후 2시 반처럼 말씀해 주세요.",
        "시간이 필요해요. 오후 3시처럼, 아니면 오전이나 오후라고만 말씀해 주세요.",
    ],
    utterances=["{Time}요", "{Time}이요", "{Time}에", "{Time}에요", "{Time}쯤이요"],
)

OFFERED = Slot(
    "Offer",
    OFFER,
    ask="첫 번째, 두 번째, 세 번째 중 어떤 시간으로 할까요?",
    retry_ask=[
        "죄송해요, 몇 번째 시간이라고 하셨나요? 다른 날을 말씀하셔도 돼요.",
        "첫 번째, 두 번째, 세 번째 중에서 말씀해 주시거나 다른 날을 알려 주세요.",
    ],
    required=False,
    utterances=["{Offer}", "{Offer}요", "{Offer}이요", "{Offer}로", "{Offer}로 할게요"],
)

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
        OFFER,
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


SCHEDULE_APPOINTMENT = Intent(
    "ScheduleAppointment",
    utterances=[
        "예약",
        "예약이요",
        "예약할게요",
        "예약하고 싶어요",
        "예약하고 싶은데요",
        "예약 잡아 주세요",
        "예약 부탁드려요",
        "진료 예약",
        "진료 예약하고 싶어요",
        "진료 예약해 주세요",
        "진료받고 싶어요",
        "진료 보고 싶은데요",
        "진료 가능한가요",
        "병원에 가고 싶어요",
        "병원 예약하려고요",
        "언제 갈 수 있어요",
        "언제 가면 돼요",
        "빈 시간 있어요",
        "빈 시간 있나요",
        "가장 빠른 예약이 언제예요",
        "{Time}",
        "{Time}요",
        "{Time}에요",
        "{Time}에 가고 싶어요",
        "{Time}에 가고 싶은데요",
        "{Time}쯤 가고 싶은데요",
        "{Time}에 갈게요",
        "{Time}에 갈 수 있어요",
        "{Time}에 되나요",
        "{Time}에 예약해 주세요",
        "{Time}에 예약하고 싶어요",
        "{Date}에 가고 싶어요",
        "{Date} 가고 싶은데요",
        "{Date}에 갈 수 있어요",
        "{Date}에 되나요",
        "{Date} 되나요",
        "{Date} 진료 되나요",
        "{Date}에 빈 시간 있어요",
        "{Date} 빈 시간 있나요",
        "{Date}에 예약해 주세요",
        "{Date} 예약하고 싶어요",
        "{Date}로 예약해 주세요",
        "{Date} {Time}",
        "{Date} {Time}요",
        "{Date} {Time}에요",
        "{Date} {Time}에 가고 싶어요",
        "{Date} {Time}에 가고 싶은데요",
        "{Date} {Time}쯤 가고 싶은데요",
        "{Date} {Time}에 갈 수 있어요",
        "{Date} {Time}에 되나요",
        "{Date} {Time}에 예약해 주세요",
        "{Date} {Time}에 예약하고 싶어요",
        "{Date} {Time} 예약 부탁드려요",
        "{Date} {Time}에 자리 있어요",
        "{Provider}",
        "{Provider}이요",
        "{Provider}으로 해 주세요",
        "{Provider} 예약하고 싶어요",
        "{Provider} 예약해 주세요",
        "{Provider} 진료받고 싶어요",
        "{Provider}께 진료받고 싶어요",
        "{Provider}께 예약하고 싶어요",
        "{Provider} 언제 되세요",
        "{Provider} {Date}에 되나요",
        "{Provider} {Date} {Time}에 되나요",
        "{Provider} {Date} {Time}에 예약해 주세요",
        "{Date} {Time}에 {Provider} 예약해 주세요",
        "{Date} {Time}에 {Provider}께 가고 싶어요",
        "{Date}에 {Provider} 예약하고 싶어요",
        "{Date} {Provider} 진료 되나요",
        "{Reason}",
        "{Reason}요",
        "{Reason}이요",
        "{Reason} 때문에요",
        "{Reason} 때문에 가고 싶어요",
        "{Reason} 때문에 진료받고 싶어요",
        "{Reason}가 있어요",
        "{Reason}에 걸렸어요",
        "{Reason} 걸린 것 같아요",
        "{Reason}가 아파요",
        "{Reason} 예약하고 싶어요",
        "{Reason} 예약해 주세요",
        "{Reason} 받고 싶어요",
        "{Reason} 받으려고요",
        "{Reason} 맞으려고요",
        "{Reason} 진료받고 싶어요",
        "{Reason}로 예약해 주세요",
        "{Reason}으로 예약해 주세요",
        "{Date} {Reason} 예약하고 싶어요",
        "{Date} {Time}에 {Reason} 예약해 주세요",
        "{Date} {Time}에 {Reason} 받고 싶어요",
        "{Reason} 때문에 {Date}에 가고 싶어요",
        "{Reason} 때문에 {Date} {Time}에 가고 싶어요",
        "{BirthDate}생 딸 예약해 주세요",
        "{BirthDate}생 아들 예약해 주세요",
        "{BirthDate}생 아이 예약하고 싶어요",
        # What people say when they change their mind half way.
        "{Date}로 할게요",
        "{Date}으로 할게요",
        "{Time}로 할게요",
        "{Time}으로 할게요",
        "아니요 {Date} {Time}요",
        "아니요 {Date}이요",
        "아니요 {Time}요",
        "{Date} {Time} 말이에요",
        "{Date}은 어때요",
        "{Date}는 어때요",
        "{Time}는 어때요",
        "{Provider}으로 바꿔 주세요",
        "{Offer}로 할게요",
        "{Offer} 시간이요",
    ],
    slots=[
        DATE,
        TIME,
        Slot(
            "Reason",
            SPOKEN.reason,
            ask=(
                f"어떤 진료를 원하세요? {SPOKEN.reasons}가 있어요. "
                "원하시는 선생님을 말씀하셔도 돼요."
            ),
            retry_ask=[
                (
                    f"죄송해요, 어떤 진료인지 알아듣지 못했어요. {SPOKEN.reasons} 중에서, "
                    f"아니면 {SPOKEN.providers} 중에서 말씀해 주세요."
                ),
                (f"{SPOKEN.reasons} 중에서 골라 주세요. 선생님은 {SPOKEN.providers}이 계세요."),
            ],
            required=False,
            obfuscate=True,
            utterances=["{Reason}요", "{Reason}이요", "{Reason} 때문에요", "{Reason}예요"],
        ),
        PROVIDER,
        OFFERED,
        PHONE_NUMBER,
        BIRTH_DATE,
    ],
    confirm="{Date} {Time}, 이 시간으로 예약해 드릴까요?",
    decline=Outcome(
        say="알겠어요, 예약하지 않았어요.",
        then=Step(
            Action.ELICIT_SLOT,
            slot="Date",
            set_slots={"Date": None, "Time": None, "Offer": None},
        ),
    ),
)

CHANGE_APPOINTMENT = Intent(
    "ChangeAppointment",
    utterances=[
        "예약 변경",
        "예약 변경이요",
        "예약 변경해 주세요",
        "예약 변경하고 싶어요",
        "예약을 바꾸고 싶어요",
        "예약 바꿀 수 있어요",
        "예약 시간을 바꿔 주세요",
        "예약 시간 변경하고 싶은데요",
        "예약 날짜를 바꾸고 싶어요",
        "예약 옮겨 주세요",
        "예약을 미루고 싶어요",
        "예약을 당기고 싶어요",
        "예약 좀 미룰 수 있을까요",
        "더 일찍 갈 수 있어요",
        "다른 날로 바꿔 주세요",
        "다른 시간으로 바꿔 주세요",
        "그날 못 가게 됐어요",
        "일이 생겨서 예약을 바꿔야 해요",
        "예약을 {Date}로 바꿔 주세요",
        "예약을 {Date}으로 바꿔 주세요",
        "예약을 {Date}로 옮겨 주세요",
        "예약을 {Date} {Time}로 바꿔 주세요",
        "예약을 {Date} {Time}으로 바꿔 주세요",
        "예약을 {Date} {Time}으로 옮겨 주세요",
        "예약을 {Time}로 바꿔 주세요",
        "예약을 {Time}으로 바꿔 주세요",
        "예약 {Date}로 미뤄 주세요",
        "{Provider} 예약 바꿔 주세요",
        "{Provider} 예약을 바꾸고 싶어요",
        "{Provider} 예약을 {Date}로 바꿔 주세요",
        "{Provider} 예약을 {Date} {Time}로 바꿔 주세요",
        "{Provider} 예약을 {Date} {Time}으로 바꿔 주세요",
        # What people say when they change their mind half way.
        "{Date}로 바꿔 주세요",
        "{Date}으로 바꿔 주세요",
        "{Date} {Time}로 바꿔 주세요",
        "{Date} {Time}으로 바꿔 주세요",
        "{Date} {Time}으로 옮겨 주세요",
        "{Time}로 바꿔 주세요",
        "{Time}으로 바꿔 주세요",
    ],
    slots=[
        DATE,
        TIME,
        OFFERED,
        which_appointment("어느 예약을 바꿔 드릴까요?"),
        PROVIDER,
        PHONE_NUMBER,
        BIRTH_DATE,
    ],
    confirm="{Date} {Time}, 이 시간으로 예약을 바꿔 드릴까요?",
    decline=Outcome(
        say="알겠어요, 아무것도 바꾸지 않았어요.",
        then=Step(
            Action.ELICIT_SLOT,
            slot="Date",
            set_slots={"Date": None, "Time": None, "Offer": None},
        ),
    ),
)

CANCEL_APPOINTMENT = Intent(
    "CancelAppointment",
    utterances=[
        "취소",
        "취소요",
        "취소할게요",
        "취소하고 싶은데요",
        "예약 취소",
        "예약 취소해 주세요",
        "예약 취소하고 싶어요",
        "예약 취소할게요",
        "예약을 취소하려고요",
        "예약 취소 부탁드려요",
        "진료 예약 취소해 주세요",
        "진료 취소할게요",
        "예약한 거 취소해 줘",
        "못 갈 것 같아요",
        "못 가게 돼서 취소하려고요",
        "안 가도 될 것 같아요",
        "다 나아서 안 가도 돼요",
        "이제 진료가 필요 없어요",
        "{Date} 예약 취소해 주세요",
        "{Date} 예약 취소할게요",
        "{Date}에 못 가요",
        "{Date}에 못 갈 것 같아요",
        "{Provider} 예약 취소해 주세요",
        "{Provider} 예약 취소할게요",
        "{Date} {Provider} 예약 취소해 주세요",
        "{BirthDate}생 딸 예약 취소해 주세요",
        "{BirthDate}생 아들 예약 취소해 주세요",
    ],
    slots=[
        which_appointment("어느 예약을 취소할까요?"),
        Slot("Date", builtin.DATE, required=False, utterances=["{Date} 예약이요", "{Date}요"]),
        PROVIDER,
        PHONE_NUMBER,
        BIRTH_DATE,
    ],
    confirm="예약을 취소할까요?",
    decline=Outcome(
        say="알겠어요, 예약은 그대로 두었어요.",
        then=Step(Action.CLOSE_INTENT, set_attributes=FORGET_WHICH),
    ),
)

NEXT_APPOINTMENT = Intent(
    "NextAppointment",
    utterances=[
        "예약 확인",
        "예약 확인이요",
        "예약 확인해 주세요",
        "예약 확인하고 싶어요",
        "예약 조회",
        "예약이 언제예요",
        "예약이 언제였죠",
        "제 예약이 언제예요",
        "다음 예약이 언제예요",
        "다음 진료가 언제예요",
        "진료가 언제였죠",
        "예약 시간이 몇 시예요",
        "예약 몇 시였죠",
        "예약 날짜가 언제예요",
        "예약되어 있나요",
        "예약 잘 됐나요",
        "어느 선생님 예약이에요",
        "언제 가야 해요",
        "예약 시간을 잊어버렸어요",
        "제 예약 좀 봐 주세요",
        "{BirthDate}생 딸 예약이 언제예요",
        "{BirthDate}생 아들 예약이 언제예요",
    ],
    slots=[PHONE_NUMBER, BIRTH_DATE],
)

HELP = Intent(
    "Help",
    utterances=[
        "도움말",
        "도와줘",
        "도와주세요",
        "좀 도와주실래요",
        "뭐 할 수 있어",
        "여기서 뭘 할 수 있어요",
        "뭘 할 수 있어요",
        "어떻게 하는 거예요",
        "사용법 알려 주세요",
        "뭐라고 말하면 돼요",
        "어떻게 말해야 해요",
        "무슨 말을 해야 할지 모르겠어요",
        "잘 모르겠어요",
        "궁금한 게 있어요",
        "물어볼 게 있어요",
        "처음부터 다시 할게요",
        "메뉴 보여 줘",
        "안내해 주세요",
        "안녕하세요",
        "안녕",
        "누구세요",
    ],
)

GOODBYE = Intent(
    "Goodbye",
    utterances=[
        "감사합니다",
        "고맙습니다",
        "고마워요",
        "네 감사합니다",
        "수고하세요",
        "안녕히 계세요",
        "다 됐어요",
        "됐어요",
        "그게 다예요",
        "없어요",
        "더 없어요",
        "괜찮아요",
        "아니요 괜찮아요",
        "아니에요 됐어요",
        "그만",
        "그만할게요",
        "나중에 할게요",
        "다음에 할게요",
        "안 할래요",
    ],
)

KO_KR = Locale(
    LOCALE_ID,
    intents=[
        SCHEDULE_APPOINTMENT,
        CHANGE_APPOINTMENT,
        CANCEL_APPOINTMENT,
        NEXT_APPOINTMENT,
        HELP,
        GOODBYE,
    ],
)
