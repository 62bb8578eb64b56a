"""What differs between environments: read from ``cdk.json``, checked before anything is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from aws_cdk import RemovalPolicy, Tags
from aws_cdk import aws_logs as logs
from constructs import IConstruct

from .setting_object import SettingObject, near, setting
from .setting_rules import E164, LOG_RETENTION, an_object, matches, one_of, switch, tag_map, whole

DEFAULT_ENVIRONMENT: Final = "dev"


@dataclass(frozen=True, kw_only=True)
class Settings(SettingObject):
    """The settings of one environment.

    They are the object under the environment's name in the CDK context key ``environments``,
    and ``cdk deploy -c env=prod`` chooses one; without it, it is ``dev``::

        {"context": {"environments": {"dev": {"remove_data_on_destroy": true}, "prod": {}}}}

    What is left out has the default below. A key that does not exist here, or a value that a
    setting cannot have, stops synth with a sentence that says so.

    Attributes:
        environment: The environment's name; also its tag ``environment``.
        remove_data_on_destroy: Whether ``cdk destroy`` takes the data with it.
        log_retention_days: How long CloudWatch keeps logs, in days it allows.
        alarm_email: Who gets the alarms; SNS asks the address to confirm.
        origination_number: The number text messages come from, E.164. Many countries deliver
            none without a registered one.
        two_way_sms: Whether ``origination_number`` receives texts, so that people may answer
            reminders; it has to be set up for it.
        text_budget_usd: What texts may cost in a month: an alarm goes off at four fifths of it.
            The account's own limit, a dollar until AWS raises it, stops texts.
        backup_days: How long daily backups of patient data are kept. A disposable environment
            has none, for what holds backups cannot be deleted.
        user_pool_id: The Cognito user pool whose users may talk to the patients' bot from a page
            or an app; without one, guests may.
        user_pool_client_id: The app client through which they sign in.
        redshift: Whether Analytics has a warehouse (costs by the hour).
        opensearch: Whether Analytics has a search domain (costs by the hour).
        quicksight: Whether Analytics has dashboards (needs a QuickSight subscription).
        quicksight_principal_arn: The user or group of QuickSight who owns the dashboards, by its
            full ARN; ``quicksight`` needs it.
        emr: Whether Analytics has an EMR application (costs by the job).
        vpc_id: An existing VPC for what must be in one.
        encryption_key_arn: An existing KMS key for what needs a key of one's own: patient data.
            Its policy stays as it is, and must let the services use it that encrypt with it.
        connect_instance_arn: An existing Amazon Connect instance.
        connect_number_arn: A phone number of that instance, for the call centre's flow.
        connect_number_country: Claims a phone number of this country, such as ``US``, and keeps
            it: claiming and releasing numbers too often locks an account out of it.
        machine_learning: What MachineLearning runs, and on which machines: settings of its own.
        analytics: How Analytics works on its data, and on which machines: settings of its own.
        tags: Put on every resource, beside ``environment``; at most 49.
    """

    environment: str = DEFAULT_ENVIRONMENT
    remove_data_on_destroy: bool = setting(switch(), default=False)
    log_retention_days: int = setting(one_of(LOG_RETENTION), default=30)
    alarm_email: str | None = setting(
        matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address such as staff@example.com")
    )
    origination_number: str | None = setting(E164)
    two_way_sms: bool = setting(switch(), default=False)
    text_budget_usd: int | None = setting(whole(1, 1_000_000))
    backup_days: int = setting(whole(1, 36_500), default=35)
    user_pool_id: str | None = setting(
        matches(
            r"[a-z]{2}(-[a-z]+)+-\d_[0-9a-zA-Z]+",
            "the id of a user pool such as us-east-1_Ab129faBb",
        )
    )
    user_pool_client_id: str | None = setting(
        matches(r"[\w+]{1,128}", "the id of an app client: 1 to 128 letters, digits, _ and +")
    )
    redshift: bool = setting(switch(), default=False)
    opensearch: bool = setting(switch(), default=False)
    quicksight: bool = setting(switch(), default=False)
    quicksight_principal_arn: str | None = setting(
        matches(
            r"arn:aws[a-z-]*:quicksight:[a-z0-9-]+:\d{12}:(user|group)/[\w.-]+/.+",
            "the full ARN of a user or group of QuickSight",
        )
    )
    emr: bool = setting(switch(), default=False)
    vpc_id: str | None = setting(
        matches(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})", "the id of a VPC such as vpc-0123456789abcdef0")
    )
    encryption_key_arn: str | None = setting(
        matches(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[0-9a-zA-Z-]+", "the ARN of a KMS key")
    )
    connect_instance_arn: str | None = setting(
        matches(
            r"arn:aws[a-z-]*:connect:[a-z0-9-]+:\d{12}:instance/[0-9a-f-]{36}",
            "the ARN of an Amazon Connect instance",
        )
    )
    connect_number_arn: str | None = setting(
        matches(
            r"arn:aws[a-z-]*:connect:[a-z0-9-]+:\d{12}:phone-number/[0-9a-f-]{36}",
            "the ARN of a phone number of Amazon Connect",
        )
    )
    connect_number_country: str | None = setting(
        matches(r"[A-Z]{2}", "the two letters of a country, such as US")
    )
    machine_learning: Mapping[str, object] = field(
        default_factory=lambda: MappingProxyType({}), metadata={"rule": an_object()}
    )
    analytics: Mapping[str, object] = field(
        default_factory=lambda: MappingProxyType({}), metadata={"rule": an_object()}
    )
    tags: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), metadata={"rule": tag_map()}
    )

    @classmethod
    def of(cls, scope: IConstruct) -> Settings:
        """The settings of the environment that the app is synthesised for.

        Args:
            scope: The app, or anything in it.

        Raises:
            ValueError: The environment or a key does not exist, or a value is not allowed.
        """
        name = scope.node.try_get_context("env") or DEFAULT_ENVIRONMENT
        environments = scope.node.try_get_context("environments")
        if environments is None:
            environments = {DEFAULT_ENVIRONMENT: {}}
        if not isinstance(environments, dict):
            raise ValueError(  # noqa: TRY004 - the person mends a value, as in every other case
                f"environments: {environments!r} is not an object of environments by name"
            )
        if name not in environments:
            raise ValueError(
                f"env: there is no environment {name!r}{near(str(name), environments)}; "
                f"cdk.json has {', '.join(sorted(environments)) or 'none'}"
            )
        return cls.parse(name, environments[name])

    @classmethod
    def parse(cls, environment: str, values: object) -> Settings:
        """The settings in ``values``, the object that ``cdk.json`` has for ``environment``.

        Raises:
            ValueError: A key does not exist, or a value is not allowed.
        """
        return cls.parsed(values, where=environment, environment=environment)

    @property
    def removal_policy(self) -> RemovalPolicy:
        """What happens to what holds data when its stack goes."""
        return RemovalPolicy.DESTROY if self.remove_data_on_destroy else RemovalPolicy.RETAIN

    @property
    def log_retention(self) -> logs.RetentionDays:
        """``log_retention_days`` as the CDK takes it."""
        return LOG_RETENTION[self.log_retention_days]

    def tag(self, scope: IConstruct) -> None:
        """Puts the environment's tags on everything in ``scope`` that takes tags."""
        for key, value in {**self.tags, "environment": self.environment}.items():
            Tags.of(scope).add(key, value)
