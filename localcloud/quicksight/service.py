"""The ``quicksight`` service of the local cloud: data sources and data sets."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.quicksight.ingestion import Ingestion
from localcloud.service import Call, Service, partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]


class QuickSightService(Service):
    """Data sources of Athena, data sets of one query each, and what they take in.

    What a data set would keep in SPICE is read and counted, and not kept: nothing shows it here.
    Users and groups are moto's.
    """

    api = "quicksight"
    running_types = frozenset({"AWS::QuickSight::DataSet", "AWS::QuickSight::DataSource"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._lock = threading.RLock()
        self._kept: dict[tuple[str, str, str], Shape] = {}
        self._ingestions: dict[tuple[str, str], dict[str, Ingestion]] = {}

    def create_data_source(self, call: Call, request: Shape) -> Shape:
        """Makes a data source."""
        if request["Type"] != "ATHENA":
            raise _not_here(f"data sources of {request['Type']}; it has ATHENA")
        made = self._make(call, "DataSource", request)
        return {**made, "CreationStatus": "CREATION_SUCCESSFUL"}

    def describe_data_source(self, call: Call, request: Shape) -> Shape:
        """Tells a data source."""
        found = self._found(call, "DataSource", request["DataSourceId"])
        return {"DataSource": {**found, "Status": "CREATION_SUCCESSFUL"}}

    def update_data_source(self, call: Call, request: Shape) -> Shape:
        """Changes a data source."""
        made = self._change(call, "DataSource", request)
        return {**made, "UpdateStatus": "UPDATE_SUCCESSFUL"}

    def delete_data_source(self, call: Call, request: Shape) -> Shape:
        """Deletes a data source; its data sets stay, and take nothing in any more."""
        return self._forget(call, "DataSource", request)

    def create_data_set(self, call: Call, request: Shape) -> Shape:
        """Makes a data set, which takes in what there is."""
        self._queried(call, request)
        made = self._make(call, "DataSet", request)
        return {**made, **self._taken_in(call, request, "INITIAL_INGESTION")}

    def describe_data_set(self, call: Call, request: Shape) -> Shape:
        """Tells a data set."""
        return {"DataSet": self._found(call, "DataSet", request["DataSetId"])}

    def update_data_set(self, call: Call, request: Shape) -> Shape:
        """Changes a data set, which takes all in again."""
        self._queried(call, request)
        made = self._change(call, "DataSet", request)
        return {**made, **self._taken_in(call, request, "EDIT")}

    def delete_data_set(self, call: Call, request: Shape) -> Shape:
        """Deletes a data set."""
        gone = self._forget(call, "DataSet", request)
        with self._lock:
            self._ingestions.pop((call.region, request["DataSetId"]), None)
        return gone

    def create_ingestion(self, call: Call, request: Shape) -> Shape:
        """Has a data set take in what there is."""
        if request.get("IngestionType") == "INCREMENTAL_REFRESH":
            raise _not_here("refreshes that are incremental; it has FULL_REFRESH")
        data_set = self._found(call, "DataSet", request["DataSetId"])
        one = self._begin(call, data_set, request["IngestionId"], "FULL_REFRESH")
        return {"Arn": one.arn, "IngestionId": one.identity, "IngestionStatus": "INITIALIZED"}

    def describe_ingestion(self, call: Call, request: Shape) -> Shape:
        """Tells how an ingestion goes."""
        self._found(call, "DataSet", request["DataSetId"])
        with self._lock:
            known = self._ingestions.get((call.region, request["DataSetId"]), {})
            one = known.get(request["IngestionId"])
        if one is None:
            raise _not_found("Ingestion", request["IngestionId"])
        one.look(self._athena(call))
        return {"Ingestion": one.told}

    def list_ingestions(self, call: Call, request: Shape) -> Shape:
        """Lists a data set's ingestions, the latest first."""
        self._found(call, "DataSet", request["DataSetId"])
        with self._lock:
            known = list(self._ingestions.get((call.region, request["DataSetId"]), {}).values())
        for one in known:
            one.look(self._athena(call))
        return {"Ingestions": [one.told for one in reversed(known)]}

    def _taken_in(self, call: Call, data_set: Shape, kind: str) -> Shape:
        if data_set["ImportMode"] != "SPICE":
            return {}
        one = self._begin(call, data_set, str(uuid.uuid4()), kind)
        return {"IngestionArn": one.arn, "IngestionId": one.identity}

    def _begin(self, call: Call, data_set: Shape, identity: str, kind: str) -> Ingestion:
        sql, workgroup, columns = self._queried(call, data_set)
        arn = f"{_arn(call, 'DataSet', data_set['DataSetId'])}/ingestion/{identity}"
        with self._lock:
            known = self._ingestions.setdefault((call.region, data_set["DataSetId"]), {})
            if identity in known:
                raise ServiceError("ResourceExistsException", f"Ingestion {identity} exists")
            one = Ingestion(
                arn=arn,
                identity=identity,
                created=self.cloud.clock.now(),
                kind=kind,
                columns=columns,
            )
            if data_set["ImportMode"] == "SPICE":
                one.begin(self._athena(call), sql, workgroup)
            else:
                one.fail("DATA_SET_NOT_SPICE", f"{data_set['DataSetId']} asks its source directly")
            known[identity] = one
        return one

    def _queried(self, call: Call, data_set: Shape) -> tuple[str, str | None, tuple[str, ...]]:
        """The query of a data set, the workgroup that answers it, and the columns it must have."""
        tables = list(data_set.get("PhysicalTableMap", {}).values())
        if len(tables) != 1 or "CustomSql" not in tables[0] or data_set.get("LogicalTableMap"):
            raise _not_here("data sets other than those of one CustomSql, as it is")
        query = tables[0]["CustomSql"]
        source = self._found(call, "DataSource", query["DataSourceArn"].rpartition("/")[2])
        athena = source.get("DataSourceParameters", {}).get("AthenaParameters", {})
        columns = tuple(one["Name"] for one in query.get("Columns", ()))
        return query["SqlQuery"], athena.get("WorkGroup"), columns

    def _make(self, call: Call, kind: str, request: Shape) -> Shape:
        identity = request[f"{kind}Id"]
        key = (call.region, kind, identity)
        with self._lock:
            if key in self._kept:
                raise ServiceError("ResourceExistsException", f"{kind} {identity} exists")
            made = self._with_times(call, kind, request, created=None)
            self._kept[key] = made
        if request.get("Tags"):
            # Those of all resources are moto's.
            moto = self.cloud.moto(self.api, call.region)
            moto.tag_resource(ResourceArn=made["Arn"], Tags=request["Tags"])
        return {"Arn": made["Arn"], f"{kind}Id": identity}

    def _change(self, call: Call, kind: str, request: Shape) -> Shape:
        identity = request[f"{kind}Id"]
        with self._lock:
            before = self._found(call, kind, identity)
            after = self._with_times(
                call, kind, {**before, **request}, created=before["CreatedTime"]
            )
            self._kept[call.region, kind, identity] = after
        return {"Arn": after["Arn"], f"{kind}Id": identity}

    def _with_times(self, call: Call, kind: str, request: Shape, *, created: Any) -> Shape:
        now = self.cloud.clock.now()
        return {
            **{name: value for name, value in request.items() if name != "AwsAccountId"},
            "Arn": _arn(call, kind, request[f"{kind}Id"]),
            "CreatedTime": created or now,
            "LastUpdatedTime": now,
        }

    def _forget(self, call: Call, kind: str, request: Shape) -> Shape:
        identity = request[f"{kind}Id"]
        with self._lock:
            gone = self._found(call, kind, identity)
            del self._kept[call.region, kind, identity]
        return {"Arn": gone["Arn"], f"{kind}Id": identity}

    def _found(self, call: Call, kind: str, identity: str) -> Shape:
        with self._lock:
            found = self._kept.get((call.region, kind, identity))
        if found is None:
            raise _not_found(kind, identity)
        return dict(found)

    def _athena(self, call: Call) -> Any:
        return self.cloud.client("athena", call.region)


def _arn(call: Call, kind: str, identity: str) -> str:
    where = f"arn:{partition_of(call.region)}:quicksight:{call.region}:{call.account}"
    return f"{where}:{kind.lower()}/{identity}"


def _not_found(kind: str, identity: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", f"{kind} {identity} does not exist", 404)


def _not_here(what: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", f"The local cloud does not have {what}")
