"""The header of a question's file: `#+ key: value` lines before the query.

A value may have named parts, `name; key=…; key=…`, as `#+ column: goal; kind=entity; en=Goal; sv=Mål` has. A key that
nobody would read is refused with its line: a header is never half understood.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from stratgraph.model.errors import ParseError
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.table import Column
from stratgraph.model.terms import LAYERS
from stratgraph.questions.question import GROUPS, KINDS, TYPES, About, Parameter, Question, Strongest

MARK = "#+"
NAME = re.compile(r"[a-z][a-z0-9_-]*")
_PART = re.compile(r";\s*([a-z]+)=")

TEXTS = ("title", "description", "reading", "empty")
SINGLE = {"id", "group", "query", "sort", "any", "strongest", "keep", "layers", "about"} | {
    f"{key}-{language}" for key in (*TEXTS, "none") for language in LANGUAGES
}
REPEATED = {"parameter", "column", "word"}


class Line(NamedTuple):
    """One line of the header."""

    number: int
    key: str
    value: str


class Parts(NamedTuple):
    """A value's name and its named parts."""

    name: str
    parts: Mapping[str, str]


def parse_question(text: str, *, path: str, body_of: Callable[[str], str] | None = None) -> Question:
    """Return the question that a file's text holds.

    `body_of` gives the query of another question, for a header with `query:`.

    Raises ParseError, with file and line, for whatever cannot be used.
    """
    return _Header(text, path, body_of).question()


class _Header:
    """Reads one header; every failure knows its line."""

    def __init__(self, text: str, path: str, body_of: Callable[[str], str] | None) -> None:
        self.text = text
        self.path = path
        self.body_of = body_of
        self.lines = self._lines()
        self.single = {line.key: line for line in self.lines if line.key in SINGLE}

    def question(self) -> Question:
        """Return the whole question."""
        name = self._id()
        columns = tuple(self._column(line) for line in self._all("column"))
        if not columns:
            raise self._error(1, Text(en="no column is named", sv="ingen kolumn anges"))
        question = Question(
            id=name,
            path=self.path,
            query=self._body(),
            title=self._text("title"),
            description=self._text("description"),
            reading=self._text("reading"),
            empty=self._text("empty"),
            group=self._one_of("group", GROUPS),
            columns=columns,
            parameters=tuple(self._parameter(line) for line in self._all("parameter")),
            sort=self._names("sort"),
            any=self._names("any"),
            strongest=self._strongest(),
            keep=self._keep(),
            layers=self._layers(),
            words=dict(self._word(line) for line in self._all("word")),
            about=self._about(),
        )
        self._check_columns(question)
        return question

    def _lines(self) -> list[Line]:
        found: list[Line] = []
        for number, raw in enumerate(self.text.splitlines(), start=1):
            if not raw.startswith(MARK):
                continue
            key, colon, value = raw[len(MARK) :].strip().partition(":")
            key, value = key.strip(), value.strip()
            if not colon or not value:
                raise self._error(number, Text(en='expected "#+ key: value"', sv='väntade "#+ nyckel: värde"'))
            if key not in SINGLE | REPEATED:
                raise self._unknown(number, key, sorted(SINGLE | REPEATED))
            if key in SINGLE and any(line.key == key for line in found):
                raise self._error(number, Text(en='"{key}" twice', sv='"{key}" två gånger').format(key=key))
            found.append(Line(number, key, value))
        return found

    def _id(self) -> str:
        line = self._needed("id")
        stem = os.path.splitext(os.path.basename(self.path))[0]
        if line.value != stem:
            raise self._error(
                line.number,
                Text(
                    en='the id is "{id}", the file is called "{stem}"', sv='id är "{id}", filen heter "{stem}"'
                ).format(id=line.value, stem=stem),
            )
        return line.value

    def _body(self) -> str:
        """Return the query; its lines keep their numbers, so that an error names the file's own line."""
        other = self.single.get("query")
        if other is not None and self.body_of is not None:
            return self.body_of(other.value)
        if not any(line.strip() and not line.lstrip().startswith("#") for line in self.text.splitlines()):
            raise self._error(len(self.text.splitlines()), Text(en="no query", sv="frågan saknas"))
        return self.text

    def _text(self, key: str) -> Text:
        return Text(*(self._needed(f"{key}-{language}").value for language in Text._fields))

    def _about(self) -> About | None:
        """Return what the question is about, with what is said where there is none of it."""
        line = self.single.get("about")
        return About(line.value, self._text("none")) if line is not None else None

    def _one_of(self, key: str, known: tuple[str, ...]) -> str:
        line = self._needed(key)
        return self._known(line.number, line.value, known)

    def _known(self, number: int, value: str, known: tuple[str, ...]) -> str:
        if value not in known:
            raise self._unknown(number, value, list(known))
        return value

    def _names(self, key: str) -> tuple[str, ...]:
        line = self.single.get(key)
        return () if line is None else tuple(name.strip() for name in line.value.split(","))

    def _layers(self) -> tuple[str, ...]:
        return tuple(self._known(self.single["layers"].number, name, LAYERS) for name in self._names("layers"))

    def _strongest(self) -> Strongest | None:
        line = self.single.get("strongest")
        if line is None:
            return None
        name, parts = self._parts(line, {"order", "by"}, {"order", "by"})
        return Strongest(name, _split(parts["order"]), _split(parts["by"]))

    def _keep(self) -> tuple[str, tuple[str, ...]] | None:
        line = self.single.get("keep")
        if line is None:
            return None
        name, parts = self._parts(line, {"values"}, {"values"})
        return name, _split(parts["values"])

    def _column(self, line: Line) -> Column:
        name, parts = self._parts(line, {"kind", "en", "sv"}, {"kind", "en", "sv"})
        return Column(name, Text(parts["en"], parts["sv"]), self._known(line.number, parts["kind"], KINDS))

    def _parameter(self, line: Line) -> Parameter:
        known = {"type", "default", "values", "class", "needs", "en", "sv"}
        name, parts = self._parts(line, known, {"type", "en", "sv"})
        return Parameter(
            name=name,
            text=Text(parts["en"], parts["sv"]),
            type=self._known(line.number, parts["type"], TYPES),
            default=parts.get("default"),
            values=_split(parts.get("values", "")),
            of=parts.get("class"),
            needs=self._known(line.number, parts["needs"], LAYERS) if "needs" in parts else None,
        )

    def _word(self, line: Line) -> tuple[tuple[str, str], Text]:
        name, parts = self._parts(line, {"code", "en", "sv"}, {"code", "en", "sv"})
        return (name, parts["code"]), Text(parts["en"], parts["sv"])

    def _parts(self, line: Line, known: set[str], needed: set[str]) -> Parts:
        pieces = _PART.split(line.value)
        name, parts = pieces[0].strip(), dict(zip(pieces[1::2], map(str.strip, pieces[2::2]), strict=True))
        if not NAME.fullmatch(name):
            raise self._error(
                line.number, Text(en='"{name}" is no name', sv='"{name}" är inget namn').format(name=name)
            )
        for part in parts:
            if part not in known:
                raise self._unknown(line.number, part, sorted(known))
        for part in sorted(needed - parts.keys()):
            raise self._error(line.number, Text(en='"{part}=" is missing', sv='"{part}=" saknas').format(part=part))
        return Parts(name, parts)

    def _check_columns(self, question: Question) -> None:
        """Raise ParseError where the header speaks of a column that it does not name."""
        known = [column.name for column in question.columns]
        used = {"any": question.any, "word": tuple(column for column, _ in question.words)}
        used["keep"] = (question.keep[0],) if question.keep else ()
        used["strongest"] = (question.strongest.column, *question.strongest.by) if question.strongest else ()
        for key, names in used.items():
            for name in names:
                if name not in known:
                    raise self._unknown(next(line.number for line in self.lines if line.key == key), name, known)

    def _all(self, key: str) -> list[Line]:
        return [line for line in self.lines if line.key == key]

    def _needed(self, key: str) -> Line:
        if key not in self.single:
            raise self._error(1, Text(en='"#+ {key}:" is missing', sv='"#+ {key}:" saknas').format(key=key))
        return self.single[key]

    def _unknown(self, number: int, value: str, known: list[str]) -> ParseError:
        from difflib import get_close_matches

        near = get_close_matches(value, known, 1) or [", ".join(known)]
        text = Text(en='unknown "{value}"; did you mean {near}?', sv='okänt "{value}"; menade du {near}?')
        return self._error(number, text.format(value=value, near=near[0]))

    def _error(self, number: int, reason: Text) -> ParseError:
        text = Text(en="{path}:{line}: {reason}", sv="{path}:{line}: {reason}")
        return ParseError(text.format(path=self.path, line=number, reason=reason), line=number)


def _split(value: str) -> tuple[str, ...]:
    """Return the words between commas or bars."""
    return tuple(word.strip() for word in re.split(r"[,|]", value) if word.strip())
