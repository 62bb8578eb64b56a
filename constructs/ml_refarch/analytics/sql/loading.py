"""How a warehouse's table is filled from the lake's: a partition at a time, over what was there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ml_refarch.analytics.lake import LakeTable

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")
_WHICH: Final = {"date": "{date}", "month": "{month}"}
"""What the daily workflow says of a day, by the partition that is named so."""


@dataclass(frozen=True, kw_only=True)
class Loading:
    """Copies a day's, or a month's, files of a table into the warehouse's table.

    Done again it comes to the same: what the partition had before is deleted in the same
    transaction. Columns are named, in the files' order, which is all that COPY goes by.

    Args:
        table: The lake's table: Parquet, partitioned by ``date`` or ``month``.
        into: The warehouse's table, with the same columns and the partition's.

    Raises:
        ValueError: The table is not such.

    Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
    """

    table: LakeTable
    into: str

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.into) is None:
            raise ValueError(
                f"into: {self.into!r} is not a letter and up to 99 lower-case letters, digits and _"
            )
        by = list(self.table.partitions)
        if self.table.format != "parquet":
            raise ValueError(
                f"table: {self.table.table_name} is {self.table.format}, and COPY reads parquet"
            )
        if len(by) != 1 or by[0] not in _WHICH:
            raise ValueError(
                f"table: {self.table.table_name} is partitioned by {', '.join(by) or 'nothing'}, "
                f"not by one of {', '.join(_WHICH)}"
            )

    def statements(self) -> list[str]:
        """The statements, of one transaction; ``{date}`` and ``{month}`` are the workflow's."""
        (by,) = self.table.partitions
        which = _WHICH[by]
        columns = ", ".join(self.table.columns)
        staging = f"loading_{self.into}"
        composed = any(of.startswith(("array", "map", "struct")) for of in self._types)
        # The names are those of tables and columns, which are letters, digits and _.
        return [
            f"CREATE TEMP TABLE {staging} AS SELECT {columns} FROM {self.into} WHERE FALSE",  # noqa: S608
            f"COPY {staging} FROM '{self.table.location}{by}={which}/' IAM_ROLE default "
            f"FORMAT AS PARQUET{' SERIALIZETOJSON' if composed else ''}",
            f"DELETE FROM {self.into} WHERE {by} = '{which}'",  # noqa: S608
            f"INSERT INTO {self.into} ({columns}, {by}) "  # noqa: S608
            f"SELECT {columns}, '{which}' FROM {staging}",
            f"DROP TABLE {staging}",
        ]

    @property
    def _types(self) -> list[str]:
        return list(self.table.columns.values())
