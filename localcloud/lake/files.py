"""The objects of tables as files that Arrow opens when a query comes to them, not before."""

from __future__ import annotations

import gzip
import io
import threading
from typing import Any

import pyarrow as pa
import pyarrow.fs as arrow_fs

from localcloud.lake import json_records, parquet_files, text_records
from localcloud.lake.catalog import Table
from localcloud.lake.failures import LakeError, not_here
from localcloud.lake.storage import Counted, Place, ScanLimitError, Storage

_COMPRESSED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".snappy": "", ".lz4": "lz4"}


def format_of(table: Table) -> str:
    """``parquet``, ``orc``, ``json``, ``csv`` (with quotes) or ``text`` (without).

    Raises:
        LakeError: The table is Iceberg's, or its SerDe is none of those read here.
    """
    if table.is_iceberg:
        raise not_here(f"Iceberg tables, such as {table.database}.{table.name}")
    serde = table.serde.lower() or table.input_format.lower()
    for part, name in (
        ("parquet", "parquet"),
        ("orc", "orc"),
        ("json", "json"),
        ("opencsv", "csv"),
        ("lazysimple", "text"),
    ):
        if part in serde:
            return name
    raise not_here(f"the SerDe {table.serde or 'of no name'}, which {table.name} has")


class TableFiles(arrow_fs.FileSystemHandler):  # type: ignore[misc]  # Arrow's class is untyped
    """The file system of one table: paths are ``bucket/key``.

    What is no Parquet or ORC becomes Arrow's own format as it is opened.

    Args:
        table: The table whose objects are opened.
        storage: Where they are.
    """

    def __init__(self, table: Table, storage: Storage) -> None:
        self._table = table
        self._storage = storage
        self._format = format_of(table)
        self._lock = threading.Lock()
        self._opened: dict[str, bytes] = {}
        self.failure: LakeError | ScanLimitError | None = None
        """Why a file could not be used: Arrow and DuckDB keep only its text."""

    def open_input_file(self, path: str) -> Any:
        """Opens an object."""
        place = Place(*path.split("/", 1))
        try:
            with self._lock:
                if path not in self._opened:
                    self._opened[path] = self._content(place)
                body = self._opened[path]
        except (LakeError, ScanLimitError) as error:
            self.failure = error
            raise OSError(str(error)) from error
        if self._format in ("parquet", "orc"):
            return pa.PythonFile(_Watched(body, self), mode="r")
        return pa.PythonFile(io.BytesIO(body), mode="r")

    @property
    def meter(self) -> Any:
        """What counts the bytes read."""
        return self._storage.meter

    def _content(self, place: Place) -> bytes:
        body = self._storage.read(place)
        if self._format == "parquet":
            return parquet_files.fitted(body, self._table, place.url)
        if self._format == "orc":
            return body
        self._storage.meter.count(len(body))
        text = _decompressed(body, place)
        if self._format == "json":
            rows = json_records.table_from(text, self._table, place.url)
        else:
            rows = text_records.table_from(text, self._table, quoted=self._format == "csv")
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)
        return bytes(sink.getvalue())

    def open_input_stream(self, path: str) -> Any:
        """Opens an object to be read from its beginning."""
        return self.open_input_file(path)

    def get_type_name(self) -> str:
        """What Arrow calls this kind of file system."""
        return "lake"

    def normalize_path(self, path: str) -> str:
        """The path, which has one form."""
        return path

    def get_file_info(self, paths: list[str]) -> list[Any]:
        """What is known of files before they are opened."""
        return [arrow_fs.FileInfo(path, arrow_fs.FileType.File) for path in paths]

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("The files of a table are read, one by one; nothing else")

    get_file_info_selector = _refuse
    create_dir = _refuse
    delete_dir = _refuse
    delete_dir_contents = _refuse
    delete_root_dir_contents = _refuse
    delete_file = _refuse
    move = _refuse
    copy_file = _refuse
    open_output_stream = _refuse
    open_append_stream = _refuse


class _Watched(Counted):
    """Counts, and remembers on the table that a query read too much."""

    def __init__(self, body: bytes, files: TableFiles) -> None:
        super().__init__(body, files.meter)
        self._files = files

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return super().read(size)
        except ScanLimitError as error:
            self._files.failure = error
            raise OSError(str(error)) from error


def _decompressed(body: bytes, place: Place) -> bytes:
    name = next((name for end, name in _COMPRESSED.items() if place.key.endswith(end)), None)
    if name is None:
        return body
    if name == "gzip":
        try:
            return gzip.decompress(body)
        except (OSError, EOFError) as error:
            raise LakeError("HIVE_CURSOR_ERROR", f"{place.url}: {error}") from error
    if not name:
        raise not_here(f"Snappy text, such as {place.url}")
    with pa.CompressedInputStream(pa.BufferReader(body), name) as stream:
        return bytes(stream.read())
