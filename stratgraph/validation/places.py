"""Where in the user's files a thing stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from stratgraph.model.terms import TYPE

DEFAULT_GRAPH = ""

_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)


class TurtleText:
    """The text of a Turtle or TriG file, in which names are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Return the declared prefixes and what they stand for."""
        return dict(_PREFIX.findall(self.text))

    def line_of(self, iri: str, *, after: int = 1) -> int | None:
        r"""Return the first line, from line `after` on, that writes `iri`, in full or with a prefix, or None.

        A name at the beginning of a line, where subjects and graphs stand, goes before one elsewhere.

        >>> TurtleText("@prefix ex: <http://example.org/> .\nex:a ex:b ex:c .\nex:b ex:b ex:a .").line_of(
        ...     "http://example.org/b"
        ... )
        3
        """
        names = [re.escape(f"<{iri}>")]
        names += [rf"(?<![\w:.-]){re.escape(name)}(?![\w-])" for name in self._short_names(iri)]
        name = "|".join(names)
        start = self._offset(after)
        for pattern in (rf"^(?:GRAPH\s+)?(?:{name})", name):
            if found := re.compile(pattern, re.MULTILINE).search(self.text, start):
                return self.text.count("\n", 0, found.start()) + 1
        return None

    def _short_names(self, iri: str) -> list[str]:
        return [
            f"{prefix}:{iri.removeprefix(base)}"
            for prefix, base in self.prefixes.items()
            if base and iri.startswith(base) and iri != base
        ]

    def _offset(self, line: int) -> int:
        """Return the offset at which that line begins."""
        return sum(len(one) for one in self.text.splitlines(keepends=True)[: line - 1])


class Places:
    """In which file each graph and each thing of a dataset stands."""

    def __init__(self) -> None:
        self._mentions: dict[tuple[str, str], Path] = {}
        self._graphs: dict[str, Path] = {}
        self._declared: dict[str, Path] = {}
        self._texts: dict[Path, TurtleText] = {}

    def add(self, file: Path, quads: Iterable[ox.Quad]) -> None:
        """Remember that these quads stand in that file; where several files hold a thing, the first counts."""
        for quad in quads:
            graph = _name(quad.graph_name)
            self._graphs.setdefault(graph, file)
            for term in (quad.subject, quad.predicate, quad.object):
                self._mentions.setdefault((graph, _name(term)), file)
            if quad.predicate.value == TYPE:
                self._declared.setdefault(_name(quad.subject), file)

    def find(self, iri: str, graph: str | None = None) -> tuple[str | None, int | None]:
        """Return the file and the line where `iri` stands in `graph`, or, without a graph, where it is described."""
        file = self._file(iri, graph)
        if file is None:
            return None, None
        text = self._text(file)
        start = text.line_of(graph) if graph else None
        return str(file), text.line_of(iri, after=start or 1) or start

    def _file(self, iri: str, graph: str | None) -> Path | None:
        mentioned = self._mentions.get((graph or DEFAULT_GRAPH, iri))
        return mentioned or self._graphs.get(graph or iri) or self._declared.get(iri)

    def _text(self, file: Path) -> TurtleText:
        if file not in self._texts:
            self._texts[file] = TurtleText(file.read_text(encoding="utf-8-sig"))
        return self._texts[file]


def _name(term: object) -> str:
    return str(getattr(term, "value", DEFAULT_GRAPH))
