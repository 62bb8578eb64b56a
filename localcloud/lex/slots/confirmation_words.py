"""How people say yes, no, maybe and don't know."""

from __future__ import annotations

_ENGLISH = {
    "Don't know": """
        i don't know, don't know, dunno, i'm not sure, not sure, no idea, unsure
    """,
    "Maybe": "maybe, perhaps, possibly, probably",
    "No": """
        no, nope, nah, no thank you, no thanks, no way, not now, not really, negative, don't,
        do not, please don't, that's wrong, that's not right, that is wrong, that is not right,
        not correct, incorrect, wrong, never mind, nevermind, absolutely not, of course not,
        forget it, i changed my mind
    """,
    "Yes": """
        yes, yes please, yeah, yep, yup, ya, sure, sure thing, of course, certainly, absolutely,
        ok, okay, all right, alright, right, correct, that's right, that's correct, that is right,
        that is correct, go ahead, please do, do it, let's do it, book it, confirm, confirmed,
        sounds good, looks good, perfect, great, fine, affirmative, definitely, exactly, i do,
        it is, go for it, why not
    """,
}
_KOREAN = {
    "Don't know": """
        잘 모르겠어요, 잘 모르겠습니다, 모르겠어요, 모르겠습니다, 모르겠네요, 글쎄요, 글쎄,
        몰라요, 몰라
    """,
    "Maybe": "아마도요, 아마도, 아마요, 아마, 어쩌면",
    "No": """
        ㄴㄴ, 아니요, 아니오, 아뇨, 아닙니다, 아니에요, 아니예요, 아니야, 아니, 싫어요, 싫습니다,
        싫어, 안 할래요,
        안 해요, 안 할게요, 안 돼요, 하지 마세요, 하지 말아 주세요, 하지 마, 틀려요, 틀렸어요,
        됐어요, 됐습니다,
        괜찮습니다 안 할게요, 필요 없어요, 관둘게요, 그만둘게요, 그만할게요, 안 할래,
        다음에 할게요
    """,
    "Yes": """
        네, 넵, 네네, 예, 예예, 응, 어, 그래요, 그래, 그럼요, 맞아요, 맞습니다, 맞아, 좋아요,
        좋습니다, 좋아,
        물론이죠, 물론입니다, 물론이에요, 당연하죠, 그렇게 해 주세요, 그렇게 할게요, 그렇습니다,
        그렇게 해줘,
        부탁해요, 부탁드려요, 부탁드립니다, 부탁합니다, 진행해 주세요, 예약해 주세요,
        예약할게요, 해 주세요,
        ㅇㅇ, ㅇㅋ, 웅, 넹,
        할게요, 오케이, 확인했습니다, 확인했어요, 확인, 동의합니다, 동의해요, 진행할게요
    """,
}


def _phrases(words: dict[str, str]) -> dict[str, list[str]]:
    return {answer: [p.strip() for p in text.split(",")] for answer, text in words.items()}


ANSWERS = {False: _phrases(_ENGLISH), True: _phrases(_KOREAN)}
"""The phrases of each answer, in English (False) and Korean (True)."""

FILLERS = {
    False: [
        *("please", "thanks", "thank you", "go ahead", "that's right", "that's correct"),
        *("that's fine", "that's wrong", "that works", "i do", "i don't", "it is", "book it"),
        *("do it", "i'm sure", "sure", "perfect", "great", "cancel it", "confirm", "i am"),
    ],
    True: [
        *(
            "감사합니다",
            "고마워요",
            "그렇게",
            "진행해",
            "예약해",
            "취소해",
            "해 주세요",
            "해줘",
            "할게요",
            "부탁해요",
        ),
        *(
            "부탁드려요",
            "부탁드립니다",
            "부탁합니다",
            "맞아요",
            "맞습니다",
            "좋아요",
            "좋습니다",
            "괜찮아요",
            "괜찮습니다",
        ),
        *("하지 마세요", "안 할게요", "됐어요", "주세요", "확인했습니다"),
    ],
}
"""What may follow an answer without changing it."""
