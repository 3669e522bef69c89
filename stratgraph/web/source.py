"""What a server serves: a workspace's graph in memory, shared with its workers, or a store that each of them opens."""

from __future__ import annotations

from collections.abc import Collection

from stratgraph.graph.disk import HeldStore, hold_store, workspace_of
from stratgraph.graph.memory import FACTS_NODE
from stratgraph.graph.opening import open_graph
from stratgraph.graph.workspace import Workspace, open_workspace
from stratgraph.web.answering import Served
from stratgraph.web.serving import Source


def source(*, workspace: str | None = None, layers: Collection[str] | None = None, store: str | None = None) -> Source:
    """Return what to serve, chosen as `open_graph` chooses; raises as it does.

    A store is served as it is now: a later `stratgraph load` counts for the next server.
    """
    if store is not None:
        held = hold_store(store, layers=layers)
        return _on_disk(held, open_workspace(workspace) if workspace is not None else None)
    graph = open_graph(workspace=workspace, layers=layers)
    facts = sum(1 for _ in graph.store.quads_for_pattern(None, None, None, FACTS_NODE))
    served = Served(graph)
    return Source(lambda: served, graph.workspace.name, facts)


def _on_disk(held: HeldStore, workspace: Workspace | None) -> Source:
    name = (workspace or workspace_of(held.manifest, folder=held.folder)).name
    return Source(lambda: Served(held.open(workspace)), name, held.manifest.counts.facts)
