"""One query while it waits, runs and after: what GetQueryExecution tells, and its rows."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.csv as arrow_csv

from localcloud.athena.engine import run
from localcloud.athena.failure import SYSTEM, QueryFailure
from localcloud.athena.outcome import DDL, DML, Outcome
from localcloud.athena.records import Shape
from localcloud.athena.session import Session, Statements
from localcloud.cloudwatch.recording import record
from localcloud.lake.failures import LakeError
from localcloud.lake.storage import ScanLimitError, StoppedError, place_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED = (
    "QUEUED",
    "RUNNING",
    "SUCCEEDED",
    "FAILED",
    "CANCELLED",
)
OVER = frozenset({SUCCEEDED, FAILED, CANCELLED})
SCAN_LIMIT_REASON = "Bytes scanned limit was exceeded"
STOPPED_REASON = "Query cancelled by user"


@dataclass
class Execution:
    """One query.

    Args:
        cloud: Where it runs.
        region: In which region.
        identity: Its id.
        request: What StartQueryExecution was asked.
        group: Its workgroup's name.
        configuration: Where its results go.
        location: The folder of its results, which ends with a slash.
        scan_limit: How many bytes it may read.
        enforced: Whether its workgroup enforces where results go.
        measured: Whether CloudWatch is told of it.
        prepared: Tells, keeps and forgets the prepared statements of its workgroup.
    """

    cloud: Cloud
    region: str
    identity: str
    request: Shape
    group: str
    configuration: Shape
    location: str
    scan_limit: int | None
    prepared: Any
    enforced: bool
    measured: bool
    submitted: datetime
    state: str = QUEUED
    reason: str | None = None
    failure: QueryFailure | None = None
    completed: datetime | None = None
    outcome: Outcome | None = None
    scanned: int = 0
    queued_ms: int = 0
    engine_ms: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _session: Session | None = None

    @property
    def text(self) -> str:
        """The query."""
        return str(self.request["QueryString"])

    @property
    def output(self) -> str:
        """The URL of its result."""
        return f"{self.location}{self.identity}{self.suffix}"

    @property
    def suffix(self) -> str:
        """What the key of its result ends with."""
        if self.kind == DML:
            return "" if self.outcome is not None and self.outcome.statement in _WRITES else ".csv"
        return "" if self.outcome is not None and self.outcome.statement in _WRITES else ".txt"

    @property
    def kind(self) -> str:
        """``DML``, ``DDL`` or ``UTILITY``."""
        if self.outcome is not None:
            return self.outcome.kind
        return kind_of(self.text)

    def run(self) -> None:
        """Runs it to its end, whatever that is."""
        begun = time.monotonic()
        try:
            with self._lock:
                if self.state != QUEUED:
                    return
                self.state = RUNNING
                waited = self.cloud.clock.now() - self.submitted
                self.queued_ms = int(waited.total_seconds() * 1000)
                session = self._session = self._new_session()
        except QueryFailure as error:
            self._fail(error)
            self.over.set()
            return
        try:
            outcome = run(session)
            self.outcome = outcome
            self._write(session, outcome)
            self._end(SUCCEEDED)
        except QueryFailure as error:
            self._fail(error)
        except LakeError as error:
            self._fail(QueryFailure.of(error))
        except ScanLimitError:
            self._end(CANCELLED, SCAN_LIMIT_REASON)
        except (duckdb.InterruptException, StoppedError):
            self._end(CANCELLED, STOPPED_REASON)
        except Exception as error:
            LOG.exception("Query %s failed: %s", self.identity, self.text)
            self._fail(QueryFailure("GENERIC_INTERNAL_ERROR", f"{type(error).__name__}: {error}"))
        finally:
            self.scanned = session.meter.bytes
            self.engine_ms = int((time.monotonic() - begun) * 1000)
            session.close()
            self._measure()
            self.over.set()

    def _measure(self) -> None:
        """Tells CloudWatch, where the workgroup wants it."""
        if not self.measured:
            return
        figures = {
            "ProcessedBytes": (float(self.scanned), "Bytes"),
            "EngineExecutionTime": (float(self.engine_ms), "Milliseconds"),
            "QueryQueueTime": (float(self.queued_ms), "Milliseconds"),
            "TotalExecutionTime": (float(self.queued_ms + self.engine_ms), "Milliseconds"),
        }
        group = {"WorkGroup": self.group}
        exact = {**group, "QueryState": self.state, "QueryType": self.kind}
        record(self.cloud, self.region, "AWS/Athena", figures, dimensions=[group, exact])

    def _new_session(self) -> Session:
        context = self.request.get("QueryExecutionContext") or {}
        return Session(
            self.cloud,
            self.region,
            text=self.text,
            database=context.get("Database"),
            output=f"{self.location}{self.identity}",
            identity=self.identity,
            scan_limit=self.scan_limit,
            statements=Statements(self.prepared, self.region, self.group),
            catalog=context.get("Catalog"),
            parameters=self.request.get("ExecutionParameters") or (),
            enforced=self.enforced,
        )

    def _fail(self, failure: QueryFailure) -> None:
        with self._lock:
            if self.state == CANCELLED:
                return
            self.failure = failure
        self._end(FAILED, str(failure))

    def _end(self, state: str, reason: str | None = None) -> None:
        with self._lock:
            if self.state in OVER:
                return
            self.state, self.reason = state, reason
            self.completed = self.cloud.clock.now()

    def cancel(self) -> None:
        """Ends it, where it is not over."""
        with self._lock:
            if self.state in OVER:
                return
            waiting = self.state == QUEUED
            self._end(CANCELLED, STOPPED_REASON)
            if self._session is not None:
                self._session.cancel()
        if waiting:
            self.over.set()

    def _write(self, session: Session, outcome: Outcome) -> None:
        """Writes the result where the workgroup wants it."""
        encryption = _encryption(self.configuration)
        place = place_of(self.output)
        if outcome.statement in _WRITES:
            manifest = place_of(f"{self.location}{self.identity}-manifest.csv")
            session.storage.write(manifest, "\n".join(outcome.written).encode(), **encryption)
            return
        session.storage.write(place, body_of(outcome), **encryption)
        metadata = place_of(f"{self.output}.metadata")
        described = json.dumps(outcome.column_info).encode()
        session.storage.write(metadata, described, **encryption)

    def described(self) -> Shape:
        """What GetQueryExecution answers."""
        with self._lock:
            status: Shape = {"State": self.state, "SubmissionDateTime": self.submitted}
            if self.completed is not None:
                status["CompletionDateTime"] = self.completed
            if self.reason is not None:
                status["StateChangeReason"] = self.reason
            if self.failure is not None:
                status["AthenaError"] = _error(self.failure)
            statistics = {
                "EngineExecutionTimeInMillis": self.engine_ms,
                "DataScannedInBytes": self.scanned,
                "TotalExecutionTimeInMillis": self.queued_ms + self.engine_ms,
                "QueryQueueTimeInMillis": self.queued_ms,
                "ServiceProcessingTimeInMillis": 0,
                "ResultReuseInformation": {"ReusedPreviousResult": False},
            }
            told: Shape = {
                "QueryExecutionId": self.identity,
                "Query": self.text,
                "StatementType": self.kind,
                "ResultConfiguration": {**self.configuration, "OutputLocation": self.output},
                "QueryExecutionContext": self.request.get("QueryExecutionContext") or {},
                "Status": status,
                "Statistics": statistics,
                "WorkGroup": self.group,
                "EngineVersion": {
                    "SelectedEngineVersion": "AUTO",
                    "EffectiveEngineVersion": "Athena engine version 3",
                },
            }
            if self.outcome is not None:
                told["SubstatementType"] = self.outcome.statement
                if self.outcome.statement in _WRITES:
                    statistics["DataManifestLocation"] = (
                        f"{self.location}{self.identity}-manifest.csv"
                    )
            if self.request.get("ExecutionParameters"):
                told["ExecutionParameters"] = self.request["ExecutionParameters"]
        return told


_WRITES = frozenset({"CREATE_TABLE_AS_SELECT", "INSERT", "UNLOAD"})


def kind_of(text: str) -> str:
    """The kind of a statement by its first word."""
    first = text.lstrip(" \t\r\n(").split(None, 1)[:1]
    word = first[0].upper() if first else ""
    if word in ("CREATE", "DROP", "ALTER", "MSCK", "PREPARE", "DEALLOCATE"):
        return DDL
    return "UTILITY" if word in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN") else DML


def body_of(outcome: Outcome) -> bytes:
    """The object of a result: CSV with every value in quotes, or lines of text."""
    if not outcome.header:
        rows = outcome.rows.to_pylist()
        return "".join("\t".join(str(v) for v in row.values()) + "\n" for row in rows).encode()
    sink = pa.BufferOutputStream()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    sink.write((",".join(_quoted(name) for name, _ in outcome.columns) + "\n").encode())
    arrow_csv.write_csv(outcome.rows, sink, options)
    return bytes(sink.getvalue())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _encryption(configuration: Shape) -> dict[str, str]:
    wanted = configuration.get("EncryptionConfiguration") or {}
    match wanted.get("EncryptionOption"):
        case "SSE_S3":
            return {"ServerSideEncryption": "AES256"}
        case "SSE_KMS" | "CSE_KMS":
            return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": wanted.get("KmsKey", "")}
        case _:
            return {}


def _error(failure: QueryFailure) -> Shape:
    return {
        "ErrorCategory": failure.category,
        "ErrorType": 1 if failure.category == SYSTEM else 1006,
        "Retryable": False,
        "ErrorMessage": str(failure),
    }
