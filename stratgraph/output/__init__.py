"""A table as text, page or workbook: for the terminal, for spreadsheets, for programs, for documents."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Table

#: Each format of text and the module that writes it.
TEXTS = {
    "table": "stratgraph.output.terminal",
    "csv": "stratgraph.output.separated",
    "tsv": "stratgraph.output.separated",
    "json": "stratgraph.output.json",
    "jsonl": "stratgraph.output.json",
    "md": "stratgraph.output.markdown",
    "html": "stratgraph.output.html",
}

#: Formats of bytes; `stratgraph.output.xlsx` writes them.
BINARY = ("xlsx",)

#: Every format of a table.
FORMATS = (*TEXTS, *BINARY)

#: Formats for people: they show labels and citations, not codes and IRIs.
IN_WORDS = ("table", "md", "html", "xlsx")

#: Formats that have room for what stands around a table: a page and a workbook.
WITH_ABOUT = ("html", "xlsx")

#: Formats under which more text may stand.
OPEN_ENDED = ("table", "md")

#: Formats that spreadsheets open as text.
SEPARATED = ("csv", "tsv")

#: Formats of the terms that SELECT and ASK answer with, and of the triples of CONSTRUCT and DESCRIBE.
RESULTS = ("srj", "srx")
TRIPLES = ("ttl", "nt", "jsonld")


def render(
    table: Table,
    form: str,
    *,
    language: str = "en",
    iri: bool = False,
    width: int = 100,
    excel: bool = False,
    colour: bool = False,
) -> str:
    """Return the table in a format of text; `iri` adds a column of IRIs beside each of labels.

    `width` is in characters and counts for "table" alone, as does `colour`, for a terminal; `excel` makes CSV and TSV
    safe to open in a spreadsheet.

    Raises InputError for a format that there is not.
    """
    if form not in TEXTS:
        raise InputError(
            Text(en='no format "{form}"; there are {known}', sv='inget format "{form}"; det finns {known}').format(
                form=form, known=", ".join(TEXTS)
            )
        )
    writer: Callable[..., str] = getattr(import_module(TEXTS[form]), form)
    extra = {"excel": excel} if form in SEPARATED else {"colour": colour} if form == "table" else {}
    return writer(table, language=language, iri=iri, width=width, **extra)


def format_for(path: str, known: Collection[str] = FORMATS) -> str:
    """Return the format, one of the known, that a file's ending stands for.

    Raises InputError for an ending that stands for none.

    >>> format_for("answer.csv")
    'csv'
    """
    endings = {"txt": "table", **{name: name for name in known if name != "table"}}
    ending = path.rpartition(".")[2].lower()
    if ending not in endings:
        raise InputError(
            Text(
                en="{path}: cannot tell the format; endings are {known}, or say --format",
                sv="{path}: formatet är okänt; filändelser är {known}, eller ange --format",
            ).format(path=path, known=", ".join("." + name for name in endings))
        )
    return endings[ending]
