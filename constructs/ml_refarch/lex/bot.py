"""The bot, deployed: its resource, a version that follows its definition and one fixed alias."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration, Names, RemovalPolicy, Token
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lex as lex
from aws_cdk import aws_logs as logs
from constructs import Construct

from ml_refarch.lex import cloudformation, limits
from ml_refarch.lex.bot_role import bot_role
from ml_refarch.lex.build_order import BuildOrder
from ml_refarch.lex.code_hooks import (
    CodeHook,
    alias_locale_settings,
    hooks_by_locale,
    let_lex_invoke,
)
from ml_refarch.lex.conversation_log import ConversationLog
from ml_refarch.lex.locales import Locale
from ml_refarch.lex.metrics import BotMetrics, Figure
from ml_refarch.lex.versioned_bot import VersionedBot, versioned_logical_id

_CONVERSE = ("lex:RecognizeText", "lex:PutSession", "lex:GetSession", "lex:DeleteSession")


class Bot(Construct):
    """An Amazon Lex V2 bot, built, versioned and ready to be talked to through one alias.

    ```python
    bot = Bot(self, "Bot", locales=[ENGLISH, KOREAN], code_hook=function)
    bot.grant_converse(website)
    ```

    When the definition changes, the next deploy makes a new version of the bot and points the
    alias to it; when it does not, nothing is built. CloudFormation deletes the version before once
    the alias has left it, so that the 100 versions Lex allows are never used up. The alias itself,
    its id and its ARN stay: callers may keep them.

    The function is told by the event which bot and alias calls it; its environment must not refer
    to the bot, since the bot already refers to the function.

    Args:
        locales: The bot in each language; at least one, each once.
        code_hook: The function that validates and fulfils, for all locales or by locale id.
            ``None`` for a bot that does without.
        bot_name: 1 to 100 letters, digits, single hyphens and underscores, unique in account and
            region; made from the construct's path when not given.
        alias_name: Of the one alias, by the same rule.
        description: At most 2000 characters.
        idle_session: How long Lex remembers a silent conversation: 1 minute to 24 hours.
        conversation_logs: Whether what is said is kept in CloudWatch Logs, obfuscated slots left
            out.
        log_retention: How long it is kept.
        encryption_key: Encrypts the logs, and is told to let CloudWatch Logs use it; with none, a
            key is made, which AWS bills by the month.
        removal_policy: What happens to the logs and their key when the stack goes.
        children_directed: Whether the bot is for children under 13 in the sense of COPPA.

    Attributes:
        bot: The ``AWS::Lex::Bot``. Property overrides on it count as a change of the definition:
            ``bot.bot.add_property_override("BotLocales.0.Description", "...")``. Its attribute
            ``bot_locales`` is empty, since the locales are written to the template as they are.
        version: The ``AWS::Lex::BotVersion`` of the present definition.
        alias: The ``AWS::Lex::BotAlias``.
        role: What Lex acts as: it writes the logs and, with a voice, speaks.
        log_group: Where conversations are logged, if they are.
        metrics: The bot's figures, for any metric that has no method here.
        locale_ids: The locales it has, in their order.

    Raises:
        ValueError: A name, a duration or the set of locales is not one Lex takes, an intent wants a
            function and there is none, or ``code_hook`` names a locale that the bot lacks.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/what-is.html
    """

    bot: lex.CfnBot
    version: lex.CfnBotVersion
    alias: lex.CfnBotAlias
    role: iam.Role
    log_group: logs.LogGroup | None
    metrics: BotMetrics
    locale_ids: tuple[str, ...]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        locales: Sequence[Locale],
        code_hook: CodeHook | None = None,
        bot_name: str | None = None,
        alias_name: str = "live",
        description: str | None = None,
        idle_session: Duration | None = None,
        conversation_logs: bool = True,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
        children_directed: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        self.locale_ids = _locale_ids(locales)
        hooks = hooks_by_locale(code_hook, self.locale_ids)
        idle = idle_session or Duration.minutes(5)
        limits.check_range("idle_session, seconds", idle.to_seconds(), limits.IDLE_SESSION_SECONDS)
        limits.check_name("alias_name", alias_name)
        if description is not None:
            limits.check_text("description", description, limits.DESCRIPTION_LENGTH)
        name = bot_name or Names.unique_resource_name(self, max_length=100, separator="-")
        if not Token.is_unresolved(name):
            limits.check_name("bot_name", name)

        self.role = bot_role(self, speaks=any(locale.voice for locale in locales))
        log = (
            ConversationLog(
                self,
                "Conversations",
                writer=self.role,
                retention=log_retention,
                encryption_key=encryption_key,
                removal_policy=removal_policy,
            )
            if conversation_logs
            else None
        )
        self.log_group = log.log_group if log else None

        alias_locales = alias_locale_settings(self.locale_ids, hooks)
        definition = VersionedBot(
            self,
            "Resource",
            name=name,
            description=description,
            role_arn=self.role.role_arn,
            data_privacy={"ChildDirected": children_directed},
            idle_session_ttl_in_seconds=idle.to_seconds(),
            auto_build_bot_locales=True,
            locales=[
                cloudformation.locale(locale, hooks=locale.locale_id in hooks) for locale in locales
            ],
            test_bot_alias_settings=lex.CfnBot.TestBotAliasSettingsProperty(
                bot_alias_locale_settings=alias_locales
            ),
        )
        self.bot = definition
        self.version = lex.CfnBotVersion(
            self,
            "Version",
            bot_id=self.bot_id,
            bot_version_locale_specification=[
                lex.CfnBotVersion.BotVersionLocaleSpecificationProperty(
                    locale_id=locale_id,
                    bot_version_locale_details=lex.CfnBotVersion.BotVersionLocaleDetailsProperty(
                        source_bot_version="DRAFT"
                    ),
                )
                for locale_id in self.locale_ids
            ],
        )
        self.version.override_logical_id(versioned_logical_id(self.version, definition))
        self.alias = lex.CfnBotAlias(
            self,
            "Alias",
            bot_id=self.bot_id,
            bot_alias_name=alias_name,
            bot_version=self.version.attr_bot_version,
            bot_alias_locale_settings=alias_locales,
            conversation_log_settings=log.alias_settings if log else None,
        )
        # The role may write the logs before the alias makes Lex try to.
        self.alias.node.add_dependency(self.role)
        for permission in let_lex_invoke(self, hooks, bot_id=self.bot_id):
            self.alias.node.add_dependency(permission)
        self.metrics = BotMetrics(self.bot_id, self.alias_id, self.locale_ids)
        BuildOrder.of(self).append(first=self.bot, last=self.alias)

    @property
    def bot_id(self) -> str:
        """The id of the bot, ten letters and digits."""
        return self.bot.attr_id

    @property
    def alias_id(self) -> str:
        """The id of the alias, ten letters and digits: what a client talks to, with ``bot_id``."""
        return self.alias.attr_bot_alias_id

    @property
    def alias_arn(self) -> str:
        """The ARN of the alias, the same for as long as the bot lives."""
        return self.alias.attr_arn

    def grant_converse(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let ``grantee`` talk to the bot in text and read and change the session, nothing else."""
        return iam.Grant.add_to_principal(
            grantee=grantee, actions=list(_CONVERSE), resource_arns=[self.alias_arn]
        )

    def metric_requests(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Texts sent to the bot, of one locale or of all."""
        return self.metrics.metric("RuntimeRequestCount", locale_id=locale_id, period=period)

    def metric_missed_utterances(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Texts that no intent understood, of one locale or of all."""
        return self.metrics.metric("MissedUtteranceCount", locale_id=locale_id, period=period)

    def metric_latency(
        self,
        *,
        locale_id: str | None = None,
        statistic: str = "p95",
        period: Duration | None = None,
    ) -> Figure:
        """Milliseconds from a text to its answer, with the function's part of them.

        Of several locales it is the slowest.
        """
        return self.metrics.metric(
            "RuntimeSuccessfulRequestLatency",
            locale_id=locale_id,
            statistic=statistic,
            period=period,
        )

    def metric_function_errors(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Calls of the function that raised, timed out or were refused."""
        return self.metrics.metric("RuntimeLambdaErrors", locale_id=locale_id, period=period)

    def metric_invalid_function_responses(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Answers of the function that Lex could not use."""
        return self.metrics.metric(
            "RuntimeInvalidLambdaResponses", locale_id=locale_id, period=period
        )

    def metric_system_errors(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Requests that failed inside Lex."""
        return self.metrics.metric("RuntimeSystemErrors", locale_id=locale_id, period=period)

    def metric_throttles(
        self, *, locale_id: str | None = None, period: Duration | None = None
    ) -> Figure:
        """Requests that Lex refused because there were too many."""
        return self.metrics.metric("RuntimeThrottledEvents", locale_id=locale_id, period=period)


def _locale_ids(locales: Sequence[Locale]) -> tuple[str, ...]:
    if not locales:
        raise ValueError("locales: a bot needs at least one")
    ids = tuple(locale.locale_id for locale in locales)
    limits.check_unique("locales", ids)
    return ids
