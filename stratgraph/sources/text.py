"""A copy of a document, from bytes to text, to lines, and to the condensed text that digests are made of.

Lines end at LF, CR LF or CR, as text editors count them; a form feed or a Unicode line separator ends none (so that
the numbers are those that an editor shows, unlike `str.splitlines`).
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.passage import Span

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")

#: A text file holds no control characters but these (tab, line feed, vertical tab, form feed, carriage return, escape
#: aside); one NUL is enough to know a binary file.
CONTROLS = frozenset(map(chr, (*range(9), *range(14, 27), *range(28, 32), 127)))

#: Hangul vowels and final consonants: starters that compose with what stands before them (Unicode 15, §3.12).
JAMO = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))


@dataclass(frozen=True)
class Condensed:
    """Text with all white space removed, in NFC; `starts[i]`, `ends[i]` say where its character i stands in the copy.

    The offsets are code points of the copy as it is, also where the copy is in another normal form: a letter that the
    copy writes as a base and an accent is one character here, and spans both there.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return where the characters from `start` up to `end` stand in the copy."""
        return Span(self.starts[start], self.ends[end - 1])

    def range(self, span: Span) -> tuple[int, int]:
        """Return the condensed positions of the characters that lie in `span` of the copy."""
        return bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)


@dataclass(frozen=True)
class Copy:
    """A copy of a document: its text as it is, a byte order mark included, and how it was read."""

    text: str
    digest: str
    size: int
    encoding: str
    path: Path | None = None

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        return (0, *(match.end() for match in LINE_END.finditer(self.text)))

    @cached_property
    def condensed(self) -> Condensed:
        """The text that digests are made of."""
        return condense(self.text)

    def line_at(self, offset: int) -> int:
        """Return the 1-based line in which `offset` stands."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, number: int) -> Span:
        """Return where line `number` stands, without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return Span(starts[number - 1], starts[number - 1] + len(self.text[starts[number - 1] : end].rstrip("\r\n")))

    def line(self, number: int) -> str:
        """Return the text of line `number`, without its line end."""
        return self.line_span(number).of(self.text)

    @property
    def line_count(self) -> int:
        """The number of lines; an end of line at the end of the text begins no further one."""
        return len(self.line_starts) - (self.line_starts[-1] == len(self.text))

    def lines_of(self, spans: Sequence[Span]) -> tuple[int, int]:
        """Return the first and the last line that `spans` touch."""
        return self.line_at(spans[0].start), self.line_at(max(spans[-1].end - 1, spans[-1].start))

    def digest_of(self, spans: Sequence[Span]) -> str:
        """Return the digest of the text of `spans` joined."""
        return digest("".join(span.of(self.text) for span in spans))


def squeeze(text: str) -> str:
    r"""Return `text` in NFC with all white space (`str.isspace`) removed.

    >>> squeeze("nod i\n Norden") == squeeze("nod i Norden") == "nodiNorden"
    True
    """
    return "".join(unicodedata.normalize("NFC", text).split())


def digest(text: str) -> str:
    """Return the SHA-256 of the squeezed text in UTF-8, in hexadecimal.

    >>> digest("a b") == digest("ab")
    True
    """
    return hashlib.sha256(squeeze(text).encode("utf-8", "surrogatepass")).hexdigest()


def condense(text: str) -> Condensed:
    r"""Return `text` squeezed, with the way back to its offsets; a byte order mark at its start is left out.

    >>> condensed = condense("e\u0301 a")
    >>> condensed.text, condensed.span(0, 1), condensed.span(1, 2)
    ('éa', Span(start=0, end=2), Span(start=3, end=4))
    """
    first = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    if unicodedata.is_normalized("NFC", text):
        starts = [index for index, character in enumerate(text) if not character.isspace()][first:]
        return Condensed("".join(text[first:].split()), starts, [start + 1 for start in starts])
    letters: list[tuple[str, int, int]] = []
    for span in clusters(text, first):
        composed = unicodedata.normalize("NFC", span.of(text))
        letters += [(character, *span) for character in composed if not character.isspace()]
    return Condensed("".join(c for c, _, _ in letters), [s for _, s, _ in letters], [e for _, _, e in letters])


def clusters(text: str, first: int = 0) -> Iterator[Span]:
    """Yield the stretches from `first` on that normalisation never composes with their neighbours.

    A starter and the marks that follow it (Unicode Standard Annex 15, §9).
    """
    start = first
    for index in range(first + 1, len(text)):
        if not joins(text[index]):
            yield Span(start, index)
            start = index
    if start < len(text):
        yield Span(start, len(text))


def joins(character: str) -> bool:
    """Return whether `character` may compose with the one before it."""
    return unicodedata.category(character).startswith("M") or any(ord(character) in run for run in JAMO)


def read_copy(path: str | Path) -> Copy:
    """Read the text file at `path`.

    Raises `InputError` where there is none, or where it is a folder, unreadable, empty or no text.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(MISSING.format(path=path)) from None
    except IsADirectoryError:
        raise InputError(FOLDER.format(path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(UNREADABLE.format(path=path, reason=reason)) from None
    return copy_of(data, path)


def copy_of(data: bytes, path: Path | None = None) -> Copy:
    """Return the copy that `data` holds; `path` is only its name.

    Raises `InputError` where it is empty or no text.

    >>> copy_of("Åre".encode("cp1252")).encoding
    'windows-1252'
    """
    text, encoding = decode(data, path)
    if not text.strip(BYTE_ORDER_MARK).strip():
        raise InputError(EMPTY.format(path=path or "-"))
    return Copy(text, hashlib.sha256(data).hexdigest(), len(data), encoding, path)


def decode(data: bytes, path: Path | None = None) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding (as IANA registers it).

    UTF-8 if it is that; UTF-16 if a byte order mark says so; else Windows-1252, or ISO-8859-1 where that leaves a
    byte undefined. A byte order mark stays in the text, since offsets count it.
    """
    for encoding, name in candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.isdisjoint(text):
            return text, name
        break
    raise InputError(BINARY.format(path=path or "-"))


def candidates(data: bytes) -> list[tuple[str, str]]:
    """Return Python's names and the registered names of the encodings to try."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return [("utf-16-le", "UTF-16LE")]
    if data.startswith(codecs.BOM_UTF16_BE):
        return [("utf-16-be", "UTF-16BE")]
    return [("utf-8", "UTF-8"), ("cp1252", "windows-1252"), ("latin-1", "ISO-8859-1")]


MISSING = Text(
    en="{path}: there is no such file; check the path",
    sv="{path}: filen finns inte; kontrollera sökvägen",
)
FOLDER = Text(
    en="{path} is a folder; give the text file itself",
    sv="{path} är en mapp; ange själva textfilen",
)
UNREADABLE = Text(
    en="{path} cannot be read ({reason}); check the path and your rights to it",
    sv="{path} går inte att läsa ({reason}); kontrollera sökvägen och dina rättigheter",
)
EMPTY = Text(
    en="{path} is empty; give the document as a text file",
    sv="{path} är tom; ange dokumentet som textfil",
)
BINARY = Text(
    en="{path} is not a text file; save the document as plain text first",
    sv="{path} är ingen textfil; spara dokumentet som ren text först",
)
