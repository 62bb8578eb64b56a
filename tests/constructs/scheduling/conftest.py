"""Stacks with a book, reminders and answers to them: synthesised once, plain and with a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template
from ml_refarch.foundation import Notifications
from ml_refarch.scheduling import AppointmentBook, Reminders, TextReplies


class Clinic(Stack):
    """A stack with each construct of the domain, and three who may do something to the book."""

    def __init__(self, *, keyed: bool, removal_policy: RemovalPolicy) -> None:
        super().__init__(App(), "Clinic")
        self.key = kms.Key(self, "Key", enable_key_rotation=True) if keyed else None
        self.notifications = Notifications(
            self, "Notifications", origination_number="+12065550100", encryption_key=self.key
        )
        self.book = AppointmentBook(
            self,
            "Book",
            notifications=self.notifications,
            encryption_key=self.key,
            removal_policy=removal_policy,
        )
        self.reminders = Reminders(
            self,
            "Reminders",
            book=self.book,
            notifications=self.notifications,
            removal_policy=removal_policy,
        )
        self.replies = TextReplies(
            self,
            "Replies",
            reminders=self.reminders,
            notifications=self.notifications,
            removal_policy=removal_policy,
        )
        for name, grant in (
            ("Reader", self.book.grant_read),
            ("Identifier", self.book.grant_identify),
            ("Changer", self.book.grant_change),
        ):
            grant(iam.Role(self, name, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")))


@dataclass(frozen=True)
class Synthesised:
    """A stack and its template."""

    stack: Clinic
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

    def environment(self, logical_id: str) -> dict[str, Any]:
        """The variables of the function whose logical id starts so."""
        function = self.the("AWS::Lambda::Function", logical_id)
        variables: dict[str, Any] = function["Properties"]["Environment"]["Variables"]
        return variables

    def rights(self, role: str, *, of: str = "") -> Iterator[dict[str, Any]]:
        """The statements of a role, inline and beside it, with an action that starts so."""
        documents = [
            policy["Properties"]["PolicyDocument"]
            for name, policy in self.of_type("AWS::IAM::Policy").items()
            if name.startswith(role)
        ]
        for name, found in self.of_type("AWS::IAM::Role").items():
            if name.startswith(role):
                documents += [
                    policy["PolicyDocument"] for policy in found["Properties"].get("Policies", [])
                ]
        for document in documents:
            for statement in document["Statement"]:
                if any(action.startswith(of) for action in listed(statement["Action"])):
                    yield statement

    def actions(self, role: str, *, of: str = "") -> set[str]:
        """What a role may do, of the actions that start so."""
        return {
            action
            for statement in self.rights(role, of=of)
            for action in listed(statement["Action"])
            if action.startswith(of)
        }


def listed(value: Any) -> list[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list) else [value]


def synthesised(
    *, keyed: bool, removal_policy: RemovalPolicy = RemovalPolicy.RETAIN
) -> Synthesised:
    stack = Clinic(keyed=keyed, removal_policy=removal_policy)
    return Synthesised(stack, dict(Template.from_stack(stack).to_json()))


@pytest.fixture(scope="session")
def plain() -> Synthesised:
    """With no key of its own."""
    return synthesised(keyed=False)


@pytest.fixture(scope="session")
def keyed() -> Synthesised:
    """Encrypted with a key of its own throughout."""
    return synthesised(keyed=True)


@pytest.fixture(scope="session")
def disposable() -> Synthesised:
    """Whose data goes with it."""
    return synthesised(keyed=False, removal_policy=RemovalPolicy.DESTROY)
