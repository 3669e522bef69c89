"""Locks of a store: one writer at a time; a build that somebody reads is not removed.

The operating system lets go of them when a process ends, however it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from stratgraph.graph.store_folder import LOCK
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

#: The file of a build that its readers hold.
READ = "IDENTITY"

BUSY = Text(
    en="another load is writing to {folder}; wait until it is done",
    sv="en annan laddning skriver till {folder}; vänta tills den är klar",
)


@contextmanager
def writing(folder: str) -> Iterator[None]:
    """Be the one writer of a store's folder for as long as the context lasts.

    Raises EngineError at once where another is.
    """
    with open(os.path.join(folder, LOCK), "a+b") as file:
        if not _alone(file):
            raise EngineError(BUSY.format(folder=folder))
        yield


class Held:
    """Keeps a build from being removed for as long as it lives, or until it is closed."""

    def __init__(self, build: str) -> None:
        """Hold the build; raises OSError where there is none."""
        self.build = build
        self._handle: int | None = os.open(os.path.join(build, READ), os.O_RDONLY)
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of the build."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()


def is_read(build: str) -> bool:
    """Tell whether somebody reads a build. Windows does not tell; there, files in use cannot be removed anyway."""
    try:
        file = open(os.path.join(build, READ), "rb")  # noqa: SIM115 - closed below
    except OSError:
        return False
    with file:
        return sys.platform != "win32" and not _alone(file)


def _alone(file: IO[bytes]) -> bool:
    """Take the lock of a file for oneself alone; tell whether that went."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
