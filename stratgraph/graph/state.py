"""A state of a strategy's data: a file, a workspace, a store, an endpoint, or what the plans of one year say.

Two states are compared by their statements: sorted lines of N-Quads, blank nodes under canonical names, so that order,
prefixes and format make no difference. The cost is that of reading the data once and of a set of its lines: about half
a gigabyte and a few seconds for a million statements.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from stratgraph.graph.facts import LAYER, LOCATOR, declaration_graphs, layers_of_locators
from stratgraph.graph.memory import FACTS_NODE, Graph, Part, Term
from stratgraph.graph.nameless import blank_nodes, is_nameless, named
from stratgraph.graph.opening import city_of, load_ontology, open_graph, own_strategy
from stratgraph.graph.stored import STORED
from stratgraph.graph.streams import Stream, Told
from stratgraph.graph.whole import DERIVED, WholeGraph
from stratgraph.graph.workspace import FILE_NAME, Workspace, open_workspace, read_workspace, workspace_of_file
from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text
from stratgraph.model.terms import DESCRIBING, LAYERS, ONTOLOGY, TYPE

#: What begins the name of the plans of a year: `plans:2004`.
PLANS = "plans:"
SKIPPED = frozenset({*DERIVED, STORED})

NOTHING_THERE = Text(
    en="no file or folder {path}; give a data file, a workspace's folder, a store's folder, an endpoint's URL or name, "
    "or plans:2004",
    sv="ingen fil eller mapp {path}; ange en datafil, en arbetsytas mapp, ett datalagers mapp, en endpoints URL eller "
    "namn, eller plans:2004",
)
EMPTY = Text(
    en="{path} is empty; give a file with statements, or a workspace's folder",
    sv="{path} är tom; ange en fil med uppgifter, eller en arbetsytas mapp",
)
NO_STATE = Text(
    en="{path} is neither a workspace (it holds no {file}) nor a store; give a data file of it, or its workspace",
    sv="{path} är varken en arbetsyta (där finns ingen {file}) eller ett datalager; ange en datafil eller arbetsytan",
)


@dataclass(frozen=True)
class State:
    """A state of the data: its statements as lines of N-Quads, and the graph that names what they speak of.

    `locators` are the layers of the places that say something; `year` is that of the plans, where it is about plans.
    """

    name: str
    graph: Graph
    lines: frozenset[bytes] = field(repr=False)
    locators: dict[str, str] = field(repr=False, hash=False)
    year: int | None = None

    def statements(self, lines: Iterable[bytes]) -> list[Quad]:
        """Return lines as quads, in the order of the lines."""
        return list(parse(input=b"".join(sorted(lines)), format=RdfFormat.N_QUADS))

    def quads_of(self, subject: str | None, predicate: str | None = None, value: Term | None = None) -> list[Quad]:
        """Return the quads of the state that match, in no order."""
        ends = NamedNode(subject) if subject else None, NamedNode(predicate) if predicate else None
        found = self.graph.quads(*ends, value, None)
        return [quad for quad in found if f"{quad} .\n".encode() in self.lines]

    def places(self, quads: Iterable[Quad]) -> tuple[str, ...]:
        """Return the locators that say one of the quads, sorted; what is only declared stands in none."""
        return tuple(sorted({place for quad in quads if (place := self.place(quad)) is not None}))

    def place(self, quad: Quad) -> str | None:
        """Return the locator that says a quad, None where it is declared or described."""
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
        if name is None or name in SKIPPED or is_nameless(name):
            return None
        if name in self.locators:
            return name
        return None if quad.predicate.value in DESCRIBING or name in self._declaring else name

    @property
    def _declaring(self) -> frozenset[str]:
        known = self.__dict__.get("_known_declaring")
        if known is None:
            graphs = declaration_graphs(self.graph.store)
            known = frozenset(graph.value for graph in graphs if isinstance(graph, NamedNode))
            object.__setattr__(self, "_known_declaring", known)
        return known


def open_state(
    given: str,
    *,
    workspace: str | None = None,
    layers: Collection[str] | None = None,
    told: Told | None = None,
) -> State:
    """Return the state that a name stands for.

    It is a data file (packed or not), a workspace's folder, the folder of a store, the URL of an endpoint or its name
    in `workspace`, or `plans:YEAR`: what the plans of that year say in `workspace` (default: the nearest). For a file,
    `workspace` gives prefixes and names of its own. `told` hears how far a file was read.

    Raises InputError or ParseError where it cannot be read, EngineError where a store is damaged or of another version,
    or an endpoint gives no answer.

    >>> from stratgraph.graph.packaged import data_folder
    >>> open_state(data_folder()).graph.city
    'https://w3id.org/stratgraph/stockholm-2003/stockholm'
    """
    if given.startswith(PLANS):
        from stratgraph.graph.plan_years import plans_state

        return plans_state(open_state(_folder_of(workspace), layers=layers, told=told), given.removeprefix(PLANS))
    if os.path.isdir(given):
        return _of_folder(given, layers, told)
    if not os.path.exists(given):
        if "://" not in given and given not in open_workspace(workspace).endpoints:
            raise InputError(NOTHING_THERE.format(path=given))
        held = state_of(open_graph(endpoint=given, workspace=workspace), given)
        return held if layers is None else _chosen(held, layers)
    own = open_workspace(workspace) if workspace is not None else None
    return _of_files([(given, None)], _beside(given, own), given, layers, told)


def state_of(graph: Graph, name: str = "") -> State:
    """Return the state of a graph that is open already, for the layers that it was opened for."""
    store = Store()
    store.bulk_extend(quad for quad in graph.quads() if quad.graph_name != FACTS_NODE)
    label = name or graph.workspace.name.en
    return _state(store, graph.workspace, label, layers=graph.layers, strategy=graph.strategy)


def _folder_of(workspace: str | None) -> str:
    return open_workspace(workspace).folder if workspace is None else workspace


def _beside(path: str, own: Workspace | None) -> Workspace:
    """Return the workspace of a file by itself, with the prefixes and terms of another."""
    from dataclasses import replace

    made = workspace_of_file(path)
    if own is None:
        return made
    ontology = tuple(os.path.abspath(file) for file in own.ontology_files())
    return replace(made, own_prefixes=own.own_prefixes, ontology=ontology)


def _of_folder(path: str, layers: Collection[str] | None, told: Told | None) -> State:
    from stratgraph.graph.store_folder import MANIFEST

    if os.path.isfile(os.path.join(path, FILE_NAME)):
        workspace = read_workspace(path)
        return _of_files(workspace.files(), workspace, path, layers, told)
    if not os.path.isfile(os.path.join(path, MANIFEST)):
        raise InputError(NO_STATE.format(path=path, file=FILE_NAME))
    return _of_store(open_graph(store=path), path, layers)


def _of_store(graph: Graph, name: str, layers: Collection[str] | None) -> State:
    """Return the state of a store on disk, which is read where it lies unless it holds blank nodes."""
    lines = _lines(graph.store.dump(format=RdfFormat.N_QUADS) or b"")
    if any(b"_:" in line for line in lines):
        return state_of(graph, name) if layers is None else _chosen(state_of(graph, name), layers)
    made = WholeGraph(graph.store, graph.workspace, layers=graph.layers, strategy=graph.strategy, city=graph.city)
    made.held = graph.held
    locators = {node.value: layer for node, layer in layers_of_locators(graph.store).items()}
    return _chosen(State(name, made, frozenset(lines), locators), layers)


def _of_files(
    files: Iterable[tuple[str, str | None]],
    workspace: Workspace,
    name: str,
    layers: Collection[str] | None,
    told: Told | None,
) -> State:
    """Return the state of data files, each with the layer that the workspace gives it."""
    from stratgraph.graph.rules import run_rules

    store = Store()
    layer_of_graph: dict[str, str] = {}
    for path, layer in files:
        layer_of_graph |= _read(store, path, layer, told)
    run_rules(store)
    return _state(store, workspace, name, layers=layers, layer_of_graph=layer_of_graph)


def _read(store: Store, path: str, layer: str | None, told: Told | None) -> dict[str, str]:
    """Load a file; return the layers of its graphs, where the workspace gives it one."""
    from stratgraph.graph.loading import read_into

    if layer is None:
        stream = Stream(path, told=told)
        try:
            read_into(store, stream)
        except ParseError as error:
            if stream.blank:
                raise ParseError(EMPTY.format(path=path), line=1) from error
            raise
        finally:
            stream.close()
        return {}
    part = Store()
    _read(part, path, None, told)
    store.bulk_extend(part)
    return {graph.value: layer for graph in part.named_graphs() if isinstance(graph, NamedNode)}


def _state(
    store: Store,
    workspace: Workspace,
    name: str,
    *,
    layers: Collection[str] | None,
    layer_of_graph: dict[str, str] | None = None,
    strategy: str | None = None,
) -> State:
    """Return the state of a store in memory, its blank nodes named and its locators known."""
    lines = _lines(store.dump(format=RdfFormat.N_QUADS) or b"")
    if any(b"_:" in line for line in lines):
        _name_blank_nodes(store)
        lines = _lines(store.dump(format=RdfFormat.N_QUADS) or b"")
    locators = layers_of_locators(store, layer_of_graph=layer_of_graph or {})
    # As the facts graph has them: what they are, and of which layer.
    store.extend(Quad(node, LAYER, Literal(layer), FACTS_NODE) for node, layer in locators.items())
    store.extend(Quad(node, NamedNode(TYPE), LOCATOR, FACTS_NODE) for node in locators)
    own = own_strategy(store, workspace) if strategy is None else strategy
    has_ontology = any(True for _ in store.quads_for_pattern(None, None, None, NamedNode(ONTOLOGY)))
    parts = [] if has_ontology else [Part(partial(load_ontology, own=workspace.ontology_files()))]
    graph = WholeGraph(
        store, workspace, layers=layers or LAYERS, strategy=own, city=city_of(store, own, graph=None), parts=parts
    )
    found = {node.value: layer for node, layer in locators.items()}
    return _chosen(State(name, graph, frozenset(lines), found), layers)


def _name_blank_nodes(store: Store) -> None:
    """Put names that depend on what is said in the place of the blank nodes of a store."""
    found = [quad for quad in store if blank_nodes(quad)]
    for quad in found:
        store.remove(quad)
    store.bulk_extend(named(found))


def _lines(dump: bytes) -> list[bytes]:
    """Return the lines of N-Quads without those of graphs that are no source's own."""
    skipped = {f"<{iri}>".encode() for iri in SKIPPED}
    # Only a line feed ends a line here; within a text it is escaped.
    return [line + b"\n" for line in dump.split(b"\n") if line and graph_of(line + b"\n") not in skipped]


def graph_of(line: bytes) -> bytes:
    r"""Return the name of the graph of a line of N-Quads with its brackets, b"" for the default graph.

    >>> graph_of(b"<a:s> <a:p> <a:o> <a:g> .\n"), graph_of(b"<a:s> <a:p> <a:o> .\n")
    (b'<a:g>', b'')
    """
    last = line[:-3].rpartition(b" ")[2]
    # Four parts are a triple whose object is an IRI; what ends a text is no name in brackets.
    return last if last.startswith(b"<") and last.endswith(b">") and line.count(b" ") > 3 else b""


def _chosen(state: State, layers: Collection[str] | None) -> State:
    """Return the state without the statements of locators of other layers."""
    if layers is None or set(layers) == set(LAYERS):
        return state
    left_out = [iri for iri, layer in state.locators.items() if layer not in layers]
    return without(state, left_out) if left_out else state


def without(state: State, locators: Iterable[str]) -> State:
    """Return the state without what some locators say."""
    from dataclasses import replace

    left_out = {f"<{iri}>".encode() for iri in locators}
    kept = frozenset(line for line in state.lines if graph_of(line) not in left_out)
    rest = {iri: layer for iri, layer in state.locators.items() if f"<{iri}>".encode() not in left_out}
    return replace(state, lines=kept, locators=rest)
