"""What moto reads of AWS's models in a process of the local cloud."""

from __future__ import annotations

from unittest.mock import patch

import moto.backends
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


def test_moto_lists_its_own_modules_once_and_all_of_them() -> None:
    with LocalCloud([]) as cloud:
        cloud.client("s3").list_buckets()
        known = moto.backends.list_of_moto_modules()
        assert {"s3", "sqs", "stepfunctions"} <= set(known)
        with patch("os.listdir", side_effect=AssertionError):
            cloud.client("s3").list_buckets()


def test_clouds_share_motos_routes_and_nothing_behind_them() -> None:
    with LocalCloud([]) as first:
        first.client("s3").create_bucket(Bucket="first")
    with LocalCloud([]) as second:
        assert second.client("s3").list_buckets()["Buckets"] == []
