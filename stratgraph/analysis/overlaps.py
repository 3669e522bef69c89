"""Where a city's competitors and clusters overlap: who competes in what, and who shows itself off with it.

All of it comes from the catalogue's questions `competitor-clusters`, `competitors` and `cluster-profiles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pyoxigraph import NamedNode

from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.stated import layers_by_locator, layers_of
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Entity, Table, Value
from stratgraph.questions.answer import answer, collated
from stratgraph.questions.binding import own_city
from stratgraph.questions.catalogue import question

#: The country of each place that has one.
COUNTRIES = """PREFIX sg: <https://w3id.org/stratgraph/ontology#>

SELECT DISTINCT ?place ?country
WHERE {
  GRAPH sg:facts { ?place sg:locatedIn ?country . ?country a sg:Country . }
}
"""
NO_COUNTRY = Text(en="no country stated", sv="inget land anges")
#: How a matrix can be ordered: like beside like, most overlaps first, or by name.
ORDERS = ("similarity", "count", "name")


class Rival(NamedTuple):
    """A row: a competitor, or a country with several; `kinds` are "geographic" and "niche", as far as stated."""

    iri: str
    name: Text
    kinds: tuple[str, ...] = ()
    country: str | None = None
    members: tuple[str, ...] = ()

    @property
    def kind(self) -> str | None:
        """The kind of competition: "geographic", "niche", "both", or None where no source states one."""
        return "both" if len(self.kinds) > 1 else next(iter(self.kinds), None)


class ClusterColumn(NamedTuple):
    """A column: a cluster, and whether the city gives it priority."""

    iri: str
    name: Text
    priority: bool = False


class Cell(NamedTuple):
    """What is said of a competitor and a cluster; `holders` is of how many competitors it holds, in a country's row."""

    stated: bool = False
    markets: bool = False
    prioritises: bool = False
    evidence: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    holders: int = 1

    @property
    def code(self) -> str:
        """What the cell says: "stated" (competition in it), "own" (it markets or prioritises it), or "both"."""
        own = self.markets or self.prioritises
        return "both" if self.stated and own else "stated" if self.stated else "own"


@dataclass(frozen=True)
class Overlaps:
    """A city's competitors by clusters.

    `without` are the competitors of which no cluster is stated; `left_rows` and `left_columns` are how many were left
    out for the sake of reading. `cells` are by the IRIs of rival and cluster.
    """

    city: str
    city_name: Text
    align: bool
    rivals: tuple[Rival, ...]
    clusters: tuple[ClusterColumn, ...]
    cells: Mapping[tuple[str, str], Cell] = field(hash=False)
    without: tuple[Rival, ...] = ()
    left_rows: int = 0
    left_columns: int = 0
    by_country: bool = False

    def row(self, rival: Rival) -> frozenset[str]:
        """Return the clusters in which a row has a cell."""
        return frozenset(cluster.iri for cluster in self.clusters if (rival.iri, cluster.iri) in self.cells)

    def column(self, cluster: ClusterColumn) -> frozenset[str]:
        """Return the rivals of which a column has a cell."""
        return frozenset(rival.iri for rival in self.rivals if (rival.iri, cluster.iri) in self.cells)


def overlaps(graph: Graph, *, city: str | None = None, align: bool = False, only: Sequence[str] = ()) -> Overlaps:
    """Return a city's competitors by clusters; `city` is its IRI (default: the workspace's own).

    `align` rolls clusters up under broader ones, as the interpretation layer reads them. `only` are the IRIs of the
    competitors that are wanted.

    Raises InputError where no city is known, where an alignment is wanted and its layer was left out, and where `only`
    names one that is no competitor.

    >>> from stratgraph import open_graph
    >>> found = overlaps(open_graph(), align=True)
    >>> [(rival.name.en, rival.kind) for rival in found.rivals if rival.name.en == "London"]
    [('London', 'both')]
    """
    focal = city or own_city(graph)
    return _Maker(graph, focal, align).overlaps(only)


def _plain_rows(table: Table) -> Iterable[dict[str, Value]]:
    names = [column.name for column in table.columns]
    return (dict(zip(names, row, strict=True)) for row in table)


class _Maker:
    """Reads the three questions and joins them."""

    def __init__(self, graph: Graph, city: str, align: bool) -> None:
        self.graph = graph
        self.city = city
        self.align = {"align": "true" if align else "false"}
        self.aligned = align
        self.layers = layers_by_locator(graph)
        self.cells: dict[tuple[str, str], Cell] = {}

    def _ask(self, name: str, **parameters: str) -> Iterable[dict[str, Value]]:
        return _plain_rows(answer(self.graph, question(self.graph.workspace, name), parameters=parameters))

    def overlaps(self, only: Sequence[str]) -> Overlaps:
        """Return the whole."""
        kinds = self._kinds()
        self._refuse_strangers(only, kinds)
        chosen = [iri for iri in kinds if not only or iri in only]
        self._stated()
        priorities = self._profiles(set(kinds))
        cells = {ends: cell for ends, cell in self.cells.items() if ends[0] in chosen}
        countries = countries_of(self.graph)
        rivals = sorted(
            (self._rival(iri, kinds[iri], countries) for iri in chosen), key=lambda rival: collated(rival.name.en)
        )
        in_cells = {rival for rival, _ in cells}
        columns = {cluster for _, cluster in cells} | priorities if chosen else set()
        clusters = [ClusterColumn(iri, name_of(self.graph, iri), iri in priorities) for iri in columns]
        return Overlaps(
            self.city,
            name_of(self.graph, self.city),
            self.aligned,
            tuple(rival for rival in rivals if rival.iri in in_cells),
            tuple(sorted(clusters, key=lambda cluster: (not cluster.priority, collated(cluster.name.en), cluster.iri))),
            cells,
            without=tuple(rival for rival in rivals if rival.iri not in in_cells),
        )

    def _kinds(self) -> dict[str, set[str]]:
        """Return the competitors, each with the kinds of competition that are stated."""
        found: dict[str, set[str]] = {}
        for row in self._ask("competitors", city=self.city):
            rival, kind = row["competitor"], row["kind"]
            if isinstance(rival, Entity):
                found.setdefault(rival.iri, set()).update([kind.value] if isinstance(kind, Code) else [])
        return found

    def _refuse_strangers(self, only: Sequence[str], kinds: Mapping[str, set[str]]) -> None:
        stranger = next((iri for iri in only if iri not in kinds), None)
        if stranger is not None:
            text = Text(
                en="{name} is not named as a competitor of {city}; `stratgraph ask competitors` lists them",
                sv="{name} nämns inte som konkurrent till {city}; `stratgraph ask competitors` listar dem",
            )
            raise InputError(text.format(name=name_of(self.graph, stranger), city=name_of(self.graph, self.city)))

    def _stated(self) -> None:
        """Read in what competition is stated, and what competitors market."""
        for row in self._ask("competitor-clusters", city=self.city, **self.align):
            rival, cluster, evidence = row["competitor"], row["cluster"], row["evidence"]
            if isinstance(rival, Entity) and isinstance(cluster, Entity) and isinstance(evidence, tuple):
                cell = Cell(stated=row["stated"] is True, markets=row["markets"] is True)
                self._add(rival.iri, cluster.iri, cell, map(str, evidence))

    def _profiles(self, rivals: set[str]) -> set[str]:
        """Read what competitors prioritise themselves; return the clusters that the city does."""
        priorities = set()
        for row in self._ask("cluster-profiles", **self.align):
            place, cluster, relation, evidence = row["place"], row["cluster"], row["relation"], row["evidence"]
            if not isinstance(place, Entity) or not isinstance(cluster, Entity) or not isinstance(evidence, tuple):
                continue
            if isinstance(relation, Code) and relation.value == "prioritises":
                if place.iri == self.city:
                    priorities.add(cluster.iri)
                elif place.iri in rivals:
                    self._add(place.iri, cluster.iri, Cell(prioritises=True), map(str, evidence))
        return priorities

    def _add(self, rival: str, cluster: str, cell: Cell, evidence: Iterable[str]) -> None:
        there = self.cells.get((rival, cluster), Cell())
        locators = tuple(sorted({*there.evidence, *evidence}))
        self.cells[rival, cluster] = Cell(
            there.stated or cell.stated,
            there.markets or cell.markets,
            there.prioritises or cell.prioritises,
            locators,
            layers_of(locators, self.layers),
        )

    def _rival(self, iri: str, kinds: set[str], countries: Mapping[str, str]) -> Rival:
        return Rival(iri, name_of(self.graph, iri), tuple(sorted(kinds)), countries.get(iri), (iri,))


def countries_of(graph: Graph) -> dict[str, str]:
    """Return the country of each place that has one; of several the first in the order of their IRIs."""
    found = graph.query(COUNTRIES, whole=False)
    pairs = sorted(
        (place.value, country.value)
        for place, country in (found if isinstance(found, Solutions) else ())
        if isinstance(place, NamedNode) and isinstance(country, NamedNode)
    )
    return dict(reversed(pairs))


def limited(found: Overlaps, *, rows: int | None = None, columns: int | None = None) -> Overlaps:
    """Return the overlaps with at most so many rows and columns: those with the most cells, the rest counted.

    The clusters that the city gives priority come before others.
    """
    ranked = sorted(found.rivals, key=lambda rival: (-len(found.row(rival)), collated(rival.name.en), rival.iri))
    kept = set(ranked if rows is None else ranked[:rows])
    wide = sorted(found.clusters, key=lambda one: (not one.priority, -len(found.column(one)), collated(one.name.en)))
    shown = set(wide if columns is None else wide[:columns])
    return replace(
        found,
        rivals=tuple(rival for rival in found.rivals if rival in kept),
        clusters=tuple(cluster for cluster in found.clusters if cluster in shown),
        left_rows=found.left_rows + len(found.rivals) - len(kept),
        left_columns=found.left_columns + len(found.clusters) - len(shown),
    )


def by_country(graph: Graph, found: Overlaps) -> Overlaps:
    """Return the overlaps with a row a country; a cell counts the competitors of which it holds."""
    groups: dict[str, list[Rival]] = {}
    for rival in found.rivals:
        groups.setdefault(rival.country or "", []).append(rival)
    rows = [
        Rival(
            iri,
            name_of(graph, iri) if iri else NO_COUNTRY,
            tuple(sorted({kind for rival in rivals for kind in rival.kinds})),
            iri or None,
            tuple(rival.iri for rival in rivals),
        )
        for iri, rivals in groups.items()
    ]
    cells = {
        (row.iri, cluster.iri): _summed(own)
        for row in rows
        for cluster in found.clusters
        if (own := [found.cells[rival, cluster.iri] for rival in row.members if (rival, cluster.iri) in found.cells])
    }
    ordered = sorted(rows, key=lambda row: (not row.iri, collated(row.name.en), row.iri))
    return replace(found, rivals=tuple(ordered), cells=cells, by_country=True)


def _summed(cells: Sequence[Cell]) -> Cell:
    layers = {layer: None for cell in cells for layer in cell.layers}
    return Cell(
        any(cell.stated for cell in cells),
        any(cell.markets for cell in cells),
        any(cell.prioritises for cell in cells),
        tuple(sorted({locator for cell in cells for locator in cell.evidence})),
        tuple(layers),
        len(cells),
    )


def ordered(found: Overlaps, order: str = "similarity") -> Overlaps:
    """Return the overlaps with rows and columns in an order: one of `ORDERS`.

    By similarity, rows of like clusters stand beside each other: a tour of nearest neighbours by Jaccard distance that
    begins at the row with the most cells (seriation; Hahsler, Hornik and Buchta, Getting Things in Order, Journal of
    Statistical Software 25(3), 2008). The clusters that the city gives priority stay first in every order.
    """
    if order == "name":
        return found
    rivals = sorted(found.rivals, key=lambda rival: (-len(found.row(rival)), collated(rival.name.en), rival.iri))
    clusters = sorted(found.clusters, key=lambda one: (-len(found.column(one)), collated(one.name.en), one.iri))
    if order == "similarity":
        rivals = [rivals[place] for place in seriated([found.row(rival) for rival in rivals])]
        clusters = [clusters[place] for place in seriated([found.column(cluster) for cluster in clusters])]
    clusters.sort(key=lambda cluster: not cluster.priority)
    return replace(found, rivals=tuple(rivals), clusters=tuple(clusters))


def seriated(sets: Sequence[frozenset[str]]) -> list[int]:
    """Return the places of the sets so that like ones stand beside each other, the first staying first.

    >>> seriated([frozenset("abc"), frozenset("xyz"), frozenset("ab")])
    [0, 2, 1]
    """
    if len(sets) < 3:
        return list(range(len(sets)))
    import networkx
    from networkx.algorithms.approximation import greedy_tsp

    complete: networkx.Graph[int] = networkx.Graph()
    for one in range(len(sets)):
        for other in range(one + 1, len(sets)):
            together = sets[one] | sets[other]
            alike = len(sets[one] & sets[other]) / len(together) if together else 1.0
            complete.add_edge(one, other, weight=1.0 - alike)
    # The tour comes back to where it began.
    return [int(place) for place in greedy_tsp(complete, source=0)[:-1]]


__all__ = [
    "ORDERS",
    "Cell",
    "ClusterColumn",
    "Overlaps",
    "Rival",
    "by_country",
    "countries_of",
    "limited",
    "ordered",
    "overlaps",
    "seriated",
]
