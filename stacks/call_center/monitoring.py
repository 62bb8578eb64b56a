"""What the dashboard of CallCenter shows of the calls themselves."""

from __future__ import annotations

from typing import Final

METRICS_NAMESPACE: Final = "CallCenter"
CALLERS_SERVICE: Final = "call_center"
DIALOG_SERVICE: Final = "call_center_dialog"
SHOWN: Final = {
    "Who called": (CALLERS_SERVICE, ("CallersVerified", "CallersUnknown", "BirthDatesWrong")),
    "What callers got": (DIALOG_SERVICE, ("AppointmentsMoved", "MovesProposed")),
    "Where callers were stuck": (
        DIALOG_SERVICE,
        ("WishedTimesTaken", "UtterancesNotUnderstood", "CallersHandedOver"),
    ),
}
"""The functions' own counts, graph by graph: the service that counts, and what."""
