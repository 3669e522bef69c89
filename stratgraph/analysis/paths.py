"""How two things are connected: one shortest way over what is said, in words, each step with its evidence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from stratgraph.analysis.card import layer_code
from stratgraph.analysis.claims import Claim, detail, read_claim
from stratgraph.analysis.wording import name_of, sentence
from stratgraph.graph.convert import declared
from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import Fact, claim_nodes, direct_facts, layers_by_locator, layers_of, stated
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table
from stratgraph.model.terms import LAYERS, SG
from stratgraph.questions.answer import LAYER

DIRECTIONS = {
    "forward": Text(en="as stated", sv="som det sägs"),
    "backward": Text(en="stated the other way round", sv="sägs åt andra hållet"),
}
#: Of two things' several relations the one that says most is shown: these come last.
VAGUE = (SG + "mentions",)

COLUMNS = (
    Column("from", Text(en="From", sv="Från"), "entity"),
    Column("relation", Text(en="Relation", sv="Relation"), "entity"),
    Column("to", Text(en="To", sv="Till"), "entity"),
    Column("direction", Text(en="Direction", sv="Riktning"), "code"),
    Column("sentence", Text(en="In words", sv="I ord")),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)


class Step(NamedTuple):
    """A step from one thing to another; `backward` where the fact is stated from the other's side."""

    start: str
    end: str
    fact: Fact
    backward: bool


@dataclass(frozen=True)
class Path:
    """A way between two things; without steps where they are one, or where there is no way (`found` is False)."""

    start: str
    end: str
    steps: tuple[Step, ...]
    found: bool

    @property
    def same(self) -> bool:
        """Whether both ends are the same thing."""
        return self.start == self.end


Neighbours = Mapping[str, list[Step]]


def shortest_path(graph: Graph, start: str, end: str, *, around: Neighbours | None = None) -> Path:
    """Return one shortest way between two things, whichever way each fact is stated.

    Only facts between declared things are steps: not declarations, not what describes passages, and no class, status
    or other coded value is a stop. Of several ways that are as short the same one is always chosen: at each thing, the
    document's facts come before others, then the relations and things in the order of their IRIs. `around` are the
    steps that may be taken (default: all, as `neighbours` has them).

    >>> from stratgraph import open_graph
    >>> base = "https://w3id.org/stratgraph/stockholm-2003/"
    >>> len(shortest_path(open_graph(), base + "stockholm", base + "eurocities").steps)
    1
    """
    if start == end:
        return Path(start, end, (), found=True)
    came_from = _search(neighbours(graph) if around is None else around, start, end)
    if end not in came_from:
        return Path(start, end, (), found=False)
    steps: list[Step] = []
    while not steps or steps[0].start != start:
        steps.insert(0, came_from[steps[0].start if steps else end])
    return Path(start, end, tuple(steps), found=True)


def _search(around: Neighbours, start: str, end: str) -> dict[str, Step]:
    """Return the step by which each thing was first reached, breadth first, until the end is."""
    came_from: dict[str, Step] = {}
    waiting = deque([start])
    while waiting and end not in came_from:
        for step in around.get(waiting.popleft(), ()):
            if step.end not in came_from and step.end != start:
                came_from[step.end] = step
                waiting.append(step.end)
    return came_from


def neighbours(graph: Graph) -> Neighbours:
    """Return the steps from each thing, in the order in which they are tried."""
    layers = layers_by_locator(graph)
    things = set(declared(graph))
    found: dict[str, list[Step]] = {iri: [] for iri in things}
    for fact in direct_facts(graph, layers):
        other = fact.object.value if isinstance(fact.object, NamedNode) else None
        if fact.subject in things and other in things and other is not None:
            found[fact.subject].append(Step(fact.subject, other, fact, backward=False))
            found[other].append(Step(other, fact.subject, fact, backward=True))
    for steps in found.values():
        steps.sort(key=lambda step: _rank(step, layers))
    return found


def _rank(step: Step, layers: dict[str, str]) -> tuple[object, ...]:
    layer = min((LAYERS.index(name) for name in layers_of(step.fact.evidence, layers)), default=len(LAYERS))
    return (layer, step.fact.predicate in VAGUE, step.backward, step.fact.predicate, step.end)


def path_table(graph: Graph, path: Path, *, language: str = "en") -> Table:
    """Return the way as a table, a row a step."""
    layers = layers_by_locator(graph)
    prefetch_steps(graph, path.steps)
    claims = _claims(graph, path, layers)
    rows = tuple(_row(graph, step, claims, layers, language) for step in path.steps)
    return Table(COLUMNS, rows, title=in_short(graph, path))


def prefetch_steps(graph: Graph, steps: Iterable[Step]) -> None:
    """Say that the steps will be told in words soon."""
    ends = sorted({end for step in steps for end in (step.start, step.end)})
    graph.prefetch((NamedNode(iri), None, None, None) for iri in ends)
    graph.prefetch((None, None, NamedNode(iri), None) for iri in ends)
    graph.prefetch_about(ends)


def _row(
    graph: Graph, step: Step, claims: list[Claim], layers: dict[str, str], language: str
) -> tuple[Entity | Code | str | tuple[str, ...] | None, ...]:
    direction = "backward" if step.backward else "forward"
    return (
        entity(graph, step.start, language),
        Entity(step.fact.predicate, name_of(graph, step.fact.predicate).into(language)),
        entity(graph, step.end, language),
        Code(direction, DIRECTIONS[direction].into(language)),
        step_sentence(graph, step.fact, claims).into(language),
        step.fact.evidence,
        layer_code(layers_of(step.fact.evidence, layers), language),
    )


def _claims(graph: Graph, path: Path, layers: dict[str, str]) -> list[Claim]:
    """Return the claims that hold and that a step follows from."""
    kinds = claim_nodes(graph)
    found = set()
    for step in path.steps:
        ends = ({fact.subject for fact in stated(graph, layers, object=end)} for end in (step.start, step.end))
        found |= set.intersection(*ends) & kinds.keys()
    read = (read_claim(graph, iri, kinds[iri], layers) for iri in sorted(found))
    return [claim for claim in read if claim.holds]


def step_sentence(graph: Graph, fact: Fact, claims: list[Claim]) -> Text:
    """Return a fact as a sentence, with the qualifiers of the claims that it follows from."""
    assert isinstance(fact.object, NamedNode)  # noqa: S101 - a step ends at a thing
    ends = (fact.subject, fact.object.value)
    said = sentence(graph, fact.subject, fact.predicate, fact.object)
    from_claims = [
        detail(graph, claim)
        for claim in claims
        if ends in claim.pairs() and claim.relation == fact.predicate and set(claim.evidence) & set(fact.evidence)
    ]
    words = list(dict.fromkeys(words for words in from_claims if words.en))
    if not words:
        return said
    joined = Text(en=" / ".join(word.en for word in words), sv=" / ".join(word.sv for word in words))
    return Text(en="{said} ({words})", sv="{said} ({words})").format(said=said, words=joined)


def in_short(graph: Graph, path: Path) -> Text:
    """Return one sentence: how far it is, that there is no way, or that both are the same."""
    a, b = name_of(graph, path.start), name_of(graph, path.end)
    if path.same:
        text = Text(en="both names are of the same thing: {a}", sv="båda namnen gäller samma sak: {a}")
    elif not path.found:
        text = Text(
            en="the chosen layers connect {a} and {b} by no chain of facts",
            sv="de valda lagren förbinder inte {a} och {b} genom någon kedja av uppgifter",
        )
    elif len(path.steps) == 1:
        text = Text(en="{a} and {b}: one step", sv="{a} och {b}: ett steg")
    else:
        text = Text(en="{a} and {b}: {n} steps", sv="{a} och {b}: {n} steg")
    return text.format(a=a, b=b, n=len(path.steps))
