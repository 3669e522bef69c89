"""The graph as a library user meets it: what every command answers, as a method."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from stratgraph.graph import opening
from stratgraph.graph.memory import Graph
from stratgraph.graph.workspace import Workspace
from stratgraph.model.table import Table
from stratgraph.model.terms import LAYERS
from stratgraph.questions import asking, remote

if TYPE_CHECKING:
    from stratgraph.analysis.diff import Difference
    from stratgraph.analysis.whatif import WhatIf
    from stratgraph.graph.endpoint import Endpoint
    from stratgraph.maps.graph import StrategyMap
    from stratgraph.reports.blocks import Report

#: What the steps of a workspace's own story are called.
STORIES = ("story.md", "story.yaml", "story.yml")
#: How many candidates are shown for a gap.
MOST = 3


class StrategyGraph(asking.StrategyGraph):
    """A strategy's graph with questions, analysis, map and report at hand.

    Names are what people write: "goal 4", "Helsinki", "UBC"; `language` ("sv" or "en") chooses labels and words.

    >>> graph = open_graph()
    >>> [row["number"] for row in graph.ask("goals-without-network").to_dicts()]
    [1, 2, 4, 5]
    """

    def gaps(self, *questions: str, language: str = "en") -> Table:
        """Return the gaps as one table, of all gap questions or of those named.

        Raises NotFound, with the nearest, for an id that is no gap question's.

        >>> [row["grade"] for row in open_graph().gaps("goals-without-network").to_dicts()]
        ['proposed', 'generic', 'none', 'generic']
        """
        from stratgraph.analysis.gaps import gaps, report

        return report(gaps(self, only=questions, language=language))

    def candidates(self, *questions: str, most: int = MOST, language: str = "en") -> Table:
        """Return the gaps with at most `most` candidates each, ranked, and the reasons for each in words.

        Raises NotFound as `gaps` does.

        >>> table = open_graph().candidates("goals-without-network", most=1)
        >>> [row["candidates"] for row in table.to_dicts()][2]
        ['Eurocities']
        """
        from stratgraph.analysis.candidate_table import candidate_report
        from stratgraph.analysis.candidates import candidates
        from stratgraph.analysis.gaps import gaps

        sections = gaps(self, only=questions, language=language)
        return candidate_report(sections, candidates(self, sections), most=most, language=language)

    def overlaps(self, *, align: bool = False, language: str = "en") -> Table:
        """Return competitors by clusters; `align` rolls clusters up as an analyst reads them.

        >>> [column.name for column in open_graph().overlaps(align=True).columns][:2]
        ['competitor', 'kind']
        """
        from stratgraph.analysis.overlap_table import matrix_table
        from stratgraph.analysis.overlaps import overlaps

        return matrix_table(overlaps(self, align=align), language=language)

    def similar(self, city: str | None = None, *, align: bool = False, language: str = "en") -> Table:
        """Return the cities whose cluster profiles are most like a city's (default: the strategy's own), ranked.

        Raises NotFound, with the nearest, for a city that is not known; InputError where the data names no city.

        >>> [row["jaccard"] for row in open_graph().similar(align=True).to_dicts()][0] > 0
        True
        """
        from stratgraph.analysis.similarity import similarities, similarity_table

        return similarity_table(self, similarities(self, self._city(city), align=align), language=language)

    def metrics(
        self,
        *measures: str,
        projection: str = "city-network",
        top: int | None = None,
        node: str | None = None,
        language: str = "en",
    ) -> Table:
        """Return measures of a projection of the graph, each value with a sentence, as `stratgraph metrics` does.

        Without `measures` all; `top` is how many values of each are wanted; `node` names the one that is asked about.

        Raises NotFound where there is no such measure, projection or thing.

        >>> table = open_graph().metrics("degree", top=1)
        >>> [row["value"] for row in table.to_dicts()]
        [6]
        """
        from stratgraph.analysis.metric_table import metric_table
        from stratgraph.analysis.metrics import MEASURES, metrics
        from stratgraph.analysis.naming import find

        found = metrics(self, projection=projection, measures=measures or MEASURES)
        return metric_table(found, top=top, thing=find(self, node) if node else None, language=language)

    def _city(self, name: str | None) -> str:
        from stratgraph.analysis.naming import find
        from stratgraph.analysis.supposing import NO_CITY
        from stratgraph.model.errors import InputError

        if name is not None:
            return find(self, name)
        if self.city is None:
            raise InputError(NO_CITY)
        return self.city

    def path(self, start: str, end: str, *, language: str = "en") -> Table:
        """Return one shortest way between two things, a row a step.

        Raises NotFound, with the nearest, for a name that nothing bears.

        >>> [row["sentence"] for row in open_graph().path("Stockholm", "Eurocities").to_dicts()]
        ['Stockholm is active in Eurocities']
        """
        from stratgraph.analysis.naming import find
        from stratgraph.analysis.paths import path_table, shortest_path

        return path_table(self, shortest_path(self, find(self, start), find(self, end)), language=language)

    def whatif(self, *, join: Sequence[str] = (), leave: Sequence[str] = (), city: str | None = None) -> WhatIf:
        """Return what would change if a city (default: the strategy's own) joined and left networks.

        `join` is as on the command line: "UBC:member:goal-4". This graph stays as it is. Raises InputError or NotFound
        where the city or a network cannot be used.

        >>> found = open_graph().whatif(join=["UBC:member:goal-4"])
        >>> found.summary().en.partition(":")[0]
        'Stockholm joins UBC'
        """
        from stratgraph.analysis.naming import find
        from stratgraph.analysis.scenario import parse_join
        from stratgraph.analysis.whatif import what_if

        focal = None if city is None else find(self, city)
        return what_if(self, join=[parse_join(wish) for wish in join], leave=leave, city=focal)

    def diff(self, other: Graph) -> Difference:
        """Return what differs from this graph to another, each for the layers that it was opened for.

        >>> open_graph().diff(open_graph()).items
        ()
        """
        from stratgraph.analysis.diff import diff

        return diff(self, other)

    def map(self, *, candidates: bool = False, language: str = "en", date: str | None = None) -> StrategyMap:
        """Return the alliance map, with the steps of the workspace's story where it has one and no layer is left out.

        `candidates` adds the networks that might fill a gap; `date` is what the map says of when it was made.

        >>> [step.title.en for step in open_graph().map().story.steps][0]
        'What the city wants to be'
        """
        from dataclasses import replace

        from stratgraph.maps import strategy_map

        found = strategy_map(self, candidates=candidates, language=language, date=date)
        path = self._story()
        if path is None:
            return found
        from stratgraph.graph.reading import read_text
        from stratgraph.maps.story import read_story, story_of

        return replace(found, story=story_of(read_story(read_text(path), path), found, self))

    def _story(self) -> str | None:
        """Return the file of the workspace's story, which is told of its whole map."""
        from pathlib import Path

        paths = (Path(self.workspace.folder, name) for name in STORIES)
        whole = set(self.layers) == set(LAYERS)
        return next((str(path) for path in paths if whole and path.is_file()), None)

    def report(
        self,
        *,
        goal: str | None = None,
        committee: str | None = None,
        languages: tuple[str, ...] = ("en", "sv"),
        date: str | None = None,
        quoted: bool = False,
    ) -> Report:
        """Return the report to forward, or the page for one goal or committee; see `stratgraph.reports.report`.

        Raises NotFound, with the nearest, where the goal or the committee is not known.

        >>> open_graph().report(goal="4").html().startswith("<!doctype html>")
        True
        """
        from stratgraph.reports import report

        return report(self, goal=goal, committee=committee, languages=languages, date=date, quoted=quoted)


class RemoteStrategyGraph(StrategyGraph, remote.RemoteStrategyGraph):
    """The same for a graph in a SPARQL endpoint."""


def open_graph(
    *,
    workspace: str | Workspace | None = None,
    layers: Collection[str] | None = None,
    store: str | None = None,
    endpoint: str | Endpoint | None = None,
) -> StrategyGraph:
    """Return the graph of a workspace: its folder, or what was read of it; or of a store on disk, or an endpoint.

    Without one, the nearest workspace from the working directory upward, else the packaged strategy. `layers` are the
    layers whose facts are wanted (default: all). `store` is the folder of a store that was built with `stratgraph load
    --store`. `endpoint` is the URL of a SPARQL endpoint that was filled with
    `stratgraph load --endpoint`, or its name in `stratgraph.toml`: questions are answered there.

    Raises InputError or ParseError where the workspace or one of its files cannot be used; EngineError where the store
    cannot be read or the endpoint gives no answer.

    >>> open_graph(layers=["document"]).layers
    ('document',)
    """
    if endpoint is not None and store is None:
        return opening.connect(RemoteStrategyGraph, endpoint, workspace=workspace, layers=layers)
    return StrategyGraph.of(opening.open_graph(workspace=workspace, layers=layers, store=store, endpoint=endpoint))
