"""The graph as a library user meets it: opened, and asked by a question's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Self

from stratgraph.graph import opening
from stratgraph.graph.memory import Graph
from stratgraph.graph.workspace import Workspace
from stratgraph.model.table import Table
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question, questions
from stratgraph.questions.question import Question

if TYPE_CHECKING:
    import networkx
    import rdflib

    from stratgraph.graph.endpoint import Endpoint


class StrategyGraph(Graph):
    """A strategy's graph that can be asked the catalogue's questions.

    >>> graph = open_graph()
    >>> [row["number"] for row in graph.ask("goals-without-network").to_dicts()]
    [1, 2, 4, 5]
    """

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """Return the same graph with the questions at hand."""
        made = cls(
            graph._store,
            graph.workspace,
            layers=graph.layers,
            strategy=graph.strategy,
            city=graph.city,
            parts=graph._parts,
            index=graph.index,
        )
        made.held = graph.held
        return made

    def ask(self, name: str, *, language: str = "en", parameters: Mapping[str, str] | None = None) -> Table:
        """Return the answer to a question, named by its id or title.

        `language` ("sv" or "en") chooses labels; coded values are the same in both. `parameters` are values as on the
        command line: labels, CURIEs or codes.

        Raises NotFound for a question, parameter or value that there is not; InputError where a layer is missing.

        >>> table = open_graph().ask("memberships", language="sv", parameters={"city": "Helsinki", "network": "UBC"})
        >>> [(row["city"], row["relation"]) for row in table.to_dicts()]
        [('Helsingfors', 'member'), ('Helsingfors', 'prioritises')]
        """
        return answer(self, question(self.workspace, name), parameters=parameters, language=language)

    def questions(self) -> list[Question]:
        """Return every question that can be asked, the workspace's own among them, by group and id."""
        return questions(self.workspace)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib dataset of the chosen layers; see `stratgraph.graph.convert.to_rdflib`."""
        from stratgraph.graph.convert import to_rdflib

        return to_rdflib(self)

    def to_networkx(self, *, claims: bool = False) -> networkx.MultiDiGraph[str]:
        """Return a NetworkX graph with the evidence on its edges; see `stratgraph.graph.convert.to_networkx`."""
        from stratgraph.graph.convert import to_networkx

        return to_networkx(self, claims=claims)


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
        from stratgraph.questions.remote import RemoteStrategyGraph

        return opening.connect(RemoteStrategyGraph, endpoint, workspace=workspace, layers=layers)
    found = opening.open_graph(workspace=workspace, layers=layers, store=store, endpoint=endpoint)
    return StrategyGraph.of(found)
