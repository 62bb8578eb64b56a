"""The model as properties of ``AWS::Lex::Bot``, spelled as CloudFormation spells them.

Nothing of the CDK is needed here: what comes out are plain dictionaries.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lex-bot.html
"""

from ml_refarch.lex.cloudformation.locales import locale

__all__ = ["locale"]
