"""The engine far away: a filled SPARQL 1.1 endpoint behind the interface of the graph in memory.

Questions are answered by the endpoint. What is read besides (labels, evidence, the facts that an analysis walks over)
is fetched in few requests and kept for as long as the graph is open; see `Graph.prefetch`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Store,
    Triple,
)

from stratgraph.graph.endpoint import Endpoint
from stratgraph.graph.fetching import QUAD, Fetcher
from stratgraph.graph.guard import check_query
from stratgraph.graph.memory import Answer, Graph, Pattern, Row, Solutions, Term, bind, query_error
from stratgraph.graph.prologue import names_graphs, over_facts, with_prefixes
from stratgraph.graph.replies import read_rows, read_triples, read_truth
from stratgraph.graph.stored import STORED_QUERY, STORED_VARIABLES, Stored, read_stored
from stratgraph.graph.transport import Transport
from stratgraph.graph.workspace import Workspace
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS, ONTOLOGY, SG, TYPE

FACTS_NODE = NamedNode(FACTS)
OTHER_LAYERS = Text(
    en="{url} holds the layers {held}; for others fill a store of its own: "
    "`stratgraph load --endpoint URL --layer {asked}`",
    sv="{url} har lagren {held}; för andra fyll ett eget lager: `stratgraph load --endpoint URL --layer {asked}`",
)


class RemoteGraph(Graph):
    """A strategy's graph in a SPARQL endpoint that `stratgraph load --endpoint` has filled.

    `requests` counts what was sent to it so far.
    """

    def __init__(self, endpoint: Endpoint, workspace: Workspace, *, layers: Collection[str] | None = None) -> None:
        """Ask the endpoint what it holds.

        Raises EngineError where it does not answer or was not filled to the end; InputError where it does not hold the
        chosen layers.
        """
        self.endpoint = endpoint
        self.transport = Transport(endpoint)
        self.stored = read_stored(self._select(STORED_QUERY, STORED_VARIABLES), endpoint.shown)
        if layers is not None and set(layers) != set(self.stored.layers):
            held = ", ".join(self.stored.layers)
            raise InputError(OTHER_LAYERS.format(url=endpoint.shown, held=held, asked=",".join(layers)))
        self._fetcher = Fetcher(self._select, page=endpoint.page)
        self._ontology = Store()
        super().__init__(
            self._fetcher.store,
            _workspace(workspace, self.stored, endpoint.shown),
            layers=self.stored.layers,
            strategy=self.stored.strategy,
            city=self.stored.city,
        )

    @property
    def requests(self) -> int:
        """How many requests were sent to the endpoint; further attempts at one do not count."""
        return self.transport.requests

    @property
    def store(self) -> Store:
        """A copy in memory of all that the endpoint holds of this graph, and of the tool's ontology."""
        for _ in self.quads():
            break
        return self._fetcher.store

    def query(self, text: str, *, bindings: Mapping[str, Term] | None = None, whole: bool = True) -> Answer:
        """Answer a SPARQL query in the endpoint; a pattern outside any GRAPH is asked of the facts graph.

        Raises ParseError with line and column, in the query's own text, where it does not parse; EngineError where the
        endpoint gives no answer.
        """
        check_query(text)
        bound = bind(text, bindings or {})
        form, variables = self._form(bound, text)
        in_graphs, chosen = names_graphs(bound)
        if in_graphs and whole and not chosen:
            bound = over_facts(bound)
        default_graph = None if in_graphs or chosen else FACTS
        sent = with_prefixes(bound, self.workspace.prefixes)
        reply = self.transport.query(sent, form=form, default_graph=default_graph)
        if form == "rows":
            return read_rows(reply, self.endpoint, variables)
        return read_truth(reply, self.endpoint) if form == "truth" else read_triples(reply, self.endpoint)

    def _form(self, bound: str, text: str) -> tuple[str, tuple[str, ...]]:
        """Return what a query answers with, and with which variables, found by asking an empty store.

        Raises ParseError where it does not parse.
        """
        try:
            found = Store().query(bound, prefixes=self.workspace.prefixes)
        except SyntaxError as error:
            raise query_error(error, text, self.workspace.prefixes) from error
        if isinstance(found, QuerySolutions):
            return "rows", tuple(variable.value for variable in found.variables)
        return ("truth" if isinstance(found, QueryBoolean) else "triples"), ()

    def _select(self, query: str, variables: tuple[str, ...] = QUAD) -> tuple[Row, ...]:
        found: Solutions = read_rows(self.transport.query(query, form="rows"), self.endpoint, variables)
        return found.rows

    def prefetch(self, patterns: Iterable[Pattern]) -> None:
        """Fetch the patterns at once, those of the ontology aside, which is the tool's own."""
        self._fetcher.fetch(pattern for pattern in patterns if not _is_ontology(pattern[3]))

    def prefetch_about(self, iris: Iterable[str]) -> None:
        """Fetch what the facts graph says of the resources."""
        self._fetcher.fetch((NamedNode(iri), None, None, FACTS_NODE) for iri in iris)

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's own word
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match, fetched where they are not yet at hand."""
        if _is_ontology(graph):
            return self._own_ontology().quads_for_pattern(subject, predicate, object, graph)
        pattern = (subject, predicate, object, graph)
        if pattern == (None, None, None, None):
            self._fetch_all()
            return iter(self._fetcher.store)
        return self._fetcher.matching(pattern)

    def _fetch_all(self) -> None:
        """Fetch every graph that was loaded; of what else the endpoint holds, nothing."""
        # The large graphs one by one: a batch that is longer than a page is asked for again in halves.
        for name in (FACTS, *(name for name in self.stored.graphs if name != ONTOLOGY)):
            self._fetcher.fetch([(None, None, None, NamedNode(name))])
        locators = self.subjects(TYPE, SG + "Locator")
        self._fetcher.fetch((None, None, None, NamedNode(name)) for name in locators)
        self._fetcher.store.extend(self._own_ontology())

    @property
    def has_own_terms(self) -> bool:
        """Whether terms of the workspace's own stand beside the ontology's: of its files, or of the endpoint."""
        return bool(self.workspace.ontology) or self._has_terms_there

    @property
    def _has_terms_there(self) -> bool:
        return _is_of_endpoint(self.workspace, self.endpoint.shown) and ONTOLOGY in self.stored.graphs

    def _own_ontology(self) -> Store:
        """Return the tool's ontology, with the terms of the workspace's own."""
        if not len(self._ontology):
            from stratgraph.graph.opening import load_ontology

            load_ontology(self._ontology, own=self.workspace.ontology_files())
            if self._has_terms_there:
                pattern = (None, None, None, NamedNode(ONTOLOGY))
                known = {quad.subject for quad in self._ontology}
                found = self._fetcher.matching(pattern)
                self._ontology.extend(quad for quad in found if _is_other_term(quad.subject, known))
        return self._ontology

    def objects(self, subject: str, predicate: str, *, graph: str = FACTS) -> list[Term]:
        """Return what the facts graph (or another) says of a resource by a property, in a fixed order."""
        node, link, place = NamedNode(subject), NamedNode(predicate), NamedNode(graph)
        if not _is_ontology(place) and not self._fetcher.knows((node, link, None, place)):
            self._fetcher.fetch([(node, None, None, place)])
        return sorted((quad.object for quad in self.quads(node, link, None, place)), key=str)

    def holds(self, subject: str, predicate: str, object: Term) -> bool:  # noqa: A002
        """Tell whether the facts graph says this."""
        return object in self.objects(subject, predicate)

    def subjects(self, predicate: str, object: str, *, graph: str = FACTS) -> list[str]:  # noqa: A002
        """Return the IRIs of which the facts graph (or another) says this, in a fixed order."""
        found = self.quads(None, NamedNode(predicate), NamedNode(object), NamedNode(graph))
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


def _is_ontology(graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph.value == ONTOLOGY


def _is_other_term(subject: object, known: Collection[object]) -> bool:
    return isinstance(subject, NamedNode) and subject not in known


def _workspace(workspace: Workspace, stored: Stored, shown: str) -> Workspace:
    """Return the workspace with what the endpoint knows better, unless it is one that was chosen.

    What lies beside the packaged strategy (expected rows, a story, questions) is not another strategy's.
    """
    if not workspace.packaged:
        return workspace
    if stored.strategy == workspace.strategy:
        return replace(workspace, name=stored.name, own_prefixes=stored.prefixes)
    return Workspace(
        folder=shown,
        name=stored.name,
        strategy=stored.strategy,
        own_prefixes=stored.prefixes,
        endpoints=workspace.endpoints,
    )


def _is_of_endpoint(workspace: Workspace, shown: str) -> bool:
    """Tell whether all that is known of a workspace is what the endpoint holds."""
    return workspace.folder == shown
