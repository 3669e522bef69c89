"""A story: steps through a map, written by hand in Markdown or YAML, in both languages.

Markdown::

    # Title | Titel

    ## goals: What the city wants | Vad staden vill
    view: layered
    focus: Goal
    degree: 1

    en: Five goals.

    sv: Fem mål.

    notes-en: Not on the picture.
    notes-sv: Syns inte på bilden.

YAML has the same names: `title: {en: …, sv: …}`, `steps:` with `id`, `title`, `text`, `notes`, `view`, `focus` …
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from stratgraph.analysis.naming import find
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie
from stratgraph.maps.focus import DEGREES, DIRECTIONS, Focus
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.words import Words, either
from stratgraph.model.errors import InputError, ParseError, StratgraphError
from stratgraph.model.language import LANGUAGES, Text

VIEWS = ("layered", "geographic", "ego", "matrix")
KEYS = ("view", "focus", "degree", "direction", "types", "relations")
TEXTS = ("en", "sv", "notes-en", "notes-sv")


#: A step that is about the whole map.
WHOLE = Focus()


class Field(NamedTuple):
    """A value and the line of the user's file that it stands on, from 1."""

    value: str
    line: int


@dataclass(frozen=True)
class RawStep:
    """A step as it was written: its fields by name."""

    line: int
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class RawStory:
    """A story as it was written, before its names are looked up."""

    title: Mapping[str, str]
    steps: tuple[RawStep, ...]
    name: str


@dataclass(frozen=True)
class Step:
    """A step: what it says, and what of the map it shows."""

    id: str
    title: Words
    text: Words
    notes: Words | None = None
    view: str = "layered"
    focus: Focus = WHOLE


@dataclass(frozen=True)
class Story:
    """Steps through a map."""

    title: Words
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the story as JSON has it."""
        return {"title": self.title.to_dict(), "steps": [_plain(step) for step in self.steps]}


def _plain(step: Step) -> dict[str, object]:
    focus = step.focus
    return {
        "id": step.id,
        "title": step.title.to_dict(),
        "text": step.text.to_dict(),
        "notes": step.notes.to_dict() if step.notes else None,
        "view": step.view,
        "focus": list(focus.nodes),
        "degree": focus.degree if focus.nodes else None,
        "direction": focus.direction,
        "types": list(focus.kinds) if focus.kinds is not None else None,
        "relations": list(focus.relations) if focus.relations is not None else None,
    }


# Reading ----------------------------------------------------------------------------------------------------------

_STEP = re.compile(r"##\s+(?:([\w-]+):\s*)?(.*)")
_KEY = re.compile(r"([a-z-]+):(?:\s+(.*))?$")


def read_story(text: str, name: str) -> RawStory:
    """Return the story that a file holds; `name` is the file's, whose ending .yaml or .yml tells YAML from Markdown.

    Raises ParseError with the line of what cannot be understood.
    """
    if name.lower().endswith((".yaml", ".yml")):
        from stratgraph.maps.story_yaml import read_yaml

        return read_yaml(text, name)
    return read_markdown(text, name)


def read_markdown(text: str, name: str) -> RawStory:
    r"""Return the story of a Markdown file.

    >>> story = read_markdown("# One | En\n## a: Goals | Mål\nen: Five.\nsv: Fem.\n", "story.md")
    >>> story.title["sv"], story.steps[0].fields["sv"].value
    ('En', 'Fem.')
    """
    title: dict[str, str] = {}
    steps: list[tuple[int, dict[str, Field]]] = []
    last: str | None = None
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("## "):
            steps.append((number, _heading(line, number)))
            last = None
        elif line.startswith("# ") and not steps:
            title = _both(line[2:])
        elif line and not line.startswith("<!--"):
            last = _field(steps, last, line, number, name)
    return RawStory(title, tuple(RawStep(number, fields) for number, fields in steps), name)


def _heading(line: str, number: int) -> dict[str, Field]:
    found = _STEP.match(line)
    given, rest = (found[1], found[2]) if found else (None, line)
    fields = {f"title-{language}": Field(text, number) for language, text in _both(rest).items()}
    return fields | ({"id": Field(given, number)} if given else {})


def _both(text: str) -> dict[str, str]:
    """Return "English | Swedish" by language; a text without a bar is English."""
    en, _, sv = text.partition("|")
    return {language: part.strip() for language, part in (("en", en), ("sv", sv)) if part.strip()}


def _field(
    steps: list[tuple[int, dict[str, Field]]], last: str | None, line: str, number: int, name: str
) -> str | None:
    """Add a line to the step that it stands in; return the text that the next lines continue."""
    key = _KEY.match(line)
    if key is None or key[1] not in (*KEYS, *TEXTS):
        if last is not None:
            before = steps[-1][1][last]
            steps[-1][1][last] = before._replace(value=f"{before.value} {line}".strip())
            return last
        if key is None and steps:
            raise wrong(name, number, NO_FIELD.format(line=line[:40]))
        if steps and key is not None:
            raise wrong(name, number, unknown(key[1], (*KEYS, *TEXTS), FIELD))
        raise wrong(name, number, OUTSIDE)
    if not steps:
        raise wrong(name, number, OUTSIDE)
    if key[1] in steps[-1][1]:
        raise wrong(name, number, TWICE.format(key=key[1]))
    steps[-1][1][key[1]] = Field((key[2] or "").strip(), number)
    return key[1] if key[1] in TEXTS else None


OUTSIDE = Text(
    en='a step begins with "## id: English title | svensk rubrik"; nothing but the title may stand before the first',
    sv='ett steg börjar med "## id: engelsk rubrik | svensk rubrik"; bara titeln får stå före det första',
)
NO_FIELD = Text(
    en='"{line}" is no field; a text begins with en: or sv:',
    sv='"{line}" är inget fält; en text börjar med en: eller sv:',
)
TWICE = Text(en='"{key}:" stands twice in one step', sv='"{key}:" står två gånger i samma steg')
FIELD = Text(en="field", sv="fält")
VIEW = Text(en="view", sv="vy")
TYPE = Text(en="type on the map", sv="typ på kartan")
RELATION = Text(en="relation on the map", sv="relation på kartan")
DIRECTION = Text(en="direction", sv="riktning")


def wrong(name: str, line: int, why: Text) -> ParseError:
    """Return an error with the file and line before it."""
    text = Text(en="{name}, line {line}: {why}", sv="{name}, rad {line}: {why}")
    return ParseError(text.format(name=name, line=line, why=why), line=line)


def unknown(given: str, known: Iterable[str], what: Text) -> Text:
    """Return that there is no such word, with the nearest that there are."""
    words = list(known)
    near = get_close_matches(given, words, 3, 0.5)
    hint = Text(en="did you mean {names}?", sv="menade du {names}?") if near else Text(en="{names}", sv="{names}")
    text = Text(en='no {what} "{given}"; {hint}', sv='{what} "{given}" finns inte; {hint}')
    return text.format(what=what, given=given, hint=hint.format(names=", ".join(near or words)))


# Looking up -------------------------------------------------------------------------------------------------------


def story_of(raw: RawStory, found: StrategyMap, graph: Graph) -> Story:
    """Return the story with its names looked up on a map.

    Raises ParseError, with the line, for a name that is not on the map, and for a step without a title or a text.
    """
    if not raw.steps:
        raise InputError(
            Text(en="{name}: the story has no step; {how}", sv="{name}: berättelsen har inget steg; {how}").format(
                name=raw.name, how=OUTSIDE
            )
        )
    finder = _Finder(raw.name, found, graph)
    steps = []
    for number, step in enumerate(raw.steps, start=1):
        steps.append(finder.step(step, number))
        if steps[-1].id in [other.id for other in steps[:-1]]:
            text = Text(en='two steps have the id "{id}"', sv='två steg har id:t "{id}"')
            raise wrong(raw.name, step.line, text.format(id=steps[-1].id))
    return Story(either(raw.title, found.meta.title.en), tuple(steps))


class _Finder:
    """Looks up what a step names."""

    def __init__(self, name: str, found: StrategyMap, graph: Graph) -> None:
        self.name = name
        self.graph = graph
        self.ids = [node.id for node in found.nodes if node.status != "group"]
        self.by_kind: dict[str, list[str]] = {}
        for node in found.nodes:
            if node.status != "group":
                self.by_kind.setdefault(node.kind, []).append(node.id)
        self.relations = [relation.id for relation in found.relations]

    def step(self, raw: RawStep, number: int) -> Step:
        notes = self._words(raw, "notes-")
        return Step(
            id=raw.fields["id"].value if "id" in raw.fields else f"step-{number}",
            title=self._needed(raw, "title-", Text(en="title", sv="rubrik")),
            text=self._needed(raw, "", Text(en="text (en: …, sv: …)", sv="text (en: …, sv: …)")),
            notes=notes,
            view=self._choice(raw, "view", VIEWS, VIEW) or "layered",
            focus=Focus(
                nodes=tuple(dict.fromkeys(node for field in _listed(raw, "focus") for node in self._nodes(field))),
                degree=self._degree(raw),
                direction=self._choice(raw, "direction", DIRECTIONS, DIRECTION) or "both",
                kinds=self._known(raw, "types", list(self.by_kind), TYPE),
                relations=self._known(raw, "relations", self.relations, RELATION),
            ),
        )

    def _words(self, raw: RawStep, prefix: str) -> Words | None:
        texts = {
            language: raw.fields[prefix + language].value for language in LANGUAGES if prefix + language in raw.fields
        }
        return either(texts, "") if any(texts.values()) else None

    def _needed(self, raw: RawStep, prefix: str, what: Text) -> Words:
        found = self._words(raw, prefix)
        if found is None:
            raise wrong(
                self.name, raw.line, Text(en="the step has no {what}", sv="steget saknar {what}").format(what=what)
            )
        return found

    def _choice(self, raw: RawStep, key: str, known: tuple[str, ...], what: Text) -> str | None:
        field = raw.fields.get(key)
        if field is None or field.value in known:
            return field.value if field else None
        raise wrong(self.name, field.line, unknown(field.value, known, what))

    def _degree(self, raw: RawStep) -> int:
        field = raw.fields.get("degree")
        if field is None:
            return 1
        if field.value not in map(str, DEGREES):
            text = Text(en='degree is 1, 2 or 3, not "{given}"', sv='degree är 1, 2 eller 3, inte "{given}"')
            raise wrong(self.name, field.line, text.format(given=field.value))
        return int(field.value)

    def _known(self, raw: RawStep, key: str, known: list[str], what: Text) -> tuple[str, ...] | None:
        fields = _listed(raw, key)
        for field in fields:
            if field.value not in known:
                raise wrong(self.name, field.line, unknown(field.value, known, what))
        return tuple(field.value for field in fields) or None

    def _nodes(self, field: Field) -> list[str]:
        """Return what a name of a focus stands for: a kind's nodes, an id, or a thing by any of its names."""
        if field.value in self.by_kind:
            return self.by_kind[field.value]
        if field.value in self.ids:
            return [field.value]
        try:
            found = curie(self.graph, find(self.graph, field.value))
        except StratgraphError as error:
            raise wrong(self.name, field.line, error.text) from error
        if found not in self.ids:
            raise wrong(
                self.name, field.line, unknown(field.value, [*self.by_kind, *self.ids], Text(en="box", sv="ruta"))
            )
        return [found]


def _listed(raw: RawStep, key: str) -> list[Field]:
    field = raw.fields.get(key)
    if field is None:
        return []
    return [Field(part.strip(), field.line) for part in re.split(r"[;,]", field.value) if part.strip()]
