"""Data files as streams of bytes: unpacked, without a byte order mark, digested and watched on the way."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import IO, Any, NamedTuple

from pyoxigraph import RdfFormat

from stratgraph.graph.reading import BYTE_ORDER_MARK, format_of
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

#: Endings of packed files, and the module and function that unpack them.
PACKED = {".gz": ("gzip", "GzipFile"), ".bz2": ("bz2", "BZ2File"), ".xz": ("lzma", "LZMAFile")}
BLOCK = 1 << 20

#: What a literal's type and text may look like that a store keeps in another form.
_TYPED = re.compile(rb'"\^\^(?:<[^>]*#|[\w-]*:)(\w+)')
_CHANGED_TYPES = re.compile(rb"(?:byte|short|int|long|unsigned\w+|\w+(?:ive|ve)Integer|float|double)\Z")
_CHANGED_TEXT = re.compile(rb"[+-]?0\d.*|\+.*|-0+|.*\.\d*0|\d+\.|\.\d+|.*[:.]\d*0(?:Z|[+-].*)?|.*[+-]00:00|.*T24.*")
_BARE = re.compile(rb"[\s,][+-]?(?:0\d|\d+\.\d*0[\s;,.\])]|\d+(?:\.\d*)?[eE][+-]?\d)|[\s,]\+\d")

Told = Callable[[str, int, int], None]


class Kind(NamedTuple):
    """What a file's name says of it: the format, and the ending of a packed file, else ""."""

    form: RdfFormat
    packed: str


def kind_of(path: str) -> Kind:
    """Return the format and packing that a file's endings stand for.

    Raises InputError for endings that stand for none.

    >>> kind_of("town.nq.gz").packed
    '.gz'
    """
    inner, ending = os.path.splitext(path)
    if ending.lower() == ".zst":
        text = Text(en="{path}: unpack it first: zstd -d {path}", sv="{path}: packa upp den först: zstd -d {path}")
        raise InputError(text.format(path=path))
    return Kind(format_of(inner), ending.lower()) if ending.lower() in PACKED else Kind(format_of(path), "")


def check_files(paths: Iterable[str]) -> None:
    """Look at data files before the first is read.

    Raises InputError for endings that stand for no format, a file that is not there, is none, or is named twice.
    """
    seen: dict[str, str] = {}
    for path in paths:
        kind_of(path)
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            raise unreadable(path, error) from error
        if stat.S_ISDIR(mode):
            raise unreadable(path, IsADirectoryError())
        if not stat.S_ISREG(mode):
            # A pipe without a writer would be waited for without end, and some files are read twice.
            text = Text(
                en="{path} is not a regular file; save what it gives in a file first",
                sv="{path} är ingen vanlig fil; spara först det den ger i en fil",
            )
            raise InputError(text.format(path=path))
        real = os.path.realpath(path)
        if real in seen:
            text = Text(
                en="{path} is {first} again; name each file once", sv="{path} är {first} igen; ange varje fil en gång"
            )
            raise InputError(text.format(path=path, first=seen[real]))
        seen[real] = path


class Stream:
    """A data file, read once from its beginning to its end."""

    def __init__(self, path: str, *, told: Told | None = None) -> None:
        """Open the file; `told` hears of its path, the bytes that were read of it, and its size.

        Raises InputError where it cannot be opened.
        """
        self.path = path
        self.kind = kind_of(path)
        self.suspicious = False
        self.blank = True
        self.failure: OSError | None = None
        self._told = told
        self._digest = sha256()
        try:
            self._file = open(path, "rb")  # noqa: SIM115 - closed by `close`
        except OSError as error:
            raise unreadable(path, error) from error
        self.size = os.fstat(self._file.fileno()).st_size
        self._done = 0
        self._unpacked = self._unpacker()
        self._block = b""
        self._at = 0
        self._first = True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` of them; b"" at the end."""
        if self._at >= len(self._block):
            self._block, self._at = self._next_block(), 0
        end = len(self._block) if size < 0 else min(self._at + size, len(self._block))
        found = self._block[self._at : end]
        self._at = end
        return found

    def read_whole(self) -> bytes:
        """Return all the bytes that are left."""
        return b"".join(iter(lambda: self.read(BLOCK), b""))

    def digest(self) -> str:
        """Return the SHA-256 of the file as it lies on the disk, in hexadecimal; what was not read yet is read now."""
        while self._raw(BLOCK):
            pass
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _unpacker(self) -> Any:
        if not self.kind.packed:
            return None
        from importlib import import_module

        module, name = PACKED[self.kind.packed]
        watched = _Watched(self._raw)
        made = getattr(import_module(module), name)
        return made(fileobj=watched, mode="rb") if name == "GzipFile" else made(watched)

    def _raw(self, size: int) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        self._done += len(data)
        if self._told is not None:
            self._told(self.path, self._done, self.size)
        return data

    def _next_block(self) -> bytes:
        try:
            data: bytes = self._raw(BLOCK) if self._unpacked is None else self._unpacked.read(BLOCK)
        except (OSError, EOFError, ValueError) as error:
            self.failure = error if isinstance(error, OSError) else OSError(str(error))
            raise self.failure from error
        except Exception as error:  # zlib.error and lzma.LZMAError share no other base
            self.failure = OSError(str(error))
            raise self.failure from error
        if self._first:
            data, self._first = data.removeprefix(BYTE_ORDER_MARK), False
        self.blank = self.blank and not data.strip()
        self.suspicious = self.suspicious or suspicious(data, bare=self.kind.form in (RdfFormat.TURTLE, RdfFormat.TRIG))
        return data


class _Watched:
    """The little of a file that the unpackers ask for."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        return self._read(size)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it cannot be read twice."""
        return False


def suspicious(block: bytes, *, bare: bool) -> bool:
    """Tell whether a literal in the text may be one that a store keeps in another form.

    `bare` asks for numbers without quotation marks too, which Turtle and TriG have.

    >>> suspicious(b'<a:s> <a:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .', bare=False)
    True
    >>> suspicious(b'<a:s> <a:p> "2003"^^<http://www.w3.org/2001/XMLSchema#integer> .', bare=False)
    False
    """
    if bare and _BARE.search(block):
        return True
    for found in _TYPED.finditer(block):
        start = block.rfind(b'"', 0, found.start())
        text = block[start + 1 : found.start()]
        if _CHANGED_TYPES.match(found[1]) or (found[1] != b"string" and _CHANGED_TEXT.fullmatch(text)):
            return True
        if found[1] == b"boolean" and text in (b"0", b"1"):
            return True
    return False


def unreadable(path: str, error: OSError) -> InputError:
    """Return the error for a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(Text(en="no file {path}", sv="filen {path} finns inte").format(path=path))
    if isinstance(error, IsADirectoryError):
        return InputError(
            Text(en="{path} is a folder, not a file", sv="{path} är en mapp, inte en fil").format(path=path)
        )
    why = error.strerror or str(error)
    text = Text(en="{path} cannot be read: {why}", sv="{path} går inte att läsa: {why}")
    return InputError(text.format(path=path, why=why))


def open_binary(stream: Stream) -> IO[bytes]:
    """Return the stream as what the engine's types call a binary file."""
    from typing import cast

    return cast("IO[bytes]", stream)
