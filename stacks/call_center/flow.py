"""The call, from the greeting to the goodbye; on the phone and in a chat.

Every block that can fail leads on: to the queue, with what is known as contact attributes, or,
where the queue itself fails, to an apology. A function or a bot that does not answer is no reason
to lose a caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from ml_refarch.connect import Flow, attr

from stacks.call_center.announcements import ENGLISH, KOREAN, Announcements

NAME = "Reschedule an appointment"
TRIES = 3
"""How often a date of birth may be wrong."""

CHAT_SECONDS = 300
"""How long a silent chat is kept."""


@dataclass(frozen=True)
class Parties:
    """What the call reaches out to, each by its ARN.

    Args:
        callers: The function that knows callers: ``lambda/call_center``.
        verification: The alias of the bot that hears dates of birth.
        appointments: The alias of the bot that moves appointments.
        queue: Where people answer.
        hours: When they do.
    """

    callers: str
    verification: str
    appointments: str
    queue: str
    hours: str


class Reason:
    """Why a contact waits for a person: the contact attribute ``reason``."""

    AGENT = "agent"
    UNKNOWN_CALLER = "unknown_caller"
    NOT_VERIFIED = "not_verified"
    NO_APPOINTMENT = "no_appointment"
    MISUNDERSTOOD = "misunderstood"
    ERROR = "error"


def reschedule(parties: Parties) -> Flow:
    """The flow of the call centre."""
    flow = Flow(NAME, description="Moves a caller's appointment, or finds a person who does")
    flow.log("Log", then="Record")
    flow.record("Record", then="Language known?")
    flow.compare(
        "Language known?",
        attr.attribute("language"),
        cases={words.language: _(words, "language") for words in (ENGLISH, KOREAN)},
        otherwise="Chat?",
    )
    flow.compare(
        "Chat?",
        attr.contact("Channel"),
        cases={"CHAT": _(ENGLISH, "language")},
        otherwise="English voice",
    )
    flow.set_voice("English voice", voice=ENGLISH.voice, then="Welcome", on_error="Welcome")
    flow.say("Welcome", text=ENGLISH.choose, then="Korean voice", on_error="Korean voice")
    flow.set_voice("Korean voice", voice=KOREAN.voice, then="Which?", on_error="Which?")
    english, korean = _(ENGLISH, "language"), _(KOREAN, "language")
    flow.menu(
        "Which?",
        text=KOREAN.choose,
        keys={"1": english, "2": korean},
        on_timeout=english,
        otherwise=english,
        on_error=english,
    )
    for words in (ENGLISH, KOREAN):
        _begin(flow, words, parties)
        _verify(flow, words, parties)
        _move(flow, words, parties)
        _to_a_person(flow, words, parties)
    flow.hang_up("Hang up")
    return flow


def _(words: Announcements, block: str) -> str:
    """The name of a block in one language."""
    return f"{words.mark} {block}"


def _begin(flow: Flow, words: Announcements, parties: Parties) -> None:
    """Sets the language, minds the hours, looks the caller up."""
    failed = _(words, "failed")
    flow.set_language(_(words, "language"), words.language, then=_(words, "voice"), on_error=failed)
    flow.set_voice(
        _(words, "voice"), voice=words.voice, then=_(words, "noted"), on_error=_(words, "noted")
    )
    flow.set_attributes(
        _(words, "noted"),
        {"language": words.language},
        then=_(words, "open?"),
        on_error=_(words, "open?"),
    )
    flow.check_hours(
        _(words, "open?"),
        hours=parties.hours,
        open=_(words, "look up"),
        closed=_(words, "closed"),
        on_error=failed,
    )
    flow.say(_(words, "closed"), text=words.closed, then="Hang up", on_error="Hang up")
    flow.invoke(
        _(words, "look up"),
        function=parties.callers,
        inputs={"action": "lookUp"},
        then=_(words, "found?"),
        on_error=failed,
    )
    flow.compare(
        _(words, "found?"),
        attr.external("found"),
        cases={"true": _(words, "discreet")},
        otherwise=_(words, "unknown"),
    )


def _verify(flow: Flow, words: Announcements, parties: Parties) -> None:
    """Asks for the date of birth, by keys and then in words; three times at the most."""
    ask, failed = _(words, "say birth date"), _(words, "failed")
    flow.log(_(words, "discreet"), enabled=False, then=_(words, "tries"))
    flow.loop(
        _(words, "tries"),
        times=TRIES,
        again=_(words, "key birth date"),
        done=_(words, "not verified"),
    )
    flow.collect(
        _(words, "key birth date"),
        text=words.key_birth_date,
        digits=8,
        seconds=6,
        then=_(words, "keyed?"),
        on_error=ask,  # a chat has no keys
    )
    flow.compare(
        _(words, "keyed?"),
        attr.stored_input(),
        cases={"Timeout": ask, "0": _(words, "wants agent")},
        otherwise=_(words, "check keyed"),
    )
    flow.ask_lex(
        ask,
        bot=parties.verification,
        text=words.say_birth_date,
        session={"asked": "birth_date"},
        chat_timeout_seconds=CHAT_SECONDS,
        intents={"TellBirthDate": _(words, "check said"), "Agent": _(words, "wants agent")},
        on_timeout=_(words, "silent"),
        otherwise=_(words, "misunderstood"),
        on_error=failed,
    )
    for block, born in (
        ("check keyed", attr.stored_input()),
        ("check said", attr.lex_slot("BirthDate")),
    ):
        flow.invoke(
            _(words, block),
            function=parties.callers,
            inputs={"action": "verify", "birthDate": born},
            then=_(words, "right?"),
            on_error=failed,
        )
    flow.compare(
        _(words, "right?"),
        attr.external("verified"),
        cases={"true": _(words, "known")},
        otherwise=_(words, "wrong"),
    )
    flow.say(
        _(words, "wrong"),
        text=words.wrong_birth_date,
        then=_(words, "tries"),
        on_error=failed,
    )


def _move(flow: Flow, words: Announcements, parties: Parties) -> None:
    """Notes who calls, has the bot move the appointment, asks for more, says goodbye."""
    failed, wants_agent = _(words, "failed"), _(words, "wants agent")
    flow.set_attributes(
        _(words, "known"),
        {
            "verified": "true",
            "personId": attr.external("personId"),
            "name": attr.external("name"),
        },
        then=_(words, "aloud"),
        on_error=failed,
    )
    flow.log(_(words, "aloud"), then=_(words, "expected?"))
    flow.compare(
        _(words, "expected?"),
        attr.external("hasAppointment"),
        cases={"true": _(words, "appointment")},
        otherwise=_(words, "no appointment"),
    )
    flow.set_attributes(
        _(words, "appointment"),
        {
            "reference": attr.external("reference"),
            "provider": attr.external("provider"),
            "appointmentTime": attr.external("when"),
        },
        then=_(words, "new time"),
        on_error=failed,
    )
    for block, text, asked, done in (
        ("new time", words.new_time, "new_time", "kept"),
        ("anything else", words.anything_else, "anything_else", "goodbye"),
    ):
        flow.ask_lex(
            _(words, block),
            bot=parties.appointments,
            text=text,
            session={
                "asked": asked,
                "personId": attr.attribute("personId"),
                "reference": attr.attribute("reference"),
            },
            chat_timeout_seconds=CHAT_SECONDS,
            intents={
                "MoveAppointment": _(words, "moved?"),
                "Done": _(words, done),
                "Agent": wants_agent,
            },
            on_timeout=_(words, "silent"),
            otherwise=_(words, "misunderstood"),
            on_error=failed,
        )
    flow.compare(
        _(words, "moved?"),
        attr.lex_session("outcome"),
        cases={"moved": _(words, "moved")},
        otherwise=_(words, "misunderstood"),
    )
    flow.set_attributes(
        _(words, "moved"),
        {"moved": "true"},
        then=_(words, "anything else"),
        on_error=_(words, "anything else"),
    )
    flow.say(_(words, "kept"), text=words.kept, then=_(words, "anything else"), on_error=failed)
    flow.say(_(words, "goodbye"), text=words.goodbye, then="Hang up", on_error="Hang up")
    flow.say(_(words, "silent"), text=words.silent, then="Hang up", on_error="Hang up")


def _to_a_person(flow: Flow, words: Announcements, parties: Parties) -> None:
    """Notes why, says so and waits in the queue; with an apology where there is no queue."""
    queue, sorry = _(words, "queue"), _(words, "sorry")
    for block, reason, text in (
        ("wants agent", Reason.AGENT, None),
        ("unknown", Reason.UNKNOWN_CALLER, words.unknown),
        ("not verified", Reason.NOT_VERIFIED, words.not_verified),
        ("no appointment", Reason.NO_APPOINTMENT, words.no_appointment),
        ("misunderstood", Reason.MISUNDERSTOOD, None),
        ("failed", Reason.ERROR, None),
    ):
        said = _(words, f"{block} - said") if text else queue
        flow.set_attributes(_(words, block), {"reason": reason}, then=said, on_error=said)
        if text:
            flow.say(said, text=text, then=queue, on_error=queue)
    flow.set_queue(queue, queue=parties.queue, then=_(words, "queue log"), on_error=sorry)
    flow.log(_(words, "queue log"), then=_(words, "connecting"))
    flow.say(
        _(words, "connecting"),
        text=words.connecting,
        then=_(words, "wait"),
        on_error=_(words, "wait"),
    )
    flow.transfer_to_queue(_(words, "wait"), on_full=_(words, "full"), on_error=sorry)
    flow.say(_(words, "full"), text=words.full, then="Hang up", on_error="Hang up")
    flow.say(sorry, text=words.sorry, then="Hang up", on_error="Hang up")
