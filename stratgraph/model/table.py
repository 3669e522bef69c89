"""An answer: columns with titles in both languages, and rows of typed values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from stratgraph.model.language import Text

if TYPE_CHECKING:
    from stratgraph.model.about import About


class Entity(NamedTuple):
    """A resource and its label; `fallback` is the label's language if it is not the asked one, "iri" if it has none."""

    iri: str
    label: str
    fallback: str | None = None


class Code(NamedTuple):
    """A coded value, the same in every language, and the word for it in the asked one."""

    value: str
    label: str
    iri: str | None = None


Value = Entity | Code | int | float | bool | str | tuple["Entity | Code | str", ...] | None


class Column(NamedTuple):
    """A column: `kind` is entity, code, number, boolean, text, list (of entities) or evidence (locators' IRIs)."""

    name: str
    title: Text
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """The answer to a question.

    `citations` says of a locator's IRI how people cite it, where that was asked for; `notes` is what a reader should
    know, beside the rows; `about` is what a page of its own says around them.

    >>> column = Column("city", Text(en="city", sv="stad"), "entity")
    >>> Table((column,), ((Entity("a:b", "Riga"),),)).to_dicts(iri=True)
    [{'city': 'Riga', 'city_iri': 'a:b'}]
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: Text = Text(en="", sv="")
    citations: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: tuple[Text, ...] = ()
    about: About | None = None

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def names(self, *, iri: bool = False) -> list[str]:
        """Return the keys of the rows; with `iri`, `<column>_iri` follows every column of resources."""
        names = []
        for column in self.columns:
            names.append(column.name)
            if iri and self.has_iris(column):
                names.append(column.name + "_iri")
        return names

    def has_iris(self, column: Column) -> bool:
        """Tell whether a column's values are resources with labels."""
        return column.kind in ("entity", "list")

    def to_dicts(self, *, iri: bool = False) -> list[dict[str, object]]:
        """Return the rows as plain values: labels, codes, numbers, booleans, text, lists; None where unbound."""
        return [dict(self._items(row, iri)) for row in self.rows]

    def _items(self, row: tuple[Value, ...], iri: bool) -> Iterator[tuple[str, object]]:
        for column, value in zip(self.columns, row, strict=True):
            yield column.name, plain(value)
            if iri and self.has_iris(column):
                yield column.name + "_iri", iri_of(value)

    def to_pandas(self, *, iri: bool = False) -> Any:
        """Return the rows as a pandas DataFrame, columns as in `to_dicts`.

        Raises InputError where pandas is not installed; nothing else here needs it.
        """
        try:
            import pandas
        except ImportError as error:
            from stratgraph.model.errors import InputError

            raise InputError(
                Text(en="to_pandas needs pandas: pip install pandas", sv="to_pandas behöver pandas: pip install pandas")
            ) from error
        return pandas.DataFrame(self.to_dicts(iri=iri), columns=self.names(iri=iri))

    def _repr_html_(self) -> str:
        """Return the table as HTML, as notebooks show it: labels and words, evidence by the locators' names."""
        from html import escape

        head = "".join(f"<th>{escape(column.title.en)}</th>" for column in self.columns)
        rows = "".join(f"<tr>{''.join(f'<td>{_html(value)}</td>' for value in row)}</tr>" for row in self.rows)
        caption = f"<caption>{escape(self.title.en)}</caption>" if self.title.en else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def locators(self) -> list[str]:
        """Return the IRIs of every locator that the rows rest on, each once, in the order of the rows."""
        places = [number for number, column in enumerate(self.columns) if column.kind == "evidence"]
        cells = [cell for row in self.rows for place in places if isinstance(cell := row[place], tuple)]
        return list(dict.fromkeys(str(locator) for cell in cells for locator in cell))


def _html(value: Value) -> str:
    """Return a cell for a notebook.

    >>> _html((Entity("a:b", "Riga"), Entity("a:c", "<x>")))
    'Riga<br>&lt;x&gt;'
    """
    from html import escape

    if isinstance(value, Entity | Code):
        return escape(value.label)
    if isinstance(value, tuple):
        return "<br>".join(_html(part) for part in value)
    if isinstance(value, bool):
        return "✓" if value else ""
    text = "" if value is None else str(value)
    return escape(text.rpartition("/")[2] if "://" in text else text)


def plain(value: Value) -> object:
    """Return a value as JSON has it.

    >>> plain((Entity("a:b", "Riga"),)), plain(Code("niche", "nisch"))
    (['Riga'], 'niche')
    """
    if isinstance(value, Entity):
        return value.label
    if isinstance(value, Code):
        return value.value
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def iri_of(value: Value) -> object:
    """Return the IRI of a resource, or the list of them."""
    if isinstance(value, Entity | Code):
        return value.iri
    if isinstance(value, tuple):
        return [iri_of(part) for part in value]
    return None
