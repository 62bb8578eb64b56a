"""The CDK app: settings in, stacks out."""

from aws_cdk import App
from ml_refarch.foundation import Settings, check

from stacks import (
    AnalyticsStack,
    CallCenterStack,
    HotelBookingStack,
    MachineLearningStack,
    PatientSchedulingStack,
)

app = App()
settings = Settings.of(app)

HotelBookingStack(
    app,
    "HotelBooking",
    settings=settings,
    description="A Lex bot that books, looks up and cancels hotel rooms",
)
CallCenterStack(
    app,
    "CallCenter",
    settings=settings,
    number_arn=settings.connect_number_arn,
    number_country=settings.connect_number_country,
    description="Amazon Connect and Lex: callers move their appointments, or reach a person",
)
PatientSchedulingStack(
    app,
    "PatientScheduling",
    settings=settings,
    description="A Lex bot for a clinic's patients: appointments by message, and reminders of them",
)
MachineLearningStack(
    app,
    "MachineLearning",
    settings=settings,
    description="Trains a model of hotel prices, deploys it if it is better, answers with prices",
)
AnalyticsStack(
    app,
    "Analytics",
    settings=settings,
    description="Events and files into a lake, and answers out of it",
)

settings.tag(app)
check(app)
app.synth()
