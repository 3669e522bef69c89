"""Writing a file whole or not at all."""

from __future__ import annotations

import os

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text


def write_whole(path: str, content: str | bytes) -> None:
    """Write a file by way of a temporary one beside it: who reads it sees the old content or the new.

    Text is written as UTF-8, its line ends as they are.

    Raises InputError where the path is a folder, or cannot be written.
    """
    from tempfile import mkstemp

    if os.path.isdir(path):
        raise InputError(
            Text(en="{path} is a folder; name a file", sv="{path} är en mapp; ange en fil").format(path=path)
        )
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise _cannot(path, Text(en="it is read-only", sv="den är skrivskyddad"))
    try:
        handle, temporary = mkstemp(prefix=".stratgraph-", dir=os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise _cannot(path, _reason(error)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        os.unlink(temporary)
        raise _cannot(path, _reason(error)) from error


def _mode(path: str) -> int:
    """Return the mode of the file that is replaced, else what a new file gets here (mkstemp's own is 0600)."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _reason(error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text(en="its folder does not exist", sv="mappen finns inte")
    return Text(en=error.strerror or str(error), sv=error.strerror or str(error))


def _cannot(path: str, why: Text) -> InputError:
    text = Text(en="cannot write {path}: {why}", sv="kan inte skriva {path}: {why}")
    return InputError(text.format(path=path, why=why))
