"""The folders of the lake, through the file systems that Spark itself uses."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession


class Storage:
    """Looks for folders and removes them: in S3, or on a disk."""

    def __init__(self, spark: SparkSession) -> None:
        self._jvm: Any = spark.sparkContext._jvm
        self._configuration = spark.sparkContext._jsc.hadoopConfiguration()

    def find(self, pattern: str) -> list[str]:
        """The files and folders that a pattern with ``*`` matches, in order."""
        path = self._path(pattern)
        found = self._system(path).globStatus(path) or []
        return sorted(status.getPath().toString() for status in found)

    def exists(self, folder: str) -> bool:
        """Whether there is such a file or folder."""
        path = self._path(folder)
        return bool(self._system(path).exists(path))

    def remove(self, folder: str) -> None:
        """Removes a folder with all that is in it."""
        path = self._path(folder)
        self._system(path).delete(path, True)

    def first_line(self, file: str) -> str | None:
        """The first line of a text file, also of a compressed one; none of an empty file."""
        path = self._path(file)
        stream = self._system(path).open(path)
        try:
            compression = self._jvm.org.apache.hadoop.io.compress
            codec = compression.CompressionCodecFactory(self._configuration).getCodec(path)
            plain = codec.createInputStream(stream) if codec else stream
            reader = self._jvm.java.io.InputStreamReader(plain, "UTF-8")
            line: str | None = self._jvm.java.io.BufferedReader(reader).readLine()
        finally:
            stream.close()
        return line

    def _path(self, text: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(text)

    def _system(self, path: Any) -> Any:
        return path.getFileSystem(self._configuration)
