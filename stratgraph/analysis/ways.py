"""All the ways between two things that are asked for: the shortest, the next ones, those up to a length, by relation.

Ways are simple: they pass nothing twice. There can be more of them than anyone can count, so never more than `MOST` are
looked for unless a number is given, and whoever asks is told that there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from stratgraph.analysis.naming import key
from stratgraph.analysis.paths import (
    COLUMNS,
    Neighbours,
    Path,
    Step,
    in_short,
    neighbours,
    path_table,
    prefetch_steps,
    shortest_path,
)
from stratgraph.analysis.wording import name_of
from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Column, Table
from stratgraph.model.terms import ONTOLOGY, OWL, TYPE

if TYPE_CHECKING:
    import networkx

#: So many ways are looked for where no number is given.
MOST = 100

WAY = Column("path", Text(en="Way", sv="Väg"), "number")
STEP = Column("step", Text(en="Step", sv="Steg"), "number")
WAYS = Text(en="{a} and {b}; ways: {n}, steps: {length}", sv="{a} och {b}; vägar: {n}, steg: {length}")
MORE = Text(en="{said}; there are more (--count shows more)", sv="{said}; det finns fler (--count visar fler)")
RANGE = Text(en="{least} to {most}", sv="{least} till {most}")
NONE_BY_CHOICE = Text(
    en="the chosen layers and relations connect {a} and {b} by no chain of facts",
    sv="de valda lagren och relationerna förbinder inte {a} och {b} genom någon kedja av uppgifter",
)
NONE_SO_SHORT = Text(
    en="no way of so few steps leads from {a} to {b}", sv="ingen väg med så få steg leder från {a} till {b}"
)
UNKNOWN_RELATION = Text(en='no relation "{name}"; {hint}', sv='ingen relation "{name}"; {hint}')
DID_YOU_MEAN = Text(en="did you mean {names}?", sv="menade du {names}?")
HERE = Text(en="between things here there are {names}", sv="mellan saker finns här {names}")
BAD_NUMBER = Text(en="{what} is a number from 1, not {n}", sv="{what} är ett tal från 1, inte {n}")

ALONE = Text(en="{name} has no link to any other thing", sv="{name} har inget samband med någon annan sak")
APART = Text(
    en="{a} is linked to {n} other things and {b} to {m}, and nothing links the two groups",
    sv="{a} hänger ihop med {n} andra saker och {b} med {m}, och inget förbinder de två grupperna",
)
BY_CHOICE = Text(
    en="only by the chosen relations is there none: with all of them there is a way (steps: {n})",
    sv="det är bara med de valda relationerna som det saknas: med alla finns en väg (steg: {n})",
)
TOO_LONG = Text(
    en="the shortest way is longer than was asked for (steps: {n}, --max-length {most})",
    sv="den kortaste vägen är längre än vad som begärts (steg: {n}, --max-length {most})",
)


class Wish(NamedTuple):
    """Which ways are wanted: all of the shortest, at most `most`, at most `longest` steps long; else one.

    `only` and `without` are the IRIs of the relations that may and may not be steps.
    """

    shortest: bool = False
    most: int | None = None
    longest: int | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def one(self) -> bool:
        """Whether a single way is wanted."""
        return not self.shortest and self.most is None and self.longest is None


@dataclass(frozen=True)
class Ways:
    """Ways between two things, the shortest first; `more` where there are others that were not looked for."""

    start: str
    end: str
    paths: tuple[Path, ...]
    more: bool = False
    why_none: Text | None = None
    too_long: bool = False


def ways(graph: Graph, start: str, end: str, wish: Wish | None = None) -> Ways:
    """Return the ways between two things (their IRIs) that are wanted, in a fixed order.

    At each length, those come first that the single way of `shortest_path` would: the document's facts before others,
    then by the IRIs of relations and things. The k shortest are found as Yen, Finding the K shortest loopless paths in
    a network, Management Science 17(11), 1971.

    Raises InputError where a number is not positive.

    >>> from stratgraph import open_graph
    >>> base = "https://w3id.org/stratgraph/stockholm-2003/"
    >>> found = ways(open_graph(), base + "goal-4", base + "ubc", Wish(most=3))
    >>> [len(path.steps) for path in found.paths], found.more
    ([4, 4, 4], True)
    """
    wish = wish or Wish()
    for what, number in (("--count", wish.most), ("--max-length", wish.longest)):
        if number is not None and number < 1:
            raise InputError(BAD_NUMBER.format(what=what, n=number))
    everything = neighbours(graph)
    around = _allowed(everything, wish)
    first = shortest_path(graph, start, end, around=around)
    if first.same or not first.found or (wish.longest is not None and len(first.steps) > wish.longest):
        if first.same:
            return Ways(start, end, (first,))
        return Ways(start, end, (), why_none=_why(graph, everything, first, wish), too_long=first.found)
    if wish.one:
        return Ways(start, end, (first,))
    found, more = _Search(around, start, end).found(wish, first)
    return Ways(start, end, tuple(found), more)


def _allowed(around: Neighbours, wish: Wish) -> Neighbours:
    """Return the steps by the relations that are wanted."""
    if not wish.only and not wish.without:
        return around
    return {
        iri: [
            step
            for step in steps
            if (not wish.only or step.fact.predicate in wish.only) and step.fact.predicate not in wish.without
        ]
        for iri, steps in around.items()
    }


class _Search:
    """Looks for ways over the first step between each two things."""

    def __init__(self, around: Neighbours, start: str, end: str) -> None:
        self.ends = start, end
        self.nodes = sorted(around)
        self.places = places = {iri: place for place, iri in enumerate(self.nodes)}
        self.start, self.end = places[start], places[end]
        self.steps: dict[tuple[int, int], tuple[int, Step]] = {}
        for iri, steps in around.items():
            for rank, step in enumerate(steps):
                self.steps.setdefault((places[iri], places[step.end]), (rank, step))

    def found(self, wish: Wish, first: Path) -> tuple[list[Path], bool]:
        """Return the ways that are wanted, and whether there are more; the first is the one that stands alone."""
        most = wish.most or MOST
        longest = len(first.steps) if wish.shortest else wish.longest
        looked = [[self.start, *(self.places[step.end] for step in first.steps)]]
        for way in self._in_order(wish):
            length = len(way) - 1
            # Equally long ways are put in order together, so that the last of them are no matter of chance.
            enough = len(looked) > most and length > len(looked[most - 1]) - 1
            if (longest is not None and length > longest) or enough or len(looked) >= most + MOST:
                break
            if way != looked[0]:
                looked.append(way)
        ordered = sorted(looked, key=self._order)
        return [self._path(way) for way in ordered[:most]], len(ordered) > most

    def _in_order(self, wish: Wish) -> Iterator[list[int]]:
        import networkx

        network: networkx.Graph[int] = networkx.Graph()
        network.add_nodes_from(range(len(self.nodes)))
        network.add_edges_from(sorted(self.steps))
        if wish.shortest:
            return iter(islice(networkx.all_shortest_paths(network, self.start, self.end), (wish.most or MOST) + MOST))
        found: Iterator[list[int]] = networkx.shortest_simple_paths(network, self.start, self.end)
        return found

    def _order(self, way: Sequence[int]) -> tuple[int, list[int]]:
        return len(way), [self.steps[ends][0] for ends in pairwise(way)]

    def _path(self, way: Sequence[int]) -> Path:
        return Path(*self.ends, tuple(self.steps[ends][1] for ends in pairwise(way)), found=True)


# Why there is none --------------------------------------------------------------------------------------------------


def _why(graph: Graph, around: Neighbours, found: Path, wish: Wish) -> Text | None:
    """Return why no way was found; None where an end is no thing, as a class or a passage, which nothing leads to."""
    if found.found:
        return TOO_LONG.format(n=len(found.steps), most=wish.longest)
    ends = found.start, found.end
    if any(iri not in around for iri in ends):
        return None
    alone = next((iri for iri in ends if not around[iri]), None)
    if alone is not None:
        return ALONE.format(name=name_of(graph, alone))
    free = shortest_path(graph, *ends, around=around)
    if free.found:
        return BY_CHOICE.format(n=len(free.steps))
    sizes = [len(_reached(around, iri)) - 1 for iri in ends]
    return APART.format(a=name_of(graph, ends[0]), b=name_of(graph, ends[1]), n=sizes[0], m=sizes[1])


def _reached(around: Neighbours, start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for step in around[waiting.pop()]:
            if step.end not in found:
                found.add(step.end)
                waiting.append(step.end)
    return found


# Relations ----------------------------------------------------------------------------------------------------------


def relations_of(graph: Graph, names: Sequence[str]) -> tuple[str, ...]:
    """Return the IRI of the relation of each name: a label, the end of its IRI, CURIE or IRI, case forgiven.

    Raises NotFound, with the nearest, where there is none.

    >>> from stratgraph import open_graph
    >>> one, other = relations_of(open_graph(), ["medlem i", "sg:memberOf"])
    >>> one == other
    True
    """
    if not names:
        return ()
    used = {step.fact.predicate for steps in neighbours(graph).values() for step in steps}
    known: dict[str, str] = {}
    for iri in sorted(used | set(graph.subjects(TYPE, OWL + "ObjectProperty", graph=ONTOLOGY)), key=_used_last(used)):
        known |= {key(one): iri for one in (*name_of(graph, iri), local_name(iri), curie(graph, iri), iri)}
    for name in names:
        if key(name) not in known:
            raise _unknown_relation(name, known, used)
    return tuple(known[key(name)] for name in names)


def _unknown_relation(name: str, known: Mapping[str, str], used: Collection[str]) -> NotFound:
    from difflib import get_close_matches

    near = tuple(dict.fromkeys(local_name(known[one]) for one in get_close_matches(key(name), list(known), 3)))
    hint = DID_YOU_MEAN if near else HERE
    listed = near or tuple(sorted(local_name(iri) for iri in used))
    text = UNKNOWN_RELATION.format(name=name, hint=hint.format(names=", ".join(listed) or "–"))
    return NotFound(text, nearest=near)


def _used_last(used: set[str]) -> Callable[[str], tuple[bool, str]]:
    """Return an order in which what the graph uses comes last, and so takes a name that several have."""
    return lambda iri: (iri in used, iri)


# The table ----------------------------------------------------------------------------------------------------------


def ways_table(graph: Graph, found: Ways, *, language: str = "en") -> Table:
    """Return several ways as a table, a row a step, each with the number of its way and its own."""
    prefetch_steps(graph, [step for path in found.paths for step in path.steps])
    rows = []
    for number, path in enumerate(found.paths, start=1):
        table = path_table(graph, path, language=language)
        rows += [(number, step, *row) for step, row in enumerate(table, start=1)]
    return Table((WAY, STEP, *COLUMNS), tuple(rows), title=ways_in_short(graph, found))


def ways_in_short(graph: Graph, found: Ways, wish: Wish | None = None) -> Text:
    """Return one sentence: how many ways, how long, and whether there are more; or that there is none."""
    ends = {"a": name_of(graph, found.start), "b": name_of(graph, found.end)}
    lengths = [len(path.steps) for path in found.paths]
    if not any(lengths):
        return _none_in_short(graph, found, wish or Wish())
    least, most = min(lengths), max(lengths)
    length: Text | int = least if least == most else RANGE.format(least=least, most=most)
    said = WAYS.format(**ends, n=len(lengths), length=length)
    return MORE.format(said=said) if found.more else said


def _none_in_short(graph: Graph, found: Ways, wish: Wish) -> Text:
    ends = {"a": name_of(graph, found.start), "b": name_of(graph, found.end)}
    if found.too_long:
        return NONE_SO_SHORT.format(**ends)
    if (wish.only or wish.without) and not found.paths:
        return NONE_BY_CHOICE.format(**ends)
    return in_short(graph, found.paths[0] if found.paths else Path(found.start, found.end, (), found=False))


def triples_of(found: Ways) -> list[tuple[str, str, NamedNode]]:
    """Return the facts that the ways go by, each once, as they are stated."""
    facts = {
        (step.fact.subject, step.fact.predicate, step.fact.object): None
        for path in found.paths
        for step in path.steps
        if isinstance(step.fact.object, NamedNode)
    }
    return [(subject, predicate, end) for subject, predicate, end in facts if isinstance(end, NamedNode)]


__all__ = ["MOST", "Ways", "Wish", "relations_of", "triples_of", "ways", "ways_in_short", "ways_table"]
