"""The bots that dialogues are played with, each in a world of its own kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol

from ml_refarch.lex import Locale

from stacks.hotel_booking.conversation import LOCALES as HOTEL_LOCALES
from stacks.patient_scheduling.conversation import LOCALES as CLINIC_LOCALES
from tests.conversations.clinic import loading as clinic
from tests.conversations.clinic.dialogue import ClinicBefore
from tests.conversations.clinic.world import Clinic
from tests.conversations.dialogue import Given, Happening, Outcome
from tests.conversations.hotel import loading as hotel
from tests.conversations.hotel.dialogue import HotelBefore
from tests.conversations.hotel.world import Hotel
from tests.conversations.table import Table
from tests.conversations.yaml_node import YamlNode

Modules = Mapping[str, ModuleType]
Clock = Callable[[], datetime]


class World(Protocol):
    """What there is beside the conversation; each bot takes and tells its own kinds of it."""

    def open(self, given: Any, *, locale: str) -> None:
        """The world before the first turn, and nothing else in it."""

    def happen(self, what: Any) -> None:
        """Others do something."""

    def mismatches(self, then: Any) -> list[str]:
        """Each way in which the world is not what was expected, as a sentence."""


@dataclass(frozen=True)
class TestedBot:
    """A bot with its function and its world.

    Args:
        name: Of the function's folder in ``lambda/``, and of the dialogues' folder.
        locales: What it understands.
        open_world: Makes its world in a table, with the function's modules.
        go_by: Lets the function go by a clock.
    XX"""

    __test__ = False

    name: str
    locales: Sequence[Locale] = field(hash=False)
    open_world: Callable[[Table, Modules, Clock], World]
    go_by: Callable[[Modules, Clock, str], None]
    before: type[Given]
    read_given: Callable[[YamlNode], Given]
    read_happening: Callable[[YamlNode], Happening]
    read_then: Callable[[YamlNode], Outcome]


def _hotel_goes_by(modules: Modules, clock: Clock, table_name: str) -> None:  # noqa: ARG001 - as each
    modules["handler"].desk.bookings.clock = clock


def _clinic_goes_by(modules: Modules, clock: Clock, table_name: str) -> None:
    handler: Any = modules["handler"]
    handler.desk = handler.open_desk(handler.TableSettings(table_name), clock=clock)


HOTEL = TestedBot(
    name="hotel_booking",
    locales=HOTEL_LOCALES,
    open_world=lambda table, modules, _: Hotel(table=table, function=modules),
    go_by=_hotel_goes_by,
    before=HotelBefore,
    read_given=hotel.read_given,
    read_happening=hotel.read_happening,
    read_then=hotel.read_then,
)

CLINIC = TestedBot(
    name="patient_scheduling",
    locales=CLINIC_LOCALES,
    open_world=lambda table, modules, clock: Clinic(table=table, function=modules, clock=clock),
    go_by=_clinic_goes_by,
    before=ClinicBefore,
    read_given=clinic.read_given,
    read_happening=clinic.read_happening,
    read_then=clinic.read_then,
)

BOTS: Mapping[str, TestedBot] = {each.name: each for each in (HOTEL, CLINIC)}
