"""The ``redshift-data`` service of the local cloud: statements, sent and asked for."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.redshift.serverless import serverless_of
from localcloud.redshift.statement import FINISHED, OVER, Part, Statement, cell
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]
PAGE = 1000
MOST_STATEMENTS = 40


def invalid(message: str) -> ServiceError:
    """A request that the Data API does not take."""
    return ServiceError("ValidationException", message)


class RedshiftDataService(Service):
    """The Data API: statements to Redshift Serverless run, on PostgreSQL."""

    api = "redshift-data"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._lock = threading.RLock()
        self._statements: dict[tuple[str, str], Statement] = {}
        self._tokens: dict[tuple[str, str], Statement] = {}
        self._schemas: dict[str, dict[str, str]] = {}

    def execute_statement(self, call: Call, request: Shape) -> Shape:
        """Sends a statement."""
        return self._send(call, request, [request["Sql"]], together=False)

    def batch_execute_statement(self, call: Call, request: Shape) -> Shape:
        """Sends statements that are one transaction."""
        statements = request["Sqls"]
        if not 1 <= len(statements) <= MOST_STATEMENTS:
            raise invalid(f"Sqls: {len(statements)} statements; 1 to {MOST_STATEMENTS} are allowed")
        if request.get("ExecutionMode") not in (None, "TRANSACTION"):
            raise invalid(f"ExecutionMode: the local cloud has no {request['ExecutionMode']}")
        return self._send(call, request, statements, together=True)

    def _send(self, call: Call, request: Shape, texts: list[str], *, together: bool) -> Shape:
        database = self._database(call.region, request)
        for text in texts:
            if not text.strip():
                raise invalid("Sql: it is empty")
        token = request.get("ClientToken")
        with self._lock:
            known = self._tokens.get((call.region, token)) if token else None
            if known is not None:
                if [part.text for part in known.parts] != texts:
                    raise invalid("ClientToken: it was sent with other statements")
                return self._sent(known)
            statement = Statement(
                cloud=self.cloud,
                region=call.region,
                identity=str(uuid.uuid4()),
                server=serverless_of(self.cloud).server,
                database=database,
                request=request,
                parts=[Part(text) for text in texts],
                schemas=self._schemas.setdefault(database, {}),
                together=together,
            )
            now = self.cloud.clock.now()
            for part in statement.parts:
                part.created = part.updated = now
            self._statements[call.region, statement.identity] = statement
            if token:
                self._tokens[call.region, token] = statement
        threading.Thread(
            target=statement.run, name=f"redshift-{statement.identity}", daemon=True
        ).start()
        return self._sent(statement)

    def _database(self, region: str, request: Shape) -> str:
        """The database of PostgreSQL that a request means."""
        if request.get("ClusterIdentifier"):
            raise invalid("ClusterIdentifier: the local cloud has Redshift Serverless only")
        if request.get("SessionId") or request.get("SessionKeepAliveSeconds"):
            raise invalid("SessionId: the local cloud keeps no sessions between calls")
        if not request.get("WorkgroupName"):
            raise invalid("WorkgroupName: it is missing")
        serverless = serverless_of(self.cloud)
        name = str(request["WorkgroupName"]).rpartition("/")[2]
        try:
            workgroup = serverless.find("workgroup", region, name)
        except ServiceError as error:
            raise invalid("Redshift endpoint doesn't exist in this region.") from error
        namespace = serverless.find("namespace", region, workgroup["namespaceName"])
        wanted = request.get("Database") or namespace["dbName"]
        if wanted not in (namespace["dbName"], "dev"):
            raise invalid(f'FATAL: database "{wanted}" does not exist')
        return f"{region}/{namespace['namespaceName']}/{wanted}"

    def _sent(self, statement: Statement) -> Shape:
        request = statement.request
        told = {
            "Id": statement.identity,
            "CreatedAt": statement.parts[0].created or self.cloud.clock.now(),
            "Database": request.get("Database") or statement.database.rpartition("/")[2],
            "WorkgroupName": request["WorkgroupName"],
        }
        return told | ({"SecretArn": request["SecretArn"]} if request.get("SecretArn") else {})

    def _found(self, region: str, identity: str) -> tuple[Statement, Part | None]:
        """A statement, and which part of it an id like ``id:2`` means."""
        whole, _, number = identity.partition(":")
        with self._lock:
            found = self._statements.get((region, whole))
        if found is None or (number and not 0 < int(number) <= len(found.parts)):
            raise ServiceError("ResourceNotFoundException", f"Query {identity} was not found.")
        if number:
            return found, found.parts[int(number) - 1]
        return found, found.parts[0] if not found.together else None

    def describe_statement(self, call: Call, request: Shape) -> Shape:
        """Tells how a statement is."""
        found, part = self._found(call.region, request["Id"])
        told = self._sent(found)
        if part is not None:
            told |= part.described(request["Id"])
        else:
            parts = [
                each.described(f"{found.identity}:{i}") for i, each in enumerate(found.parts, 1)
            ]
            failed = next((each for each in found.parts if each.error), None)
            told |= {
                "SubStatements": parts,
                "QueryString": "\n".join(each.text for each in found.parts),
                "Duration": sum(max(each["Duration"], 0) for each in parts),
                "HasResultSet": any(each["HasResultSet"] for each in parts),
                "UpdatedAt": max(each["UpdatedAt"] for each in parts),
                "ResultRows": -1,
                "ResultSize": -1,
            }
            if failed is not None:
                told["Error"] = f"Query #{found.parts.index(failed) + 1} failed with {failed.error}"
        if ":" not in request["Id"]:
            told["Status"] = found.status
        if found.request.get("Parameters"):
            told["QueryParameters"] = found.request["Parameters"]
        return told

    def get_statement_result(self, call: Call, request: Shape) -> Shape:
        """A page of a statement's rows."""
        found, part = self._found(call.region, request["Id"])
        part = part or found.parts[-1]
        if found.status != FINISHED or part.rows is None:
            raise ServiceError(
                "ResourceNotFoundException", f"Query does not have result: {request['Id']}"
            )
        token = request.get("NextToken") or "0"
        if not token.isdigit():
            raise invalid(f"NextToken: {token} is none of these")
        begin = int(token)
        answer: Shape = {
            "Records": [[cell(value) for value in row] for row in part.rows[begin : begin + PAGE]],
            "ColumnMetadata": part.columns,
            "TotalNumRows": len(part.rows),
        }
        if begin + PAGE < len(part.rows):
            answer["NextToken"] = str(begin + PAGE)
        return answer

    def list_statements(self, call: Call, request: Shape) -> Shape:
        """Lists statements, newest first: those that have finished, unless another is asked for."""
        with self._lock:
            found = [
                each for (region, _), each in self._statements.items() if region == call.region
            ]
        wanted, name = request.get("Status") or "FINISHED", request.get("StatementName")
        chosen = [
            each
            for each in reversed(found)
            if wanted in ("ALL", each.status)
            and (not name or str(each.request.get("StatementName", "")).startswith(name))
        ]
        size = request.get("MaxResults") or 100
        begin = int(request.get("NextToken") or 0)
        told = [self._listed(each) for each in chosen[begin : begin + size]]
        more = {"NextToken": str(begin + size)} if begin + size < len(chosen) else {}
        return {"Statements": told, **more}

    def _listed(self, statement: Statement) -> Shape:
        told: Shape = {
            "Id": statement.identity,
            "Status": statement.status,
            "CreatedAt": statement.parts[0].created,
            "UpdatedAt": statement.parts[-1].updated,
            "IsBatchStatement": statement.together,
        }
        texts = [part.text for part in statement.parts]
        told |= {"QueryStrings": texts} if statement.together else {"QueryString": texts[0]}
        if statement.request.get("StatementName"):
            told["StatementName"] = statement.request["StatementName"]
        return told

    def cancel_statement(self, call: Call, request: Shape) -> Shape:
        """Ends a statement."""
        found, _ = self._found(call.region, request["Id"])
        if not found.cancel():
            raise invalid(f"Could not cancel a query that is already in {found.status} state")
        return {"Status": True}

    def close(self) -> None:
        """Ends the statements that run, and waits for them."""
        with self._lock:
            running = [each for each in self._statements.values() if each.status not in OVER]
        for each in running:
            each.cancel()
        for each in running:
            each.over.wait(timeout=30)
