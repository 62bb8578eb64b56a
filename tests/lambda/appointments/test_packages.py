"""What is shipped for those who wait for an answer: small, and loading nothing needless."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile

import pytest
from function_folder import LAMBDA, LAYERS

ZIP_LIMIT = 100 * 1024
SHIPPED = (
    "appointment_notifications",
    "appointment_reminders",
    "appointment_replies",
    "call_center",
    "call_center_dialog",
    "patient_scheduling",
    "layers/appointment_book",
    "layers/appointment_dialog",
    "layers/function_start",
    "layers/reminders",
    "layers/stream_effects",
)
HEAVY = ("boto3", "s3transfer", "pydantic", "requests", "aws_xray_sdk", "asyncio")


@pytest.mark.parametrize("folder", SHIPPED)
def test_a_zip_is_at_most_100_kb(folder: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (LAMBDA / folder).rglob("*"):
            if path.is_file() and "cache" not in str(path):
                archive.write(path, path.relative_to(LAMBDA / folder))
    assert 0 < len(packed.getvalue()) <= ZIP_LIMIT


@pytest.mark.parametrize("function", ["call_center", "call_center_dialog", "patient_scheduling"])
def test_functions_that_callers_wait_for_load_nothing_that_they_can_do_without(
    function: str,
) -> None:
    code = f"import handler, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAMBDA / function,
        env={
            "PYTHONPATH": os.pathsep.join(map(str, LAYERS)),
            "AWS_DEFAULT_REGION": "us-east-1",
            "TABLE_NAME": "appointments",
            "POWERTOOLS_SERVICE_NAME": "call-center",
            "POWERTOOLS_METRICS_NAMESPACE": "CallCenter",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
