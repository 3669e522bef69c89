"""From a workspace to a graph: read ahead of time where that was done, else read, ruled and derived now."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from stratgraph.graph import prebuilt
from stratgraph.graph.memory import FACTS_NODE, Graph, Part
from stratgraph.graph.packaged import data_folder, ontology_files
from stratgraph.graph.workspace import (
    Workspace,
    find_folder,
    is_packaged,
    open_workspace,
    packaged_workspace,
    read_workspace,
    workspace_of_file,
)
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import LAYERS, ONTOLOGY, SG, TYPE

if TYPE_CHECKING:
    from stratgraph.graph.endpoint import Endpoint
    from stratgraph.graph.remote import RemoteGraph

ONE_ENGINE = Text(
    en="a store or an endpoint, not both (--store, --endpoint)",
    sv="ett datalager eller en endpoint, inte båda (--store, --endpoint)",
)
Remote = TypeVar("Remote", bound="RemoteGraph")


def open_graph(
    *,
    workspace: str | Workspace | None = None,
    layers: Collection[str] | None = None,
    store: str | None = None,
    endpoint: str | Endpoint | None = None,
) -> Graph:
    """Return the graph of a workspace: its folder, a data file by itself, or what was read of it.

    Without one, the nearest workspace from the working directory upward, else the packaged strategy. `layers` are the
    layers whose facts are wanted (default: all). `store` is the folder of a store that `stratgraph load` built; a
    workspace beside it gives prefixes and questions alone. `endpoint` is the URL of a filled SPARQL endpoint, or its
    name in `stratgraph.toml`: facts are read from there, and from the workspace only its settings and questions.

    Raises InputError or ParseError where the workspace or one of its files cannot be used, or store and endpoint are
    both given; EngineError where the store cannot be read or the endpoint gives no answer.
    """
    if store is not None and endpoint is not None:
        raise InputError(ONE_ENGINE)
    if store is not None:
        return _open_store(store, workspace, layers)
    chosen = _checked(layers)
    if endpoint is not None:
        from stratgraph.graph.remote import RemoteGraph

        return connect(RemoteGraph, endpoint, workspace=workspace, layers=None if layers is None else chosen)
    if isinstance(workspace, Workspace):
        return derive_graph(workspace, layers=chosen)
    if workspace is not None and os.path.isfile(workspace):
        return derive_graph(workspace_of_file(workspace), layers=chosen)
    folder = find_folder(workspace)
    if not is_packaged(folder):
        return derive_graph(read_workspace(str(folder)), layers=chosen)
    if set(chosen) == set(LAYERS) and (built := prebuilt.read(data_folder())):
        return built
    return derive_graph(packaged_workspace(), layers=chosen)


def _open_store(store: str, workspace: str | Workspace | None, layers: Collection[str] | None) -> Graph:
    from stratgraph.graph.disk import open_store

    read = open_workspace(workspace) if isinstance(workspace, str) else workspace
    return open_store(store, layers=layers, workspace=read)


def connect(
    kind: type[Remote],
    endpoint: str | Endpoint,
    *,
    workspace: str | Workspace | None = None,
    layers: Collection[str] | None = None,
    wait: float | None = None,
) -> Remote:
    """Return the graph in an endpoint, as a graph of that kind; raises as `open_graph` does.

    With `wait`, each answer is waited for so many seconds, in place of the endpoint's time-out, and asked for once.
    """
    from stratgraph.graph.endpoint import find_endpoint

    chosen = None if layers is None else _checked(layers)
    settings = workspace if isinstance(workspace, Workspace) else open_workspace(workspace)
    found = find_endpoint(endpoint, settings.endpoints)
    if wait is not None:
        found = replace(found, timeout=wait, retries=0)
    return kind(found, settings, layers=chosen)


def derive_graph(workspace: Workspace, *, layers: Collection[str] = LAYERS) -> Graph:
    """Return the graph of a workspace, read from its files, the rules run and the facts derived.

    Raises InputError or ParseError where a file cannot be used.
    """
    from stratgraph.graph.facts import add_facts
    from stratgraph.graph.reading import load_file, read_quads
    from stratgraph.graph.rules import run_rules

    store = Store()
    layer_of_graph: dict[str, str] = {}
    for path, layer in workspace.files():
        if layer is None:
            load_file(store, path)
            continue
        quads = read_quads(path)
        store.extend(quads)
        layer_of_graph |= {quad.graph_name.value: layer for quad in quads if isinstance(quad.graph_name, NamedNode)}
    run_rules(store)
    add_facts(store, layers=layers, layer_of_graph=layer_of_graph)
    strategy = own_strategy(store, workspace)
    ontology = Part(partial(load_ontology, own=workspace.ontology_files()))
    city = city_of(store, strategy)
    return Graph(store, workspace, layers=layers, strategy=strategy, city=city, parts=[ontology])


def load_ontology(store: Store, *, own: Sequence[str] = ()) -> None:
    """Add the ontology's own triples to a store, in a graph of their own, and those of the workspace's own terms."""
    from stratgraph.graph.reading import read_bytes, read_quads

    graph = NamedNode(ONTOLOGY)
    for path in ontology_files():
        store.load(input=read_bytes(path), format=RdfFormat.TURTLE, to_graph=graph)
    for path in own:
        store.extend(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read_quads(path))


def own_strategy(store: Store, workspace: Workspace) -> str | None:
    """Return the IRI of the workspace's own strategy: the one that it names, else the only one that there is.

    Raises InputError where it names one that the data does not declare.
    """
    typed = store.quads_for_pattern(None, NamedNode(TYPE), NamedNode(SG + "Strategy"), None)
    known = sorted({quad.subject.value for quad in typed if isinstance(quad.subject, NamedNode)})
    if workspace.strategy is None:
        return known[0] if len(known) == 1 else None
    if workspace.strategy not in known:
        text = Text(
            en="{folder}: the data has no strategy <{iri}>; it has {known}",
            sv="{folder}: data saknar strategin <{iri}>; där finns {known}",
        )
        raise InputError(text.format(folder=workspace.folder, iri=workspace.strategy, known=", ".join(known) or "–"))
    return workspace.strategy


def city_of(store: Store, strategy: str | None, *, graph: NamedNode | None = FACTS_NODE) -> str | None:
    """Return the IRI of whom a strategy is for, as the facts graph says it, or any graph where `graph` is None."""
    if strategy is None:
        return None
    found = store.quads_for_pattern(NamedNode(strategy), NamedNode(SG + "strategyOf"), None, graph)
    cities = sorted(quad.object.value for quad in found if isinstance(quad.object, NamedNode))
    return cities[0] if cities else None


def _checked(layers: Collection[str] | None) -> tuple[str, ...]:
    """Return the layers in their order; raises InputError for one that there is not."""
    chosen = LAYERS if layers is None else tuple(layers)
    unknown = [layer for layer in chosen if layer not in LAYERS]
    if unknown:
        raise InputError(
            Text(en='no layer "{layer}"; there are {known}', sv='inget lager "{layer}"; det finns {known}').format(
                layer=unknown[0], known=", ".join(LAYERS)
            )
        )
    return tuple(layer for layer in LAYERS if layer in chosen)
