"""A table as text: for the terminal, for spreadsheets, for programs, for documents."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Table

#: Each format and the module that writes it.
FORMATS = {
    "table": "stratgraph.output.terminal",
    "csv": "stratgraph.output.separated",
    "tsv": "stratgraph.output.separated",
    "json": "stratgraph.output.json",
    "jsonl": "stratgraph.output.json",
    "md": "stratgraph.output.markdown",
}

#: Formats for people: they show labels and citations, not codes and IRIs.
IN_WORDS = ("table", "md")

ENDINGS = {"txt": "table", **{name: name for name in FORMATS if name != "table"}}


def render(table: Table, form: str, *, language: str = "en", iri: bool = False, width: int = 100) -> str:
    """Return the table in a format; `iri` adds a column of IRIs beside each of labels, `width` is in characters.

    Raises InputError for a format that there is not.
    """
    if form not in FORMATS:
        raise InputError(
            Text(en='no format "{form}"; there are {known}', sv='inget format "{form}"; det finns {known}').format(
                form=form, known=", ".join(FORMATS)
            )
        )
    writer: Callable[..., str] = getattr(import_module(FORMATS[form]), form)
    return writer(table, language=language, iri=iri, width=width)


def format_for(path: str) -> str:
    """Return the format that a file's ending stands for.

    Raises InputError for an ending that stands for none.

    >>> format_for("answer.csv")
    'csv'
    """
    ending = path.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise InputError(
            Text(
                en="{path}: cannot tell the format; endings are {known}, or say --format",
                sv="{path}: formatet är okänt; filändelser är {known}, eller ange --format",
            ).format(path=path, known=", ".join("." + name for name in ENDINGS))
        )
    return ENDINGS[ending]
