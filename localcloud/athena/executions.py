"""Queries: started, watched, stopped, and their results in pages."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

import pyarrow as pa

from localcloud.athena.execution import CANCELLED, FAILED, OVER, Execution
from localcloud.athena.records import PRIMARY, Shape, invalid, page
from localcloud.athena.saved import SavedQueries
from localcloud.athena.workgroups import output_location
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

AT_ONCE = 4
"""Queries that run at a time; more wait. AWS's quota is 20 or more, by region."""

RESULT_PAGE = 1000
KEPT = 10_000
"""Queries that are remembered. AWS keeps them for 45 days."""


class Executions(SavedQueries):
    """The operations on queries."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._executions: dict[tuple[str, str], Execution] = {}
        self._tokens: dict[tuple[str, str], Execution] = {}
        self._executions_lock = threading.RLock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def start_query_execution(self, call: Call, request: Shape) -> Shape:
        """Starts a query; one with the token of an earlier one is that."""
        name = request.get("WorkGroup") or PRIMARY
        group = self.workgroup(call.region, name)
        if group["State"] != "ENABLED":
            raise invalid(f"WorkGroup {name} is disabled.")
        location, configuration = output_location(group, request.get("ResultConfiguration"))
        token = request.get("ClientRequestToken")
        with self._executions_lock:
            if token and (call.region, token) in self._tokens:
                known = self._tokens[call.region, token]
                if known.text != request["QueryString"]:
                    raise invalid("Idempotent parameters do not match")
                return {"QueryExecutionId": known.identity}
            execution = Execution(
                cloud=self.cloud,
                region=call.region,
                identity=str(uuid.uuid4()),
                request=request,
                group=name,
                configuration=configuration,
                location=location,
                scan_limit=group["Configuration"].get("BytesScannedCutoffPerQuery"),
                prepared=self,
                enforced=group["Configuration"]["EnforceWorkGroupConfiguration"],
                measured=group["Configuration"]["PublishCloudWatchMetricsEnabled"],
                submitted=self.cloud.clock.now(),
            )
            self._executions[call.region, execution.identity] = execution
            if token:
                self._tokens[call.region, token] = execution
            self._forget_oldest()
        threading.Thread(
            target=self._run, args=(execution,), name=f"athena-{execution.identity}", daemon=True
        ).start()
        return {"QueryExecutionId": execution.identity}

    def _forget_oldest(self) -> None:
        while len(self._executions) > KEPT:
            self._executions.pop(next(iter(self._executions)))

    def _run(self, execution: Execution) -> None:
        with self._places:
            execution.run()

    def execution(self, region: str, identity: str) -> Execution:
        """A query.

        Raises:
            ServiceError: InvalidRequestException, where there is none.
        """
        with self._executions_lock:
            found = self._executions.get((region, identity))
        if found is None:
            raise invalid(f"QueryExecution {identity} was not found")
        return found

    def get_query_execution(self, call: Call, request: Shape) -> Shape:
        """Tells how a query is."""
        return {
            "QueryExecution": self.execution(call.region, request["QueryExecutionId"]).described()
        }

    def batch_get_query_execution(self, call: Call, request: Shape) -> Shape:
        """Tells how several queries are."""
        with self._executions_lock:
            found = {
                each: self._executions.get((call.region, each))
                for each in request["QueryExecutionIds"]
            }
        missing = [
            {
                "QueryExecutionId": each,
                "ErrorCode": "INVALID_INPUT",
                "ErrorMessage": "was not found",
            }
            for each, execution in found.items()
            if execution is None
        ]
        return {
            "QueryExecutions": [each.described() for each in found.values() if each],
            "UnprocessedQueryExecutionIds": missing,
        }

    def list_query_executions(self, call: Call, request: Shape) -> Shape:
        """Lists the ids of a workgroup's queries, newest first."""
        name = request.get("WorkGroup") or PRIMARY
        self.workgroup(call.region, name)
        found = [each.identity for each in self._in(call.region, name)]
        return page(request, found[::-1], "QueryExecutionIds")

    def _in(self, region: str, group: str) -> list[Execution]:
        with self._executions_lock:
            return [
                each
                for (where, _), each in self._executions.items()
                if where == region and each.group == group
            ]

    def stop_query_execution(self, call: Call, request: Shape) -> Shape:
        """Ends a query; one that is over stays as it is."""
        self.execution(call.region, request["QueryExecutionId"]).cancel()
        return {}

    def get_query_results(self, call: Call, request: Shape) -> Shape:
        """A page of a query's rows; of a SELECT's, the first row names the columns."""
        execution = self.execution(call.region, request["QueryExecutionId"])
        if execution.state not in OVER:
            raise invalid(f"Query has not yet finished. Current state: {execution.state}")
        if execution.state in (FAILED, CANCELLED):
            raise invalid(
                f"Query did not finish successfully. Final query state: {execution.state}"
            )
        outcome = execution.outcome
        assert outcome is not None  # noqa: S101 - a query that has succeeded has one
        size = request.get("MaxResults") or RESULT_PAGE
        token = request.get("NextToken") or "0"
        if not token.isdigit():
            raise invalid(f"Invalid token: {token}")
        begin, header = int(token), int(outcome.header)
        rows: list[list[str | None]] = []
        if header and begin == 0:
            rows.append([name for name, _ in outcome.columns])
        rows += _rows(outcome.rows.slice(max(begin - header, 0), size - len(rows)))
        answer: Shape = {
            "UpdateCount": outcome.count or 0,
            "ResultSet": {
                "Rows": [{"Data": [_cell(value) for value in row]} for row in rows],
                "ResultSetMetadata": {"ColumnInfo": outcome.column_info},
            },
        }
        if begin + size < outcome.rows.num_rows + header:
            answer["NextToken"] = str(begin + size)
        return answer

    def get_query_runtime_statistics(self, call: Call, request: Shape) -> Shape:
        """Tells what a query has cost."""
        execution = self.execution(call.region, request["QueryExecutionId"])
        told = execution.described()["Statistics"]
        rows = execution.outcome.rows.num_rows if execution.outcome is not None else 0
        return {
            "QueryRuntimeStatistics": {
                "Timeline": {
                    name: value for name, value in told.items() if name.endswith("Millis")
                },
                "Rows": {"InputBytes": execution.scanned, "OutputRows": rows},
            }
        }

    def holds_something(self, region: str, name: str) -> bool:
        """Whether a workgroup has queries, saved or run."""
        return super().holds_something(region, name) or bool(self._in(region, name))

    def empty(self, region: str, name: str) -> None:
        """Forgets a workgroup's queries, and ends those that run."""
        super().empty(region, name)
        for execution in self._in(region, name):
            execution.cancel()
            with self._executions_lock:
                self._executions.pop((region, execution.identity), None)

    def close(self) -> None:
        """Ends the queries that run, and waits for them."""
        with self._executions_lock:
            running = list(self._executions.values())
        for execution in running:
            execution.cancel()
        for execution in running:
            execution.over.wait(timeout=30)


def _rows(table: pa.Table) -> list[list[str | None]]:
    columns = [column.to_pylist() for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(value: str | None) -> Shape:
    return {} if value is None else {"VarCharValue": value}
