"""The alliance map as data: what is on it, how it lies, and what every box and line rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie
from stratgraph.maps.aggregate import BUDGET, fold
from stratgraph.maps.boxes import label_width
from stratgraph.maps.candidates import candidate_edges
from stratgraph.maps.content import Maker, Quote, countries
from stratgraph.maps.gaps import open_places
from stratgraph.maps.kinds import COLUMNS, ON_EARTH, PARTS, PLACES
from stratgraph.maps.layout.geographic import Geographic, geographic, with_dots
from stratgraph.maps.layout.layered import Layered, layered, ranks
from stratgraph.maps.parts import Content, Edge, Kind, Locator, Node, Relation
from stratgraph.maps.selection import Reading, alliance
from stratgraph.maps.words import Words, of
from stratgraph.model.language import Text

if TYPE_CHECKING:
    from stratgraph.maps.focus import Focus
    from stratgraph.maps.story import Story

VERSION = 1
#: Labels that the geographic view has room for.
MOST_LABELS = 48


class Start(NamedTuple):
    """What the page shows first: a view, what it is about, how many steps round it, colours, and candidates or not.

    `theme` is "light" or "dark", None for that of the reader's screen.
    """

    view: str = "layered"
    focus: tuple[str, ...] = ()
    degree: int = 1
    theme: str | None = None
    candidates: bool = False


@dataclass(frozen=True)
class Meta:
    """What the map is called and where it comes from."""

    title: Words
    strategy: Words
    source: Words
    summary: Words
    tool: str
    focal: str | None = None
    year: str | None = None
    date: str | None = None
    attached: bool = False
    language: str = "en"
    empty: Words | None = None
    start: Start | None = None


@dataclass(frozen=True)
class StrategyMap:
    """A map: nodes with a column, a rank and, where they are folded, a group."""

    meta: Meta
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    kinds: tuple[Kind, ...]
    relations: tuple[Relation, ...]
    locators: tuple[Locator, ...]
    layered: Layered
    geographic: Geographic
    prefixes: dict[str, str] = field(hash=False)
    story: Story | None = None
    #: What stands above the columns where they are steps of a way, not kinds.
    steps: Mapping[int, Words] = field(default_factory=dict, hash=False)

    def headings(self) -> dict[int, Words]:
        """Return what stands above each column."""
        kinds = {kind.id: kind.column for kind in self.kinds}
        found = {node.column: COLUMNS[kinds[node.kind]] for node in self.nodes if node.column is not None}
        return {column: self.steps.get(column, found[column]) for column in sorted(found)}

    def to_dict(self) -> dict[str, object]:
        """Return the map as JSON has it; everything sorted or in its own order, ids short and stable."""
        from stratgraph.maps.plain import to_dict

        return to_dict(self)

    def svg(
        self, view: str = "layered", *, language: str = "en", focus: Focus | None = None, theme: str = "light"
    ) -> str:
        """Return a view ("layered", "geographic", "ego" or "matrix") as a picture that stands by itself.

        Raises InputError for "ego" without something to go round.
        """
        from stratgraph.maps.pictures import picture
        from stratgraph.maps.svg import svg

        return svg(picture(self, view, language=language, focus=focus), theme=theme)

    def _repr_html_(self) -> str:
        """Return the layered view as notebooks show it."""
        return self.svg(language=self.meta.language).partition("\n")[2]


def strategy_map(
    graph: Graph,
    *,
    quote: Quote | None = None,
    title: Text | None = None,
    date: str | None = None,
    language: str = "en",
    candidates: bool = False,
    budget: int = BUDGET,
) -> StrategyMap:
    """Return the alliance map of a graph's strategy.

    `quote` gives the words of a passage where the reader has a copy of the document; `date` is what the map says of
    when it was made; `candidates` adds the networks that might fill a gap; `budget` is the number
    of boxes above which those that belong together are folded.

    >>> from stratgraph import open_graph
    >>> found = strategy_map(open_graph())
    >>> [node.short.en for node in found.nodes if node.status == "missing"][-1]
    'Networks only in general'
    """
    reading = Reading(graph)
    chosen = alliance(reading)
    places, lines = open_places(graph, chosen, reading.layers)
    if candidates:
        lines += candidate_edges(graph, chosen, reading.layers)
    content = Maker(reading, chosen, quote=quote).content(places, lines)
    return arranged(content, meta_of(graph, content, title, date, language), graph, budget=budget)


def arranged(content: Content, meta: Meta, graph: Graph, *, budget: int = BUDGET) -> StrategyMap:
    """Return the map of some content: folded, ordered and laid out."""
    kinds = {kind.id: kind for kind in content.kinds}
    nodes = fold(content.nodes, content.edges, kinds, countries=countries(graph, content.nodes), budget=budget)
    present = sorted({kinds[node.kind].column for node in nodes})
    columns = {column: place for place, column in enumerate(present)}
    placed = tuple(replace(node, column=columns[kinds[node.kind].column]) for node in nodes)
    nodes = _ranked(placed, content.edges, {kind.id: place for place, kind in enumerate(content.kinds)})
    return StrategyMap(
        meta=meta,
        nodes=nodes,
        edges=content.edges,
        kinds=content.kinds,
        relations=content.relations,
        locators=content.locators,
        layered=_in_columns(nodes),
        geographic=on_earth(nodes, content.edges),
        prefixes=dict(sorted(graph.workspace.prefixes.items())),
    )


def _in_columns(nodes: tuple[Node, ...]) -> Layered:
    """Return where the boxes of the layered view lie."""
    shown: dict[int, list[Node]] = {}
    for node in nodes:
        if node.group is None and node.column is not None:
            shown.setdefault(node.column, []).append(node)
    return layered({column: [node.id for node in sorted(there, key=_rank)] for column, there in shown.items()})


def by_steps(found: StrategyMap, columns: Mapping[str, int], headings: Mapping[int, Words]) -> StrategyMap:
    """Return the map with its nodes in other columns, by their ids; a group stands where its first member does."""
    there = {
        node.id: min((columns[name] for name in (node.id, *(node.members or ())) if name in columns), default=0)
        for node in found.nodes
    }
    placed = tuple(replace(node, column=there[node.id]) for node in found.nodes)
    nodes = _ranked(placed, found.edges, {kind.id: place for place, kind in enumerate(found.kinds)})
    return replace(found, nodes=nodes, layered=_in_columns(nodes), steps=headings)


def on_earth(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Geographic:
    """Return where the places of a map lie; of very many only the most connected bear a label."""
    there = [node for node in nodes if node.status != "group" and (node.kind in ON_EARTH or node.place)]
    lines = Counter(end for edge in edges for end in (edge.start, edge.end))
    placed = sorted((node for node in there if node.place), key=lambda node: (-lines[node.id], node.id))
    labelled = {node.id for node in placed[:MOST_LABELS]} | {node.id for node in there if node.place is None}
    widths = {node.id: label_width(node.short) for node in there}
    found = geographic({node.id: node.place for node in there if node.id in labelled}, widths)
    return with_dots(found, {node.id: node.place for node in placed[MOST_LABELS:] if node.place})


def _rank(node: Node) -> float:
    return node.rank


def _ranked(nodes: tuple[Node, ...], edges: tuple[Edge, ...], kinds: Mapping[str, int]) -> tuple[Node, ...]:
    """Return the nodes with their order in the columns.

    The first column keeps the order of its numbers; places stand together by what they are to the city.
    """
    columns: dict[int, list[str]] = {}
    for node in nodes:
        if node.group is None:
            columns.setdefault(node.column or 0, []).append(node.id)
    box = {node.id: node.group or node.id for node in nodes}
    links = [(box[edge.start], box[edge.end]) for edge in edges]
    block: dict[str, float] = {node.id: kinds[node.kind] for node in nodes if node.kind in PLACES}
    block |= _beside_goals(nodes, links)
    found = ranks(columns, links, fixed=(0,), block=block)
    inside: dict[str, int] = {}
    made = []
    for node in nodes:
        if node.group is None:
            made.append(replace(node, rank=float(found[node.id])))
        else:
            inside[node.group] = inside.get(node.group, 0) + 1
            made.append(replace(node, rank=round(found[node.group] + inside[node.group] / 1000, 3)))
    return tuple(made)


def _beside_goals(nodes: tuple[Node, ...], links: list[tuple[str, str]]) -> dict[str, float]:
    """Return where factors and actions stand: as high, in the mean, as the goals that they are linked to."""
    heights = {node.id: float(place) for place, node in enumerate(node for node in nodes if node.kind == "Goal")}
    middle = (len(heights) - 1) / 2
    parts = {node.id for node in nodes if node.kind in PARTS and node.group is None}
    goals: dict[str, set[str]] = {}
    for start, end in links:
        for part, goal in ((start, end), (end, start)):
            if part in parts and goal in heights:
                goals.setdefault(part, set()).add(goal)
    return {part: _mean([heights[goal] for goal in sorted(goals.get(part, ()))], middle) for part in sorted(parts)}


def _mean(numbers: list[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def meta_of(graph: Graph, content: Content, title: Text | None, date: str | None, language: str) -> Meta:
    """Return what a map is called and where it comes from."""
    from stratgraph.maps.headings import empty_sentence, in_short, name_of_strategy, source_line, year_of

    strategy = name_of_strategy(graph)
    return Meta(
        title=of(title)
        if title
        else Words(f"Alliance map: {strategy.en}", f"Allianskarta: {strategy.sv}", strategy.marked),
        strategy=strategy,
        summary=in_short(content),
        source=source_line(graph, content),
        tool=_tool(),
        focal=curie(graph, graph.city) if graph.city else None,
        year=year_of(graph),
        date=date,
        attached=any(locator.quote for locator in content.locators),
        language=language,
        empty=empty_sentence(content),
    )


def _title(strategy: Words) -> Words:
    return Words(f"Alliance map: {strategy.en}", f"Allianskarta: {strategy.sv}", strategy.marked)


def _tool() -> str:
    from stratgraph import __version__

    return f"stratgraph {__version__}"
