"""Text messages, through SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


class TextRefusedError(RuntimeError):
    """SNS did not take a text message."""


class Texting:
    """Texts people.

    Args:
        sns: Sends the texts.
        origination_number: The number they come from, E.164; the account's default when left out.
    """

    def __init__(self, *, sns: SNSClient, origination_number: str | None = None) -> None:
        self._sns = sns
        self._origination_number = origination_number

    def text(self, phone: str, message: str, *, called: str) -> str:
        """Texts a number; answers with the message's id.

        Args:
            called: What an error may call who is texted; errors are logged, numbers are not.

        Raises:
            TextRefusedError: SNS refused it; the text says with which code.
        """
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        if self._origination_number:
            attributes["AWS.MM.SMS.OriginationNumber"] = {
                "DataType": "String",
                "StringValue": self._origination_number,
            }
        try:
            sent = self._sns.publish(
                PhoneNumber=phone, Message=message, MessageAttributes=attributes
            )
        except ClientError as error:
            # Not chained: SNS's own words have the number, and this is logged.
            raise TextRefusedError(
                f"SNS refused the text to {called}: {error.response['Error']['Code']}"
            ) from None
        return sent["MessageId"]
