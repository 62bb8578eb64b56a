"""A local cloud with a warehouse beside a small lake, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.athena.service import AthenaService
from localcloud.cloud import LocalCloud
from localcloud.redshift.data import RedshiftDataService
from localcloud.redshift.serverless import RedshiftServerlessService
from tests.localcloud.athena.lake import Lake, filled
from tests.localcloud.redshift.warehouse import DATABASE, GROUP, NAMESPACE, Warehouse


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with Redshift Serverless."""
    services = [AthenaService, RedshiftServerlessService, RedshiftDataService]
    with LocalCloud(services) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def lake(cloud: LocalCloud) -> Lake:
    """A lake with trips by day in Parquet, and carriers in CSV."""
    return filled(cloud)


@pytest.fixture(scope="module")
def warehouse(cloud: LocalCloud) -> Warehouse:
    """A workgroup of a namespace."""
    client = cloud.client("redshift-serverless")
    client.create_namespace(
        namespaceName=NAMESPACE,
        dbName=DATABASE,
        adminUsername="administrator",
        manageAdminPassword=True,
    )
    client.create_workgroup(workgroupName=GROUP, namespaceName=NAMESPACE)
    return Warehouse(cloud)
