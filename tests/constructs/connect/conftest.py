"""The stacks that these tests look at: synthesised once, in one app."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from ml_refarch.connect import ContactCenter, Flow, OpeningHours, closed_on, open_on
from ml_refarch.foundation import PythonFunction, Violation, violations
from ml_refarch.lex import Bot, Intent, Locale

INSTANCE = "arn:aws:connect:us-east-1:111122223333:instance/01234567-89ab-cdef-0123-456789abcdef"
NUMBER = "arn:aws:connect:us-east-1:111122223333:phone-number/89abcdef-0123-4567-89ab-cdef01234567"

MOVE = Intent("Move", utterances=["move it"], dialog_hook=False, fulfillment_hook=False)
HOURS = OpeningHours(
    "Asia/Seoul",
    exceptions=[
        closed_on("2026-12-25", name="Christmas"),
        open_on("2026-12-24", "09:00-12:00", name="Christmas Eve"),
    ],
)


class Everything(Stack):
    """A stack with a contact centre that has a bot, two functions, a flow and maybe a number."""

    def __init__(
        self,
        scope: App,
        construct_id: str,
        *,
        source: Path,
        instance: str | None = None,
        number: bool = False,
        number_arn: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
        second_function: bool = True,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bot = Bot(self, "Bot", locales=[Locale("en_US", intents=[MOVE])])
        self.lookup = PythonFunction(self, "Lookup", source=source).function
        self.center = ContactCenter(
            self, "Center", instance=instance, hours=HOURS, removal_policy=removal_policy
        )
        self.center.associate_bot(self.bot)
        self.center.associate_function(self.lookup)
        self.flow = self.center.publish(self.inbound())
        if second_function:
            self.center.associate_function(PythonFunction(self, "Later", source=source).function)
        if number or number_arn:
            self.center.phone_number(self.flow, arn=number_arn)

    def inbound(self) -> Flow:
        """A flow that calls everything the centre has."""
        flow = Flow("Inbound")
        flow.set_queue(
            "Queue", queue=self.center.queue.attr_queue_arn, then="Lookup", on_error="Bye"
        )
        flow.invoke("Lookup", function=self.lookup.function_arn, then="Ask", on_error="Bye")
        flow.ask_lex(
            "Ask",
            bot=self.bot.alias_arn,
            text="When?",
            intents={"Move": "Bye"},
            otherwise="Wait",
            on_timeout="Wait",
            on_error="Bye",
        )
        flow.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
        flow.hang_up("Bye")
        return flow


@dataclass(frozen=True)
class Synthesised:
    """A stack, its template and what cdk-nag says of it."""

    stack: Everything
    path: Path
    body: dict[str, Any]
    violations: list[Violation]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The resources of a type by their logical ids."""
        return {name: each for name, each in self.body["Resources"].items() if each["Type"] == kind}

    def one(self, kind: str) -> dict[str, Any]:
        """The only resource of a type."""
        (found,) = self.of_type(kind).values()
        return found

    def waits_for(self, name: str) -> set[str]:
        """The logical ids that a resource comes after, by all that it refers to."""
        found: set[str] = set()
        ahead = [name]
        while ahead:
            for other in _references(self.body["Resources"][ahead.pop()]):
                if other in self.body["Resources"] and other not in found:
                    found.add(other)
                    ahead.append(other)
        return found


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _references(one)]
    if not isinstance(value, dict):
        return []
    found: list[str] = []
    for key, one in value.items():
        if key == "Ref":
            found.append(one)
        elif key == "Fn::GetAtt":
            found.append(one[0])
        elif key == "DependsOn":
            found += [one] if isinstance(one, str) else one
        else:
            found += _references(one)
    return found


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a handler."""
    folder = tmp_path_factory.mktemp("lookup")
    (folder / "handler.py").write_text("def handle(event, context): return {}\n")
    return folder


@pytest.fixture(scope="session")
def synthesised(source: Path) -> dict[str, Synthesised]:
    """Stacks that differ in one thing each."""
    app = App()
    stacks = {
        "created": Everything(app, "Created", source=source),
        "imported": Everything(
            app, "Imported", source=source, instance=INSTANCE, number_arn=NUMBER
        ),
        "numbered": Everything(app, "Numbered", source=source, number=True),
        "disposable": Everything(
            app,
            "Disposable",
            source=source,
            number=True,
            removal_policy=RemovalPolicy.DESTROY,
        ),
        "fewer": Everything(app, "Fewer", source=source, second_function=False),
    }
    found = {name: violations(stack) for name, stack in stacks.items()}
    folder = Path(app.synth().directory)
    paths = {name: folder / stack.template_file for name, stack in stacks.items()}
    return {
        name: Synthesised(
            stack=stack,
            path=paths[name],
            body=json.loads(paths[name].read_text()),
            violations=found[name],
        )
        for name, stack in stacks.items()
    }


@pytest.fixture(scope="session")
def created(synthesised: dict[str, Synthesised]) -> Synthesised:
    """With an instance of its own."""
    return synthesised["created"]


@pytest.fixture(scope="session")
def imported(synthesised: dict[str, Synthesised]) -> Synthesised:
    """In an instance, and with a number, that were there."""
    return synthesised["imported"]


@pytest.fixture(scope="session")
def numbered(synthesised: dict[str, Synthesised]) -> Synthesised:
    """With a number that it claims."""
    return synthesised["numbered"]


@pytest.fixture(scope="session")
def disposable(synthesised: dict[str, Synthesised]) -> Synthesised:
    """Whose data goes with it."""
    return synthesised["disposable"]
