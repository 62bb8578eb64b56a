"""The CDK app: settings in, stacks out."""

from aws_cdk import App
from ml_refarch.foundation import Settings, check

from stacks import HotelBookingStack

app = App()
settings = Settings.of(app)

HotelBookingStack(
    app,
    "HotelBooking",
    settings=settings,
    description="A Lex bot that books, looks up and cancels hotel rooms",
)

settings.tag(app)
check(app)
app.synth()
