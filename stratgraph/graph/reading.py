"""From the bytes of a file to quads.

Nothing is fetched and no other file is read on a document's word: bytes go in, and no base IRI is made up from this
machine's folders.
"""

from __future__ import annotations

import os

from pyoxigraph import Quad, RdfFormat, Store, parse

from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

NOT_UTF_8 = Text(en="{place}: not UTF-8; save the file as UTF-8", sv="{place}: inte UTF-8; spara filen som UTF-8")

#: JSON-LD that is nested some thousand deep ends the process without an exception.
MOST_NESTED = 100


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file.

    Raises InputError where there is none, or where it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise InputError(Text(en="no file {path}", sv="filen {path} finns inte").format(path=path)) from None
    except IsADirectoryError:
        raise InputError(
            Text(en="{path} is a folder, not a file", sv="{path} är en mapp, inte en fil").format(path=path)
        ) from None
    except OSError as error:
        raise InputError(
            Text(en="{path} cannot be read: {why}", sv="{path} går inte att läsa: {why}").format(
                path=path, why=error.strerror
            )
        ) from error


def read_text(path: str) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises InputError where it cannot be read, ParseError where it is not UTF-8.
    """
    return decode(read_bytes(path), name=path)


def decode(data: bytes, *, name: str) -> str:
    r"""Return the text that UTF-8 bytes stand for, without a byte order mark.

    Raises ParseError, with line and column, where they are not UTF-8.

    >>> decode(b"Malm\xc3\xb6", name="x.ttl")
    'Malmö'
    """
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise ParseError(
            NOT_UTF_8.format(place=f"{name}:{line}:{column}"),
            line=line,
            column=column,
        ) from error


def format_of(path: str) -> RdfFormat:
    """Return the format that a file's ending stands for.

    Raises InputError for an ending that stands for none.
    """
    ending = os.path.splitext(path)[1].lstrip(".").lower()
    if ending not in FORMATS:
        raise InputError(
            Text(
                en="{path}: cannot tell the format; known endings are {known}",
                sv="{path}: formatet är okänt; kända filändelser är {known}",
            ).format(path=path, known=", ".join("." + name for name in FORMATS))
        )
    return FORMATS[ending]


def read_quads(path: str) -> list[Quad]:
    """Return the quads of a file, by the format of its ending; blank nodes get names of their own.

    Raises InputError where the file cannot be read, ParseError with line and column where it does not parse.
    """
    return parse_quads(read_bytes(path), name=path, form=format_of(path))


def parse_quads(data: bytes, *, name: str, form: RdfFormat) -> list[Quad]:
    """Return the quads that the bytes hold; `name` is what errors call them.

    Raises ParseError, with line and column where they are known.

    >>> len(parse_quads(b"<a:s> <a:p> <a:o> .", name="x.ttl", form=FORMATS["ttl"]))
    1
    """
    data = _checked(data, name=name, form=form)
    try:
        return list(parse(input=data, format=form, rename_blank_nodes=True))
    except SyntaxError as error:
        raise parse_error(error, name) from error


def load_file(store: Store, path: str) -> None:
    """Load a file into a store, by the format of its ending; blank nodes get names of their own.

    Raises InputError where the file cannot be read, ParseError with line and column where it does not parse; the store
    then holds what it held before.
    """
    form = format_of(path)
    data = _checked(read_bytes(path), name=path, form=form)
    try:
        # Into memory, one transaction costs less than bulk loading, and is all or nothing too.
        store.load(input=data, format=form)
    except SyntaxError as error:
        raise parse_error(error, path) from error


def _checked(data: bytes, *, name: str, form: RdfFormat) -> bytes:
    """Return the bytes without a byte order mark; raises ParseError for what the parser must not be given."""
    text = decode(data, name=name)
    if not text or text.isspace():
        raise ParseError(Text(en="{name} is empty", sv="{name} är tom").format(name=name), line=1)
    _refuse_what_hurts(text, name=name, form=form)
    return data.removeprefix(BYTE_ORDER_MARK)


def _refuse_what_hurts(text: str, *, name: str, form: RdfFormat) -> None:
    """Raise ParseError for what a parser would choke on: an XML document type, JSON nested without end."""
    if form == RdfFormat.RDF_XML and "<!doctype" in text.lower():
        line = text[: text.lower().index("<!doctype")].count("\n") + 1
        raise ParseError(
            Text(
                en="{name}:{line}: a DOCTYPE is not accepted; take it out",
                sv="{name}:{line}: DOCTYPE godtas inte; ta bort den",
            ).format(name=name, line=line),
            line=line,
        )
    if form == RdfFormat.JSON_LD and nesting(text) > MOST_NESTED:
        raise ParseError(
            Text(en="{name}: nested deeper than {most} levels", sv="{name}: nästlad djupare än {most} nivåer").format(
                name=name, most=MOST_NESTED
            )
        )


def nesting(text: str) -> int:
    """Return the greatest number of brackets and braces that stand open at once, strings left out.

    >>> nesting('{"a": ["[[["]}')
    2
    """
    depth = deepest = 0
    quoted = escaped = False
    for sign in text:
        if quoted:
            quoted = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def parse_error(error: SyntaxError, name: str) -> ParseError:
    """Return the parser's complaint with the place in the user's own file."""
    place = name if error.lineno is None else f"{name}:{error.lineno}:{error.offset or 1}"
    reason = (error.msg or "").split(" at line ")[0] if error.lineno is None else _without_place(error.msg)
    text = NOT_UTF_8 if reason.startswith("Invalid UTF-8") else Text(en="{place}: {reason}", sv="{place}: {reason}")
    return ParseError(
        text.format(place=place, reason=reason),
        line=error.lineno,
        column=error.offset,
    )


def _without_place(message: str) -> str:
    """Return the parser's message without the place that it repeats.

    >>> _without_place("Parser error at line 2 between columns 3 and 5: unexpected dot")
    'unexpected dot'
    """
    return message.split(": ", 1)[1] if message.startswith("Parser error at") and ": " in message else message
