"""The engine on disk: a store that `stratgraph load` built, opened to be read.

A build is never changed, so readers need not wait for anybody, nor anybody for them.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from errno import EMFILE
from hashlib import sha256
from typing import NamedTuple

from pyoxigraph import QuerySolutions, Store

from stratgraph.graph.memory import FACTS_NODE, UNREADABLE, Graph, number
from stratgraph.graph.packaged import data_folder
from stratgraph.graph.store_folder import (
    Counts,
    Manifest,
    Source,
    cannot_read,
    damaged,
    digest,
    digests,
    read_manifest,
    states,
)
from stratgraph.graph.store_lock import Held
from stratgraph.graph.workspace import DataFiles, Weight, Workspace
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import LAYERS

#: How often a reader that meets a store in the moment of its replacement looks again.
ATTEMPTS = 5

CHANGED = Text(en="{name} has changed", sv="{name} har ändrats")


class HeldStore(NamedTuple):
    """A store's build that is kept from being removed, and not opened yet."""

    folder: str
    manifest: Manifest
    held: Held

    def open(self, workspace: Workspace | None = None) -> Graph:
        """Return its graph; raises EngineError where it cannot be used.

        The engine's store does not live on in a forked process: there, open it anew.
        """
        graph = Graph(
            _opened(self.folder, self.held.build, self.manifest),
            workspace or workspace_of(self.manifest, folder=self.folder),
            layers=self.manifest.layers,
            strategy=self.manifest.strategy,
            city=self.manifest.city,
        )
        graph.held = self.held
        return graph


def open_store(folder: str, *, layers: Collection[str] | None = None, workspace: Workspace | None = None) -> Graph:
    """Return the graph of a store, opened to be read.

    `layers` must be those that the store was built for. `workspace` gives prefixes and questions in place of those that
    the store was built with.

    Raises EngineError where there is no store, or one that cannot be used; InputError for other layers.
    """
    return hold_store(folder, layers=layers).open(workspace)


def hold_store(folder: str, *, layers: Collection[str] | None = None) -> HeldStore:
    """Return a store as it is now, which stays as it is for as long as it is held; raises as `open_store` does."""
    for _ in range(ATTEMPTS):
        manifest = read_manifest(folder)
        _check_layers(folder, manifest, layers)
        try:
            held = Held(os.path.join(folder, manifest.build))
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                raise cannot_read(folder, error) from error
            # Either a writer has just replaced this build, and the manifest names another by now, or it is lost.
            continue
        if read_manifest(folder).build != manifest.build:
            # Replaced before it was held: it may be gone by now.
            held.close()
            continue
        return HeldStore(folder, manifest, held)
    raise damaged(folder, Text(en="{build} is missing", sv="{build} saknas").format(build=manifest.build))


def check_store(folder: str) -> Counts:
    """Return the counts of a store after every file was compared and every graph counted.

    Raises EngineError where it is not as it was built.
    """
    graph = open_store(folder)
    manifest = read_manifest(folder)
    try:
        found = counts(graph.store)
        as_found = digests(os.path.join(folder, manifest.build))
    except UNREADABLE as error:
        raise damaged(folder, Text(en="{why}", sv="{why}").format(why=error)) from error
    for name, right in manifest.digests.items():
        if as_found.get(name) != right:
            raise damaged(folder, CHANGED.format(name=f"{manifest.build}/{name}"))
    if found != manifest.counts:
        text = Text(
            en="it holds {found} quads in {graphs} graphs, not the {right} in {built} that were loaded",
            sv="det har {found} kvadrupler i {graphs} grafer, inte de {right} i {built} som laddades",
        )
        raise damaged(
            folder,
            text.format(
                found=found.quads, graphs=found.graphs, right=manifest.counts.quads, built=manifest.counts.graphs
            ),
        )
    return found


def source_states(folder: str) -> tuple[tuple[Source, str], ...]:
    """Return each file that a store was built from, with "same", "changed" or "missing" for what it is now.

    Raises EngineError where there is no store, or one that cannot be used.
    """
    return tuple((source, _state(source)) for source in read_manifest(folder).sources)


def _state(source: Source) -> str:
    try:
        same = os.path.getsize(source.path) == source.size and digest(source.path) == source.sha256
    except OSError:
        return "missing"
    return "same" if same else "changed"


def counts(store: Store) -> Counts:
    """Return how many quads a store holds, graph by graph.

    Raises OSError or RuntimeError where the store cannot be read.
    """
    found = {"": _count(store, "{ ?s ?p ?o }")}
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - a SELECT has no other answer
    # A blank node that names a graph has another name in each store.
    named = sorted((str(graph) if not str(graph).startswith("_:") else "_:", int(count.value)) for graph, count in rows)
    total = sha256(f"{found['']}\n".encode())
    for graph, count in named:
        total.update(f"{graph} {count}\n".encode())
    return Counts(
        quads=found[""] + sum(count for _, count in named),
        facts=dict(named).get(str(FACTS_NODE), 0),
        graphs=len(named),
        digest=total.hexdigest(),
    )


def workspace_values(workspace: Workspace) -> dict[str, object]:
    """Return what a store keeps of the workspace that it was built from."""
    return {
        "folder": os.path.abspath(workspace.folder),
        "name": {"en": workspace.name.en, "sv": workspace.name.sv},
        "strategy": workspace.strategy,
        "languages": list(workspace.languages),
        "prefixes": dict(workspace.own_prefixes),
        "data": [[list(entry.patterns), entry.layer] for entry in workspace.data],
        "packaged": workspace.packaged,
        "ontology": list(workspace.ontology),
        "shapes": list(workspace.shapes),
        "weights": {name: list(weight) for name, weight in workspace.weights.items()},
        "at-most": workspace.at_most,
    }


def workspace_of(manifest: Manifest, *, folder: str) -> Workspace:
    """Return the workspace that a store was built from.

    Its questions, its shapes and its expected rows are read from its folder, where it still is.
    """
    values = manifest.workspace
    try:
        return Workspace(
            folder=data_folder() if values["packaged"] else values["folder"],
            name=Text(**values["name"]),
            strategy=values["strategy"],
            languages=tuple(values["languages"]),
            own_prefixes=values["prefixes"],
            data=tuple(DataFiles(tuple(patterns), layer) for patterns, layer in values["data"]),
            packaged=values["packaged"],
            ontology=tuple(values.get("ontology", ())),
            shapes=tuple(values.get("shapes", ())),
            weights={name: Weight(*weight) for name, weight in values.get("weights", {}).items()},
            at_most=values.get("at-most"),
        )
    except (KeyError, TypeError, ValueError):
        raise damaged(folder, Text(en="its manifest is incomplete", sv="dess manifest är ofullständigt")) from None


def _count(store: Store, pattern: str) -> int:
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {pattern}")
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - a SELECT has no other answer
    return next(int(number(row[0].value)) for row in rows)


def _opened(folder: str, build: str, manifest: Manifest) -> Store:
    """Return the engine's store, its files compared with those that were built."""
    try:
        _check_files(folder, build, manifest)
        return Store.read_only(build)
    except UNREADABLE as error:
        why = " ".join(str(error).split())
        if "file descriptors" in why or os.strerror(EMFILE) in why:
            # The store is sound; this process may open too few files.
            raise cannot_read(folder, OSError(why)) from error
        raise damaged(folder, Text(en="{why}", sv="{why}").format(why=why)) from error


def _check_files(folder: str, build: str, manifest: Manifest) -> None:
    """Raise EngineError where a file is not as it was built.

    A file of the same size that was written to since is read: a copied store is sound.
    """
    present = states(build)
    for name, (size, changed) in manifest.files.items():
        found = present.get(name)
        shown = f"{manifest.build}/{name}"
        if found is None or found[0] != size:
            text = Text(en="{name} has {found} bytes, not {size}", sv="{name} har {found} byte, inte {size}")
            raise damaged(folder, text.format(name=shown, found=found[0] if found else 0, size=size))
        if found[1] != changed and digest(os.path.join(build, name)) != manifest.digests.get(name):
            raise damaged(folder, CHANGED.format(name=shown))


def _check_layers(folder: str, manifest: Manifest, layers: Collection[str] | None) -> None:
    """Raise for layers that the facts of this store were not derived for."""
    if layers is None or set(layers) == set(manifest.layers):
        return
    unknown = [layer for layer in layers if layer not in LAYERS]
    if unknown:
        text = Text(en='no layer "{layer}"; there are {known}', sv='inget lager "{layer}"; det finns {known}')
        raise InputError(text.format(layer=unknown[0], known=", ".join(LAYERS)))
    flags = " ".join(f"--layer {layer}" for layer in LAYERS if layer in layers)
    raise InputError(
        Text(
            en="the store {folder} holds the facts of {built}; build another: stratgraph load --store OTHER {flags}",
            sv="datalagret {folder} har uppgifter ur {built}; bygg ett till: stratgraph load --store ANNAT {flags}",
        ).format(folder=folder, built=", ".join(manifest.layers), flags=flags)
    )
