"""A workspace: a folder with `stratgraph.toml` that says which files hold a city's strategy.

The packaged strategy is one as well.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from stratgraph.graph.packaged import STRATEGY, data_folder
from stratgraph.graph.reading import read_text
from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.terms import LAYERS, PREFIXES

if TYPE_CHECKING:
    from stratgraph.graph.endpoint import Endpoint

FILE_NAME = "stratgraph.toml"

KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("strategy", "languages", "name", "prefixes", "data", "ontology", "shapes", "candidates", "endpoints"),
    "name": LANGUAGES,
    "data": ("files", "layer"),
    "candidates": ("at-most", "weights"),
    "endpoints": ("url", "store", "timeout", "retries", "rows", "bytes", "page"),
}


class DataFiles(NamedTuple):
    """Some data files of a workspace, as patterns; `layer` is that of locators whose source names none."""

    patterns: tuple[str, ...]
    layer: str | None = None


class Weight(NamedTuple):
    """What a reason for a candidate counts in this workspace, and the line of `stratgraph.toml` that says so."""

    value: float
    line: int


@dataclass(frozen=True)
class Workspace:
    """What `stratgraph.toml` says; paths are relative to `folder`.

    `ontology` and `shapes` are patterns of Turtle files with terms and SHACL shapes of the workspace's own;
    `weights` and `at_most` are what reasons for candidates count, by their ids, and how often one counts.
    """

    folder: str
    name: Text = Text(en="", sv="")
    strategy: str | None = None
    languages: tuple[str, ...] = LANGUAGES
    own_prefixes: Mapping[str, str] = field(default_factory=dict, hash=False)
    data: tuple[DataFiles, ...] = ()
    packaged: bool = False
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict, hash=False)
    ontology: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    weights: Mapping[str, Weight] = field(default_factory=dict, hash=False)
    at_most: int | None = None

    @property
    def prefixes(self) -> dict[str, str]:
        """Return the prefixes that queries may use without declaring them, the workspace's own among them."""
        return {**PREFIXES, **self.own_prefixes}

    def files(self) -> list[tuple[str, str | None]]:
        """Return the data files, each with the layer that the workspace gives it, in a fixed order, each once.

        Raises InputError where a pattern matches none.
        """
        if self.packaged and not self.data:  # as it comes with the graph that was built ahead
            return packaged_workspace().files()
        found: dict[str, str | None] = {}
        for entry in self.data:
            for pattern in entry.patterns:
                for path in self._matches(pattern):
                    found.setdefault(path, entry.layer)
        return list(found.items())

    def ontology_files(self) -> list[str]:
        """Return the files of the workspace's own terms, in a fixed order, each once.

        Raises InputError where a pattern matches none.
        """
        return list(dict.fromkeys(path for pattern in self.ontology for path in self._matches(pattern)))

    def shape_files(self) -> list[str]:
        """Return the files of the workspace's own SHACL shapes, in a fixed order, each once.

        Raises InputError where a pattern matches none.
        """
        return list(dict.fromkeys(path for pattern in self.shapes for path in self._matches(pattern)))

    def _matches(self, pattern: str) -> list[str]:
        from glob import escape, glob

        matches = sorted(glob(os.path.join(escape(self.folder), pattern), recursive=True))
        if not matches:
            raise InputError(
                Text(en='{file}: no file matches "{pattern}"', sv='{file}: ingen fil motsvarar "{pattern}"').format(
                    file=os.path.join(self.folder, FILE_NAME), pattern=pattern
                )
            )
        return matches

    @property
    def questions_folder(self) -> str:
        """Return the folder of the workspace's own questions, which need not exist."""
        return os.path.join(self.folder, "questions")

    @property
    def expected_folder(self) -> str:
        """Return the folder of expected rows, which need not exist."""
        return os.path.join(self.folder, "expected")


def find_folder(asked_for: str | None = None, *, start: str | None = None) -> str | None:
    """Return the folder of the workspace that was asked for, else the nearest from `start` upward, else None.

    Raises InputError where the folder that was asked for holds no `stratgraph.toml`.
    """
    if asked_for is not None:
        if os.path.isfile(os.path.join(asked_for, FILE_NAME)):
            return asked_for
        raise InputError(
            Text(
                en="{folder} is no workspace: it holds no {file}",
                sv="{folder} är ingen arbetsyta: där finns ingen {file}",
            ).format(folder=asked_for, file=FILE_NAME)
        )
    folder = os.path.abspath(start or os.getcwd())
    while not os.path.isfile(os.path.join(folder, FILE_NAME)):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    return folder


def open_workspace(asked_for: str | None = None) -> Workspace:
    """Return the workspace that was asked for, else the nearest from here upward, else the packaged strategy.

    Raises InputError or ParseError where its `stratgraph.toml` cannot be used.
    """
    if asked_for is not None and os.path.isfile(asked_for):
        return workspace_of_file(asked_for)
    folder = find_folder(asked_for)
    return packaged_workspace() if folder is None or is_packaged(folder) else read_workspace(folder)


def workspace_of_file(path: str) -> Workspace:
    """Return the workspace that one data file is by itself.

    >>> workspace_of_file("town/strategy.trig").data[0].patterns
    ('strategy.trig',)
    """
    from glob import escape

    folder, name = os.path.split(path)
    return Workspace(folder=folder or ".", name=Text(en=name, sv=name), data=(DataFiles((escape(name),)),))


def packaged_workspace() -> Workspace:
    """Return the packaged strategy."""
    return read_workspace(data_folder(), packaged=True)


def is_packaged(folder: str | None) -> bool:
    """Tell whether a workspace's folder is the packaged strategy's."""
    return folder is None or os.path.realpath(folder) == os.path.realpath(data_folder())


def read_workspace(folder: str, *, packaged: bool = False) -> Workspace:
    """Return what a folder's `stratgraph.toml` says.

    Raises InputError or ParseError, with file and line, where it cannot be used.
    """
    path = os.path.join(folder, FILE_NAME)
    text = read_text(path)
    return parse_workspace(text, path=path, packaged=packaged)


def parse_workspace(text: str, *, path: str, packaged: bool = False) -> Workspace:
    r"""Return what the text of a `stratgraph.toml` says; `path` is where it stands.

    Raises ParseError with the line of what cannot be used.

    >>> text = 'strategy = "https://example.org/s"\n[[data]]\nfiles = ["*.trig"]'
    >>> parse_workspace(text, path="town/stratgraph.toml").strategy
    'https://example.org/s'
    """
    reader = _Reader(text, path)
    values = reader.values
    name = values.get("name", {})
    folder = os.path.dirname(path) or "."
    label = STRATEGY if packaged else os.path.basename(os.path.abspath(folder))
    return Workspace(
        folder=folder,
        name=Text(en=name.get("en") or name.get("sv") or label, sv=name.get("sv") or name.get("en") or label),
        strategy=values.get("strategy"),
        languages=tuple(values.get("languages", LANGUAGES)),
        own_prefixes=values.get("prefixes", {}),
        data=tuple(DataFiles(tuple(entry["files"]), entry.get("layer")) for entry in values.get("data", [])),
        packaged=packaged,
        endpoints=_endpoints(values.get("endpoints", {})),
        ontology=tuple(values.get("ontology", ())),
        shapes=tuple(values.get("shapes", ())),
        weights=reader.weights(),
        at_most=values.get("candidates", {}).get("at-most"),
    )


def _endpoints(entries: Mapping[str, dict[str, Any]]) -> dict[str, Endpoint]:
    if not entries:
        return {}
    from stratgraph.graph.endpoint import Endpoint  # costs a cold question more than the rest of the file

    return {name: Endpoint(name=name, **entry) for name, entry in entries.items()}


class _Reader:
    """Reads the file and refuses, with its line, whatever nobody would read."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.values = self._parse()
        self._check_keys("", self.values)
        for entry in self.values.get("data", []):
            self._check_keys("data", entry)
        self._check_keys("name", self.values.get("name", {}))
        self._check_keys("candidates", self.values.get("candidates", {}))
        self._check_values()
        self._check_endpoints()
        self._check_candidates(self.values.get("candidates", {}))

    def weights(self) -> dict[str, Weight]:
        """Return what reasons for candidates count, each with its line."""
        given = self.values.get("candidates", {}).get("weights", {})
        return {name: Weight(float(value), self._line_of(name)) for name, value in given.items()}

    def _parse(self) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line = int(place[1]) if place else self.text.count("\n") + 1
            reason = str(error).split(" (at ")[0]
            raise self._error(Text(en="{reason}", sv="{reason}").format(reason=reason), line) from error

    def _check_keys(self, table: str, values: Any) -> None:
        if not isinstance(values, dict):
            raise self._error(
                Text(en="[{table}] must be a table", sv="[{table}] ska vara en tabell").format(table=table),
                self._line_of(table),
            )
        for key in values:
            if key not in KEYS[table]:
                self._refuse_key(key, KEYS[table])

    def _refuse_key(self, key: str, known: tuple[str, ...], after: int = 1) -> None:
        from difflib import get_close_matches

        near = get_close_matches(key, known, 1) or [", ".join(known)]
        raise self._error(
            Text(en='unknown key "{key}"; did you mean {near}?', sv='okänd nyckel "{key}"; menade du {near}?').format(
                key=key, near=near[0]
            ),
            self._line_of(key, after),
        )

    def _check_values(self) -> None:
        self._expect("strategy", isinstance(self.values.get("strategy", ""), str), "an IRI", "en IRI")
        languages = self.values.get("languages", list(LANGUAGES))
        known = isinstance(languages, list) and all(entry in LANGUAGES for entry in languages)
        self._expect("languages", known, 'a list of "sv", "en"', 'en lista med "sv", "en"')
        prefixes = self.values.get("prefixes", {})
        texts = isinstance(prefixes, dict) and all(isinstance(iri, str) for iri in prefixes.values())
        self._expect("prefixes", texts, "a table of IRIs", "en tabell med IRI:er")
        if not self.values.get("data"):
            raise self._error(Text(en="no [[data]] with files", sv="ingen [[data]] med filer"), self._line_of("data"))
        for entry in self.values["data"]:
            files = entry.get("files")
            listed = isinstance(files, list) and bool(files) and all(isinstance(name, str) for name in files)
            self._expect("files", listed, "a list of file names", "en lista med filnamn")
            layers = ", ".join(LAYERS)
            self._expect("layer", entry.get("layer", LAYERS[0]) in LAYERS, f"one of {layers}", f"ett av {layers}")

        for key in ("ontology", "shapes"):
            listed = self.values.get(key, [])
            named = isinstance(listed, list) and all(isinstance(name, str) for name in listed)
            self._expect(key, named, "a list of file names", "en lista med filnamn")

    def _check_candidates(self, given: dict[str, Any]) -> None:
        most = given.get("at-most", 1)
        whole = isinstance(most, int) and not isinstance(most, bool) and most > 0
        self._expect("at-most", whole, "a whole number from 1", "ett heltal från 1")
        weights = given.get("weights", {})
        self._expect("weights", isinstance(weights, dict), "a table of numbers", "en tabell med tal")
        for name, value in weights.items():
            number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
            self._expect(name, number, "a number from 0", "ett tal från 0")

    def _check_endpoints(self) -> None:
        endpoints = self.values.get("endpoints", {})
        tables = isinstance(endpoints, dict) and all(isinstance(entry, dict) for entry in endpoints.values())
        self._expect("endpoints", tables, "tables, as [endpoints.NAME]", "tabeller, som [endpoints.NAMN]")
        for name, entry in endpoints.items():
            self._check_endpoint(entry, self._line_of_endpoint(name))

    def _check_endpoint(self, entry: dict[str, Any], line: int) -> None:
        """Refuse what cannot be used in an endpoint's table, which begins at the line."""
        for key in entry:
            if key not in KEYS["endpoints"]:
                self._refuse_key(key, KEYS["endpoints"], line)
        for key in ("url", "store") if "store" in entry else ("url",):
            self._check_url(key, entry.get(key), self._line_of(key, line))
        for key, least in (("timeout", 0.001), ("retries", 0), ("rows", 1), ("bytes", 1), ("page", 2)):
            value = entry.get(key, least)
            kind = (int, float) if key == "timeout" else int
            right = isinstance(value, kind) and not isinstance(value, bool) and least <= value < float("inf")
            seconds = ("a number of seconds above 0", "ett antal sekunder över 0")
            number = (f"a whole number of at least {least}", f"ett heltal från {least}")
            self._expect(key, right, *(seconds if key == "timeout" else number), after=line)

    def _check_url(self, key: str, value: Any, line: int) -> None:
        try:
            from stratgraph.graph.endpoint import checked_url

            checked_url(value if isinstance(value, str) else "")
        except InputError as error:
            text = Text(en="{key}: {why}", sv="{key}: {why}").format(key=key, why=error.text)
            raise self._error(text, line) from None

    def _line_of_endpoint(self, name: str) -> int:
        """Return the line on which an endpoint's table begins."""
        pattern = re.compile(rf"\s*\[\s*[\"']?endpoints[\"']?\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*\]")
        lines = enumerate(self.text.splitlines(), start=1)
        return next((number for number, line in lines if pattern.match(line)), self._line_of("endpoints"))

    def _expect(self, key: str, right: bool, en: str, sv: str, *, after: int = 1) -> None:
        if not right:
            text = Text(en="{key} must be {what}", sv="{key} ska vara {what}").format(key=key, what=Text(en=en, sv=sv))
            raise self._error(text, self._line_of(key, after))

    def _line_of(self, key: str, after: int = 1) -> int:
        """Return the first line, from the line `after` on, that sets the key; that line itself where none does."""
        pattern = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[=\].])")
        for number, line in enumerate(self.text.splitlines()[after - 1 :], start=after):
            if pattern.match(line):
                return number
        return after

    def _error(self, reason: Text, line: int) -> ParseError:
        text = Text(en="{path}:{line}: {reason}", sv="{path}:{line}: {reason}")
        return ParseError(text.format(path=self.path, line=line, reason=reason), line=line)
