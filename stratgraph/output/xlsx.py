"""A workbook: the answer, its evidence, and what was asked. The same table gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import zip_longest
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from stratgraph.model.about import About
from stratgraph.model.language import Text
from stratgraph.model.table import Table, Value, iri_of
from stratgraph.output.words import cell, header

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Plain = str | int | float | bool | None

ANSWER = Text(en="Answer", sv="Svar")
EVIDENCE = Text(en="Evidence", sv="Belägg")
ABOUT = Text(en="About", sv="Om")
EVIDENCE_HEADER = (
    Text(en="Place", sv="Ställe"),
    Text(en="Lines", sv="Rader"),
    Text(en="Source", sv="Källa"),
    Text(en="Layer", sv="Lager"),
    Text(en="Quotation", sv="Citat"),
    Text(en="Analyst's reading", sv="Analytikers läsning"),
    Text(en="Locator (IRI)", sv="Lokalisering (IRI)"),
)
ABOUT_ROWS = {
    "title": Text(en="Question", sv="Fråga"),
    "description": Text(en="Description", sv="Beskrivning"),
    "reading": Text(en="How to read it", sv="Så läses svaret"),
    "chosen": Text(en="Chosen", sv="Valt"),
    "command": Text(en="Ask again", sv="Fråga igen"),
    "sparql": Text(en="SPARQL", sv="SPARQL"),
}

#: How many characters a cell holds, in UTF-16 code units: Excel's own limit, beyond which it calls a file broken.
MOST = 32_767
#: Excel keeps fifteen digits of a number.
MOST_DIGITS = 10**15
CUT = Text(en=" … [cut: {n} characters; a cell holds {most}]", sv=" … [avkortat: {n} tecken; en cell rymmer {most}]")
CUT_NOTE = Text(
    en="cut to what a cell holds ({most} characters), and marked: {cells} (csv and json hold them whole)",
    sv="avkortade till vad en cell rymmer ({most} tecken), med märke: {cells} (csv och json har dem hela)",
)
REMOVED_NOTE = Text(
    en="control characters, which a workbook cannot hold, were left out of: {cells}",
    sv="styrtecken, som en arbetsbok inte kan innehålla, uteslöts ur: {cells}",
)
#: What XML 1.0 §2.2 has no place for; line ends are handled first.
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: The least and most width of a column, in characters, and how long a text is before it wraps.
NARROW, WIDE = 8, 60
#: A zip archive knows no earlier time. A clock would make every file differ.
EPOCH = (1980, 1, 1, 0, 0, 0)
#: A sign that makes Excel read an edited cell as a formula.
FORMULA = ("=", "+", "-", "@")


class Made(NamedTuple):
    """A workbook's bytes, and what its reader should be told."""

    content: bytes
    notes: tuple[Text, ...]


class _Cells:
    """Turns values into cells' content, and remembers which lost something."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.cut: list[str] = []
        self.removed: list[str] = []

    def text(self, value: str, place: str) -> str:
        """Return the text as a cell can hold it."""
        clean = NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        if len(clean) != len(value.replace("\r\n", "\n")):
            self.removed.append(place)
        length = _units(clean)
        if length <= MOST:
            return clean
        self.cut.append(place)
        mark = CUT.format(n=length, most=MOST).into(self.language)
        return _first_units(clean, MOST - _units(mark)) + mark

    def notes(self) -> tuple[Text, ...]:
        """Return what was lost, and where."""
        notes = []
        if self.cut:
            notes.append(CUT_NOTE.format(most=MOST, cells=", ".join(self.cut)))
        if self.removed:
            notes.append(REMOVED_NOTE.format(cells=", ".join(self.removed)))
        return tuple(notes)


def workbook(answer: Table, *, language: str = "en", iri: bool = False) -> Made:
    """Return the table as an XLSX workbook (ECMA-376): numbers and booleans typed, all else text, never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    cells = _Cells(language)
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = ANSWER.into(language)
    _fill(sheet, header(answer, language, iri=iri), _answer_rows(answer, language, iri), cells)
    about = answer.about or About(answer.title)
    _fill(_sheet(book, EVIDENCE, language), _evidence_header(language), _evidence_rows(about), cells)
    _fill(_sheet(book, ABOUT, language), None, _about_rows(about, answer, language), cells)
    return Made(_bytes(book, about.title.into(language)), cells.notes())


def _sheet(book: Workbook, title: Text, language: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title.into(language))
    return sheet


def _answer_rows(answer: Table, language: str, iri: bool) -> Iterable[list[Plain]]:
    for row in answer.rows:
        found: list[Plain] = []
        for column, value in zip(answer.columns, row, strict=True):
            found.append(_typed(value) if _is_typed(value) else cell(answer, column, value, language, between="\n"))
            if iri and answer.has_iris(column):
                iris = iri_of(value)
                found.append("\n".join(map(str, iris)) if isinstance(iris, list) else str(iris or ""))
        yield found


def _is_typed(value: Value) -> bool:
    return value is None or isinstance(value, bool | int | float)


def _typed(value: Value) -> Plain:
    """Return a number as Excel keeps it, or as text where it would not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None if value is None else bool(value)
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    return value if abs(value) < MOST_DIGITS else str(value)


def _evidence_header(language: str) -> list[str]:
    return [title.into(language) for title in EVIDENCE_HEADER]


def _evidence_rows(about: About) -> Iterable[list[Plain]]:
    for one in about.passages:
        yield [one.citation, one.lines, one.source, one.layer_word, one.quotation, one.rationale, one.locator]


def _about_rows(about: About, answer: Table, language: str) -> Iterable[list[Plain]]:
    for name, title in ABOUT_ROWS.items():
        value = getattr(about, name)
        if value:
            said = value.into(language) if isinstance(value, Text) else value
            yield [title.into(language), ", ".join(said) if isinstance(said, tuple) else said.strip()]
    for note in answer.notes:
        yield [None, note.into(language)]


def _fill(sheet: Worksheet, titles: Sequence[str] | None, rows: Iterable[Sequence[Plain]], cells: _Cells) -> None:
    """Write a sheet; without titles, its first column is what is bold."""
    lines = ([titles] if titles else []) + list(rows)
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            if value is not None and value != "":
                _write(sheet, number, place, value, cells, bold=number == 1 if titles else place == 1)
    _widen(sheet, lines)
    if titles:
        _head(sheet, len(titles), len(lines))


def _write(sheet: Worksheet, row: int, column: int, value: Plain, cells: _Cells, *, bold: bool) -> None:
    from openpyxl.styles import Alignment, Font

    target = sheet.cell(row, column)
    if isinstance(value, str):
        target.value = text = cells.text(value, f"{sheet.title}!{target.coordinate}")
        # Otherwise openpyxl writes a formula for "=…", an error for "#N/A".
        target.data_type = "s"
        target.quotePrefix = text.startswith(FORMULA)
    else:
        target.value = value
    target.alignment = Alignment(vertical="top", wrap_text=True)
    target.font = Font(bold=bold)


def _widen(sheet: Worksheet, lines: Sequence[Sequence[Plain]]) -> None:
    """Make each column as wide as it needs, within limits; three characters more leave room for the filter's button."""
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(zip_longest(*lines), start=1):
        longest = max(
            (len(part) for value in column if value is not None for part in str(value).split("\n")), default=0
        )
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, NARROW), WIDE) + 3


def _head(sheet: Worksheet, columns: int, lines: int) -> None:
    """Keep the header in sight, on each printed page too, and let it filter; as wide as the paper."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{lines}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _bytes(book: Workbook, title: str) -> bytes:
    """Return the saved workbook with every time that openpyxl took from the clock replaced."""
    book.properties.title = NOT_IN_XML.sub("", title) or None
    book.properties.creator = "stratgraph"
    saved = BytesIO()
    book.save(saved)
    fixed = BytesIO()
    with ZipFile(saved) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+ [^>]*>)\d{4}-[^<]*<", rb"\g<1>1980-01-01T00:00:00Z<", content)
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return fixed.getvalue()


def _units(text: str) -> int:
    """Return the length in UTF-16 code units, which Excel counts.

    >>> _units("å"), _units("😀")
    (1, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, count: int) -> str:
    return text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", errors="ignore")
