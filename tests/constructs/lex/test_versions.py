"""A version is made when the definition changes, and only then; the alias stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Duration, Stack, Tags
from ml_refarch.lex import Bot, Intent, Locale, Slot, Voice, builtin

from tests.constructs.lex.bots import function, one_bot, resources, template_of


def locale(*, utterance: str = "Hello", **parts: Any) -> Locale:
    slots = [Slot("Nights", builtin.NUMBER, ask="How many nights?")]
    return Locale("en_US", intents=[Intent("Hello", utterances=[utterance], slots=slots)], **parts)


def template_with(
    change: Callable[[Bot], object] = lambda _: None, **settings: Any
) -> dict[str, Any]:
    """The template of a bot, after ``change`` was made to the construct."""
    stack = Stack(App(), "Test")
    change(one_bot(stack, **{"locales": [locale()], **settings}))
    return template_of(stack)


def version_of(template: dict[str, Any]) -> str:
    (logical_id,) = resources(template, "AWS::Lex::BotVersion")
    return logical_id


@pytest.fixture(scope="module")
def unchanged() -> dict[str, Any]:
    return template_with()


def override(path: str, value: Any) -> Callable[[Bot], object]:
    return lambda bot: bot.bot.add_property_override(path, value)


def test_the_same_bot_keeps_its_version(unchanged: dict[str, Any]) -> None:
    assert template_with() == unchanged


def test_the_version_is_the_same_however_often_it_is_looked_at(unchanged: dict[str, Any]) -> None:
    assert template_with(lambda bot: bot.node.find_all()) == unchanged


@pytest.mark.parametrize(
    "settings",
    [
        {"locales": [locale(utterance="Hi")]},
        {"locales": [locale(nlu_threshold=0.5)]},
        {"locales": [locale(voice=Voice("Joanna"))]},
        {"locales": [locale(), Locale("ko_KR", intents=[Intent("A", utterances=["안녕"])])]},
        {"idle_session": Duration.minutes(6)},
        {"children_directed": True},
    ],
    ids=["utterance", "threshold", "voice", "locale", "idle session", "privacy"],
)
def test_a_changed_definition_makes_a_new_version(
    settings: dict[str, Any], unchanged: dict[str, Any]
) -> None:
    assert version_of(template_with(**settings)) != version_of(unchanged)


@pytest.mark.parametrize(
    "change",
    [
        override("BotLocales.0.Intents.0.SampleUtterances.0.Utterance", "Hi"),
        override("BotLocales.0.Description", "English"),
        override("BotLocales", []),
        override("Description", "A bot"),
        lambda bot: bot.bot.add_property_deletion_override("BotLocales.0.Intents.0.Slots"),
        lambda bot: bot.bot.add_override("Properties.BotLocales.0.NluConfidenceThreshold", 0.9),
        lambda bot: setattr(bot.bot, "description", "A bot"),
    ],
)
def test_a_property_override_makes_a_new_version(
    change: Callable[[Bot], object], unchanged: dict[str, Any]
) -> None:
    assert version_of(template_with(change)) != version_of(unchanged)


def test_a_property_override_reaches_the_template_and_leaves_the_rest(
    unchanged: dict[str, Any],
) -> None:
    changed = template_with(
        override("BotLocales.0.Intents.0.SampleUtterances.1", {"Utterance": "Hi"})
    )

    (before,) = resources(unchanged, "AWS::Lex::Bot").values()
    (after,) = resources(changed, "AWS::Lex::Bot").values()
    utterances = after["Properties"]["BotLocales"][0]["Intents"][0].pop("SampleUtterances")
    assert utterances == [{"Utterance": "Hello"}, {"Utterance": "Hi"}]
    without = before["Properties"]["BotLocales"][0]["Intents"][0] | {}
    without.pop("SampleUtterances")
    assert after["Properties"]["BotLocales"][0]["Intents"][0] == without


def test_a_deletion_override_takes_a_property_out() -> None:
    template = template_with(
        lambda bot: bot.bot.add_property_deletion_override("BotLocales.0.Intents.0.Slots.0")
    )

    (bot,) = resources(template, "AWS::Lex::Bot").values()
    assert bot["Properties"]["BotLocales"][0]["Intents"][0]["Slots"] == []


def test_an_override_past_the_end_of_a_list_is_refused() -> None:
    with pytest.raises(RuntimeError, match="7 is no index of a list of 1"):
        template_with(override("BotLocales.7.Description", "English"))


@pytest.mark.parametrize(
    "change",
    [
        lambda bot: Tags.of(bot).add("team", "hotel"),
        override("AutoBuildBotLocales", True),
        override("TestBotAliasSettings.Description", "Try it"),
        lambda bot: bot.bot.add_override("DeletionPolicy", "Retain"),
        lambda bot: bot.alias.add_property_override("Description", "Live"),
    ],
    ids=["tags", "build", "test alias", "policy", "alias"],
)
def test_what_a_version_does_not_keep_makes_no_new_one(
    change: Callable[[Bot], object], unchanged: dict[str, Any]
) -> None:
    changed = template_with(change)

    assert version_of(changed) == version_of(unchanged)


def test_another_function_makes_no_new_version() -> None:
    versions = set()
    for name in ("One", "Two"):
        stack = Stack(App(), "Test")
        one_bot(stack, locales=[locale()], code_hook=function(stack, name))
        versions.add(version_of(template_of(stack)))

    assert len(versions) == 1


def test_a_value_known_at_deploy_only_counts_by_its_reference() -> None:
    def bot_said(parameter: str) -> str:
        stack = Stack(App(), "Test")
        bot = one_bot(stack, locales=[locale()])
        value = CfnParameter(stack, parameter).value_as_string
        bot.bot.add_property_override("BotLocales.0.Description", value)
        return version_of(template_of(stack))

    assert bot_said("Words") == bot_said("Words")
    assert bot_said("Words") != bot_said("Others")


def test_the_alias_keeps_its_id_and_points_to_the_version_that_is_there(
    unchanged: dict[str, Any],
) -> None:
    changed = template_with(locales=[locale(utterance="Hi")])

    for template in (unchanged, changed):
        ((alias_id, alias),) = resources(template, "AWS::Lex::BotAlias").items()
        assert alias_id == next(iter(resources(unchanged, "AWS::Lex::BotAlias")))
        assert alias["Properties"]["BotVersion"] == {
            "Fn::GetAtt": [version_of(template), "BotVersion"]
        }


def test_the_version_before_is_deleted_only_after_the_alias_has_left_it(
    unchanged: dict[str, Any],
) -> None:
    (version,) = resources(unchanged, "AWS::Lex::BotVersion").values()
    (alias,) = resources(unchanged, "AWS::Lex::BotAlias").values()

    # CloudFormation deletes what a template no longer has when all updates are done; the alias,
    # updated in place, refers to the new version by then. A retained one would count to the 100.
    assert "DeletionPolicy" not in version
    assert "BotVersion" in alias["Properties"]


def test_a_version_has_every_locale_of_the_draft(hotel: dict[str, Any]) -> None:
    first = next(iter(resources(hotel, "AWS::Lex::BotVersion").values()))

    assert first["Properties"]["BotVersionLocaleSpecification"] == [
        {"LocaleId": locale_id, "BotVersionLocaleDetails": {"SourceBotVersion": "DRAFT"}}
        for locale_id in ("en_US", "ko_KR")
    ]
