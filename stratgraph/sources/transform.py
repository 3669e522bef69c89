"""Copies that are the same document, stored in another way: line ends, byte order mark, normal form, encoding, tail.

A copy is such a one if undoing the change gives exactly the bytes whose digest the source states.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from enum import Enum
from itertools import product

from stratgraph.model.language import Text
from stratgraph.sources.text import BYTE_ORDER_MARK, LINE_END, Copy

#: How many empty lines at the end of the original are tried.
TAIL = 12
#: The encodings that an original may have, with their registered names.
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "windows-1252", "latin-1": "ISO-8859-1"}


class Kind(Enum):
    """How a copy relates to the document that the data was made from."""

    SAME = "same"
    RESTORED = "restored"
    EDITION = "edition"


class Change(Enum):
    """What was done to a document between the source and a copy."""

    LINE_ENDS = "line-ends"
    MARK = "byte-order-mark"
    NORMAL_FORM = "normal-form"
    ENCODING = "encoding"
    TAIL = "empty-lines-at-the-end"

    @property
    def words(self) -> Text:
        """Its name in words."""
        return WORDS[self]


WORDS = {
    Change.LINE_ENDS: Text(en="line ends", sv="radslut"),
    Change.MARK: Text(en="byte order mark", sv="byteordningsmärke"),
    Change.NORMAL_FORM: Text(en="Unicode normal form", sv="Unicode-normalform"),
    Change.ENCODING: Text(en="encoding", sv="teckenkodning"),
    Change.TAIL: Text(en="empty lines at the end", sv="tomma rader i slutet"),
}


def restore(copy: Copy, wanted: str) -> tuple[str, tuple[Change, ...]] | None:
    """Return the text of the source whose bytes have the digest `wanted`, and what the copy changed in it.

    None where no undoing of these changes gives that digest: then the copy is another edition.
    """
    if copy.digest == wanted:
        return copy.text, ()
    for text, changes in originals(copy.text):
        for encoding, name in ENCODINGS.items():
            if sha256(text, encoding) == wanted:
                return text, changes if name == copy.encoding else (*changes, Change.ENCODING)
    return None


def originals(text: str) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Yield the texts that `text` may have been made from, each with its changes, the least changed first."""
    bare = text.removeprefix(BYTE_ORDER_MARK)
    forms = distinct(bare, *(unicodedata.normalize(form, bare) for form in ("NFC", "NFD")))
    for form, (line_end, marked) in product(forms, product(("\n", "\r\n", "\r"), ("", BYTE_ORDER_MARK))):
        ended = LINE_END.sub(line_end, form)
        body = ended.rstrip("\r\n")
        for tail in distinct(ended[len(body) :], *(line_end * count for count in range(TAIL))):
            found = (
                (Change.LINE_ENDS, ended != form),
                (Change.MARK, marked + bare != text),
                (Change.NORMAL_FORM, form != bare),
                (Change.TAIL, body + tail != ended),
            )
            yield marked + body + tail, tuple(change for change, made in found if made)


def distinct(*texts: str) -> list[str]:
    """Return the texts, each once, in order."""
    return list(dict.fromkeys(texts))


def sha256(text: str, encoding: str) -> str | None:
    """Return the digest of `text` in `encoding`, or None where it cannot be written in it."""
    try:
        return hashlib.sha256(text.encode(encoding)).hexdigest()
    except UnicodeEncodeError:
        return None
