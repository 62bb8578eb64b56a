"""Failed records, back on the stream, file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from failed_files import FailedFiles, UnreadableFileError, Wish
from stream import RecordStream


class UnreadableFilesError(ValueError):
    """Files that are not of failed records; they stay where they are."""


@dataclass
class Replayed:
    """What came of a replay.

    Args:
        files: How many files are replayed.
        records: And how many records.
        more: Whether there was no time for some.
        unreadable: What is wrong with files that could not be read.
    """

    files: int = 0
    records: int = 0
    more: bool = False
    unreadable: list[str] = field(default_factory=list)

    def complain(self) -> None:
        """Tells of files that could not be read.

        Raises:
            UnreadableFilesError: There were some.
        """
        if self.unreadable:
            raise UnreadableFilesError(
                f"{len(self.unreadable)} files could not be read and stay where they are, "
                f"{self.files} with {self.records} records are replayed: "
                + "; ".join(self.unreadable)
            )


def replay(
    wish: Wish, *, files: FailedFiles, stream: RecordStream, go_on: Callable[[], bool]
) -> Replayed:
    """Puts the records of files on the stream; a file is put away once all of its are.

    Args:
        go_on: Whether there is time for another file.

    Raises:
        StreamRefusedError: The stream does not take records; the file stays.
    """
    done = Replayed()
    for key in files.wished(wish):
        if not go_on():
            done.more = True
            break
        try:
            records = files.records(key)
        except UnreadableFileError as error:
            done.unreadable.append(str(error))
            continue
        stream.put(records)
        files.put_away(key)
        done.files += 1
        done.records += len(records)
    return done
