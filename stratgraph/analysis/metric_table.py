"""Measures as a table, with what is said around it: a row a finding, with its sentence, its passages and its layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stratgraph.analysis.card import layer_code
from stratgraph.analysis.metric_words import Sentences, decimal
from stratgraph.analysis.metrics import COSTLY, MEASURES, Metrics, Score
from stratgraph.analysis.projections import PROJECTIONS, Projection
from stratgraph.analysis.wording import name_of
from stratgraph.graph.stated import layers_by_locator, layers_of
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.questions.answer import LAYER, collated

TITLE = Text(en="{projection}: measures", sv="{projection}: mått")
NAMES = {
    "degree": Text(en="degree", sv="grad"),
    "betweenness": Text(en="betweenness", sv="mellanliggande (betweenness)"),
    "closeness": Text(en="closeness", sv="närhet (closeness)"),
    "constraint": Text(en="constraint", sv="bundenhet (constraint)"),
    "effective-size": Text(en="effective size", sv="effektiv storlek"),
    "articulation": Text(en="articulation point", sv="brytpunkt"),
    "bridge": Text(en="bridge", sv="brygga"),
    "community": Text(en="community", sv="grupp"),
}
#: What each measure is, and who defined it.
DEFINITIONS = {
    "degree": Text(
        en="How many others a thing is linked to directly (Freeman 1978).",
        sv="Hur många andra något har direkt samband med (Freeman 1978).",
    ),
    "betweenness": Text(
        en="The share of all pairs of others whose shortest way goes through it, from 0 to 1; a pair with several "
        "shortest ways counts by the share of them (Freeman 1977).",
        sv="Andelen av alla par av andra vars kortaste väg går genom den, från 0 till 1; ett par med flera kortaste "
        "vägar räknas efter andelen av dem (Freeman 1977).",
    ),
    "closeness": Text(
        en="The share of the others that it reaches, divided by the mean number of steps to them, from 0 to 1 "
        "(Freeman 1978; Wasserman and Faust 1994 where not all can be reached).",
        sv="Andelen av de andra som den når, delad med antalet steg dit i genomsnitt, från 0 till 1 (Freeman 1978; "
        "Wasserman och Faust 1994 där alla inte kan nås).",
    ),
    "constraint": Text(
        en="How far its contacts are tied to each other, which leaves little to broker; the least first (Burt 1992).",
        sv="Hur bundna dess kontakter är till varandra, så att litet finns att förmedla; minst först (Burt 1992).",
    ),
    "effective-size": Text(
        en="Its contacts, less how many other contacts each of them is linked to in the mean (Burt 1992; Borgatti "
        "1997).",
        sv="Dess kontakter, minus hur många av de andra kontakterna var och en i genomsnitt är förbunden med (Burt "
        "1992; Borgatti 1997).",
    ),
    "articulation": Text(
        en="Without it, what is linked falls apart; the value is how many would be cut off (Hopcroft and Tarjan 1973).",
        sv="Utan den faller det förbundna isär; värdet är hur många som skulle skiljas av (Hopcroft och Tarjan 1973).",
    ),
    "bridge": Text(
        en="A link without which what is linked falls apart; the value is how many would be cut off (Hopcroft and "
        "Tarjan 1973).",
        sv="Ett samband utan vilket det förbundna faller isär; värdet är hur många som skulle skiljas av (Hopcroft och "
        "Tarjan 1973).",
    ),
    "community": Text(
        en="A group with more links within it than chance would give; the value is its size (Louvain: Blondel and "
        "others 2008).",
        sv="En grupp med fler samband inom sig än slumpen ger; värdet är dess storlek (Louvain: Blondel m.fl. 2008).",
    ),
}
COLUMNS = (
    Column("measure", Text(en="Measure", sv="Mått"), "code"),
    Column("rank", Text(en="Rank", sv="Plats"), "number"),
    Column("thing", Text(en="What", sv="Vad"), "entity"),
    Column("value", Text(en="Value", sv="Värde"), "number"),
    Column("error", Text(en="Error at most", sv="Fel högst"), "number"),
    Column("sentence", Text(en="In words", sv="I ord")),
    Column("others", Text(en="Concerns", sv="Gäller"), "list"),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)
PROJECTION_COLUMNS = (
    Column("projection", Text(en="Projection", sv="Projektion"), "code"),
    Column("made_of", Text(en="What links", sv="Vad som ger samband")),
    Column("stays", Text(en="Stays without a link", sv="Står kvar utan samband"), "list"),
)
PROJECTIONS_TITLE = Text(en="The projections that can be measured", sv="Projektionerna som kan mätas")

EMPTY = Text(
    en="the chosen layers hold nothing of the projection {id}: no {kinds}; stratgraph metrics --projections lists all",
    sv="de valda lagren har inget av projektionen {id}: ingen {kinds}; stratgraph metrics --projections listar alla",
)
NO_LINK = Text(
    en="nothing links the things of the projection {id} ({n}): every one stands alone",
    sv="inget förbinder det som finns i projektionen {id} ({n}): allt står för sig",
)
NOTHING_FOUND = Text(
    en="nothing to tell of {measures}: no loss of one thing or link would cut anything off, and no group stands out",
    sv="inget att säga om {measures}: ingen enskild förlust skulle skilja något åt, och ingen grupp framträder",
)
SIZE = Text(
    en="{title}; things: {nodes}, links: {links}, things without a link: {isolated}. What links: {made_of}.",
    sv="{title}; saker: {nodes}, samband: {links}, saker utan samband: {isolated}. Vad som ger samband: {made_of}.",
)
MODULARITY = Text(
    en="Communities by the Louvain method with a fixed seed; modularity {q}.",
    sv="Grupperna är gjorda med Louvainmetoden med fast slumpfrö; modularitet {q}.",
)
SAMPLED = Text(
    en="Betweenness and closeness are estimated from {sources} of {nodes} things: no betweenness is off by more than "
    "{error} with a probability of {sure} %.",
    sv="Mellanliggande och närhet är uppskattade från {sources} av {nodes} saker: inget mellanliggande är fel med mer "
    "än {error} med sannolikheten {sure} %.",
)


def metric_table(found: Metrics, *, top: int | None = None, thing: str | None = None, language: str = "en") -> Table:
    """Return the scores as a table, those of each measure together, the best first.

    `top` is how many of each measure are wanted (default: all); zeros and things without a value are left out then.
    `thing` is the IRI of the one that is asked about.
    """
    maker = _Rows(found, language)
    rows = tuple(maker.row(score) for name in found.scores for score in chosen(found, name, top=top, thing=thing))
    return Table(
        COLUMNS, rows, title=TITLE.format(projection=found.prepared.projected.projection.title), notes=notes(found)
    )


def chosen(found: Metrics, measure: str, *, top: int | None = None, thing: str | None = None) -> list[Score]:
    """Return the scores of a measure that are asked for."""
    scores = list(found.scores[measure])
    if thing is not None:
        node = found.prepared.projected.nodes.index(thing)
        scores = [score for score in scores if node in score.nodes]
    elif top is not None:
        scores = [score for score in scores if score.value]
    return scores[:top]


class _Rows:
    """Makes rows in one language."""

    def __init__(self, found: Metrics, language: str) -> None:
        self.found = found
        self.language = language
        self.graph = found.prepared.graph
        self.sentences = Sentences(found)
        self.layers = layers_by_locator(self.graph)
        projected = found.prepared.projected
        self.nodes = projected.nodes
        places = {iri: place for place, iri in enumerate(projected.nodes)}
        self.said: dict[tuple[int, int], tuple[str, ...]] = {}
        for link in projected.links:
            ends = places[link.one], places[link.other]
            self.said[ends] = self.said[ends[::-1]] = link.evidence

    def row(self, score: Score) -> tuple[Value, ...]:
        """Return the row of a score."""
        evidence = tuple(sorted({locator for pair in self._pairs(score) for locator in self.said.get(pair, ())}))
        whole = score.measure not in ("betweenness", "closeness", "constraint") and score.value is not None
        return (
            Code(score.measure, NAMES[score.measure].into(self.language)),
            score.rank,
            self._entity(score.nodes[0]),
            _number(score.value) if whole else score.value,
            score.error,
            self.sentences.sentence(score).into(self.language),
            self._entities(self.sentences.concerned(score)),
            evidence,
            layer_code(layers_of(evidence, self.layers), self.language),
        )

    def _pairs(self, score: Score) -> Iterator[tuple[int, int]]:
        """Yield the links that a score rests on: a bridge's own, those within a group, else those of the thing."""
        if score.measure == "bridge":
            yield score.nodes[0], score.nodes[1]
            return
        network, group = self.found.prepared.network, set(score.nodes)
        within = score.measure == "community"
        for node in score.nodes:
            yield from ((node, near) for near in network[node] if not within or near in group)

    def _entity(self, node: int) -> Entity:
        return Entity(self.nodes[node], name_of(self.graph, self.nodes[node]).into(self.language))

    def _entities(self, nodes: Sequence[int]) -> tuple[Entity, ...]:
        return tuple(sorted(map(self._entity, nodes), key=lambda one: (collated(one.label), one.iri)))


def _number(value: float | None) -> int | float | None:
    """Return a count as a whole number.

    >>> _number(3.0), _number(2.5)
    (3, 2.5)
    """
    return int(value) if value is not None and value.is_integer() else value


def notes(found: Metrics) -> tuple[Text, ...]:
    """Return what a reader should know beside the rows: the size, how groups were made, what was estimated."""
    prepared = found.prepared
    texts = [
        SIZE.format(
            title=prepared.projected.projection.title,
            nodes=prepared.work.nodes,
            links=prepared.work.links,
            made_of=prepared.projected.projection.made_of,
            isolated=len(found.isolated),
        )
    ]
    if found.modularity is not None:
        texts.append(MODULARITY.format(q=decimal(found.modularity, 2)))
    if not prepared.work.exact and COSTLY & found.scores.keys():
        texts.append(
            SAMPLED.format(
                sources=prepared.work.sources,
                nodes=prepared.work.nodes,
                error=decimal(prepared.work.error, 3),
                sure=round(100 * prepared.work.confidence),
            )
        )
    return tuple(texts)


def emptiness(found: Metrics) -> Text | None:
    """Return why there is nothing to measure; None where there is something."""
    projected = found.prepared.projected
    if not projected.nodes:
        kinds = [name_of(found.prepared.graph, kind) for kind in projected.projection.classes]
        return EMPTY.format(
            id=projected.projection.id,
            kinds=Text(en=", ".join(kind.en for kind in kinds), sv=", ".join(kind.sv for kind in kinds)),
        )
    if not projected.links:
        return NO_LINK.format(id=projected.projection.id, n=len(projected.nodes))
    if not any(found.scores.values()):
        names = [NAMES[name] for name in found.scores]
        return NOTHING_FOUND.format(
            measures=Text(en=", ".join(name.en for name in names), sv=", ".join(name.sv for name in names))
        )
    return None


def projection_table(known: Sequence[Projection] = PROJECTIONS, *, language: str = "en") -> Table:
    """Return the projections as a table: what each is made of, and whose things stay without a link."""
    rows = tuple(
        (
            Code(one.id, one.id),
            Text(en="{title}: {of}", sv="{title}: {of}").format(title=one.title, of=one.made_of).into(language),
            tuple(Entity(kind, kind.rpartition("#")[2]) for kind in one.classes),
        )
        for one in known
    )
    return Table(PROJECTION_COLUMNS, rows, title=PROJECTIONS_TITLE)


__all__ = [
    "COLUMNS",
    "DEFINITIONS",
    "MEASURES",
    "NAMES",
    "chosen",
    "emptiness",
    "metric_table",
    "notes",
    "projection_table",
]
