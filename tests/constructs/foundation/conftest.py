"""The stacks that the foundation's tests look at: synthesised once, in one app."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Environment, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template
from ml_refarch.foundation import (
    EffectsLog,
    Monitoring,
    Notifications,
    PythonFunction,
    PythonLayer,
    Settings,
    StreamNotifier,
    changes_of,
)


class Everything(Stack):
    """A stack with each construct of the foundation in it."""

    def __init__(
        self,
        scope: App,
        construct_id: str,
        *,
        source: Path,
        layer: Path,
        with_key: bool = False,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
        env: Environment | None = None,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        self.key = kms.Key(self, "Key", enable_key_rotation=True) if with_key else None
        self.table = dynamodb.Table(
            self,
            "Bookings",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption_key=self.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
        )
        self.notifications = Notifications(
            self,
            "Notifications",
            alarm_email="staff@example.com",
            origination_number="+12065550100",
            encryption_key=self.key,
        )
        self.dead_letters = sqs.Queue(self, "AsyncDeadLetters", enforce_ssl=True)
        self.function = PythonFunction(
            self,
            "Tell",
            source=source,
            layers=[PythonLayer(self, "Shared", source=layer).layer],
            powertools=True,
            reserved_concurrency=5,
            encryption_key=self.key,
            alarm_topic=self.notifications.staff_topic,
            removal_policy=removal_policy,
        )
        self.notifications.give_to(self.function.function)
        self.effects = EffectsLog(
            self, "Effects", encryption_key=self.key, removal_policy=removal_policy
        )
        self.effects.give_to(self.function.function)
        self.notifier = StreamNotifier(
            self,
            "Notifier",
            table=self.table,
            function=self.function.function,
            filters=[changes_of("BOOKING")],
            encryption_key=self.key,
            alarm_topic=self.notifications.staff_topic,
            removal_policy=removal_policy,
        )
        self.monitoring = (
            Monitoring(
                self,
                "Monitoring",
                alarms=[self.function.errors_alarm, *self.notifier.alarms],
                alarm_topic=self.notifications.staff_topic,
            )
            .watch_function("Tell", self.function)
            .watch_table("Bookings", self.table)
            .watch_notifier("Notifier", self.notifier)
            .watch_topic("Staff", self.notifications.staff_topic)
            .graph("Texts", self.notifications.metric_undelivered_texts())
        )
        Settings(tags={"team": "bots"}).tag(self)


@dataclass(frozen=True)
class Synthesised:
    """A stack, and its template in two forms."""

    stack: Everything
    template: Template
    body: dict[str, Any]

    def of_type(self, resource_type: str) -> dict[str, dict[str, Any]]:
        """The resources of a type by their logical ids."""
        return {
            name: resource
            for name, resource in self.body["Resources"].items()
            if resource["Type"] == resource_type
        }

    def the(self, resource_type: str, logical_id: str) -> dict[str, Any]:
        """The one resource of a type whose logical id starts so."""
        (found,) = (
            each
            for name, each in self.of_type(resource_type).items()
            if name.startswith(logical_id)
        )
        return found


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a handler."""
    folder = tmp_path_factory.mktemp("function")
    (folder / "handler.py").write_text("def handle(event, context): return event\n")
    return folder


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a layer."""
    folder = tmp_path_factory.mktemp("layer")
    (folder / "python" / "shared").mkdir(parents=True)
    (folder / "python" / "shared" / "__init__.py").write_text("ANSWER = 42\n")
    return folder


@pytest.fixture(scope="session")
def synthesised(source: Path, layer: Path) -> dict[str, Synthesised]:
    """Stacks that differ in one thing each: plain, with a key, disposable, in a known region."""
    app = App()
    stacks = {
        "plain": Everything(app, "Plain", source=source, layer=layer),
        "keyed": Everything(app, "Keyed", source=source, layer=layer, with_key=True),
        "disposable": Everything(
            app, "Disposable", source=source, layer=layer, removal_policy=RemovalPolicy.DESTROY
        ),
    }
    assembly = app.synth()
    bodies = {
        name: json.loads(Path(assembly.directory, stack.template_file).read_text())
        for name, stack in stacks.items()
    }
    return {
        name: Synthesised(stack=stack, template=Template.from_json(bodies[name]), body=bodies[name])
        for name, stack in stacks.items()
    }


@pytest.fixture(scope="session")
def plain(synthesised: dict[str, Synthesised]) -> Synthesised:
    """With no region, no account and no key of its own."""
    return synthesised["plain"]


@pytest.fixture(scope="session")
def keyed(synthesised: dict[str, Synthesised]) -> Synthesised:
    """Encrypted with a key of its own throughout."""
    return synthesised["keyed"]


@pytest.fixture(scope="session")
def disposable(synthesised: dict[str, Synthesised]) -> Synthesised:
    """Whose data goes with it."""
    return synthesised["disposable"]
