"""What moto reads of AWS's models in a process of the local cloud."""

from __future__ import annotations

from unittest.mock import patch

from botocore.loaders import Loader
from moto.core.utils import get_service_model

from localcloud.cloud import LocalCloud


def test_moto_looks_once_which_services_there_are() -> None:
    with LocalCloud([]):
        get_service_model.cache_clear()
        get_service_model("sqs")
        with patch.object(Loader, "list_available_services", side_effect=AssertionError):
            get_service_model.cache_clear()
            assert get_service_model("sqs").service_name == "sqs"
            get_service_model.cache_clear()
