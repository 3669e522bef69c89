"""The reasons why something is a candidate for closing a gap: each a file with a query, sentences and a weight.

The header's lines begin with `#+`, as those of a question do. A placeholder of a sentence is a variable of the query:
`{region}` is its name, `{part:what}` what it is and its name, `{domain:in}` its name after a preposition,
`{goal:quoted}` its name in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from stratgraph.graph.packaged import files_under
from stratgraph.graph.reading import read_text
from stratgraph.graph.workspace import FILE_NAME, Workspace
from stratgraph.model.errors import ParseError
from stratgraph.model.language import Text
from stratgraph.model.terms import PREFIXES

PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_HEADER = re.compile(r"#\+ ([a-z-]+): (.*\S)")
_FOLDER = Path(__file__).resolve().parent

#: How often one reason counts at most for one candidate, so that a network of hundreds does not win by size alone.
AT_MOST = 3


class Template(NamedTuple):
    """A fact that a reason rests on: variables or IRIs; of several variables for the object the first bound counts."""

    subject: str
    predicate: str
    objects: tuple[str, ...]


class Reason(NamedTuple):
    """A reason; `supporting` are the gaps for which it does not make a candidate by itself.

    `lists` are the variables whose values one sentence joins; `sentences` come with the best first: the first that
    lacks no value is used.
    """

    id: str
    gaps: tuple[str, ...]
    weight: float
    title: Text
    sentences: tuple[Text, ...]
    query: str
    facts: tuple[Template, ...]
    lists: tuple[str, ...] = ()
    words: Mapping[tuple[str, str], Text] = MappingProxyType({})
    supporting: tuple[str, ...] = ()
    among: str | None = None

    def uses(self, variable: str) -> bool:
        """Tell whether the query selects a variable."""
        return re.search(rf"SELECT DISTINCT [^{{]*\?{variable}\b", self.query) is not None

    def variables(self) -> tuple[str, ...]:
        """Return the variables that its sentences name, lists left out."""
        found = dict.fromkeys(name for text in self.sentences for name, _ in PLACEHOLDER.findall(text.en))
        return tuple(name for name in found if name not in self.lists)


@lru_cache(maxsize=1)
def reasons() -> tuple[Reason, ...]:
    """Return every reason, in the order of their ids.

    >>> [reason.weight for reason in reasons() if reason.id == "covers-named-region"]
    [3.0]
    """
    paths = [path for path in files_under(str(_FOLDER / "reasons")) if path.endswith(".rq")]
    return tuple(parse_reason(read_text(path)) for path in paths)


def reasons_for(gap: str) -> tuple[Reason, ...]:
    """Return the reasons that can make, or support, a candidate for a gap."""
    return tuple(reason for reason in reasons() if gap in reason.gaps)


def membership_query(name: str) -> str:
    """Return the query that says which candidates count at all: `#+ among:` names it."""
    return read_text(str(_FOLDER / f"{name}.rq"))


def parse_reason(text: str) -> Reason:
    """Return the reason that a file's text holds."""
    lines = [(found[1], found[2]) for line in text.splitlines() if (found := _HEADER.fullmatch(line))]
    single = dict(lines)

    def several(key: str) -> list[str]:
        return [value for name, value in lines if name == key]

    pairs = zip(several("sentence-en"), several("sentence-sv"), strict=True)
    return Reason(
        id=single["id"],
        gaps=_names(single["gap"]),
        weight=float(single["weight"]),
        title=Text(en=single["title-en"], sv=single["title-sv"]),
        sentences=tuple(Text(en=en, sv=sv) for en, sv in pairs),
        query="".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).lstrip(),
        facts=tuple(map(_template, several("fact"))),
        lists=_names(single.get("list", "")),
        words=dict(map(_word, several("word"))),
        supporting=_names(single.get("supporting", "")),
        among=single.get("among"),
    )


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _word(value: str) -> tuple[tuple[str, str], Text]:
    variable, code, en, sv = (part.strip().rpartition("=")[2] for part in value.split(";"))
    return (variable, code), Text(en=en, sv=sv)


def _template(value: str) -> Template:
    subject, predicate, objects = value.split(" ", 2)
    return Template(subject, _expanded(predicate), tuple(_expanded(name) for name in objects.split("|")))


def _expanded(name: str) -> str:
    """Return a variable as it is, a CURIE as an IRI."""
    if name.startswith("?"):
        return name
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest


def weight_of(reason: Reason, workspace: Workspace) -> float:
    """Return what a reason counts in a workspace."""
    own = workspace.weights.get(reason.id)
    return reason.weight if own is None else own.value


def check_weights(workspace: Workspace) -> None:
    """Refuse a weight for a reason that there is not.

    Raises ParseError with the line of `stratgraph.toml`, and the nearest.
    """
    from difflib import get_close_matches

    known = [reason.id for reason in reasons()]
    for name, weight in workspace.weights.items():
        if name not in known:
            path = Path(workspace.folder) / FILE_NAME
            near = ", ".join(get_close_matches(name, known, 3, 0.4)) or ", ".join(known)
            text = Text(
                en='{path}:{line}: no reason "{name}" to weigh; did you mean {near}?',
                sv='{path}:{line}: inget skäl "{name}" att väga; menade du {near}?',
            )
            raise ParseError(text.format(path=path, line=weight.line, name=name, near=near), line=weight.line)
