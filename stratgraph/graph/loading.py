"""Building a store: read, ruled and derived, written beside the build that counts, put in its place in one step.

The data is staged in memory, where rules and facts cost a fraction of what they cost on disk: 1.6 GB for a
million quads. Killed at any moment, the store is the old one or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from errno import ENOSPC

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from stratgraph.graph.disk import counts, workspace_values
from stratgraph.graph.facts import FACTS_NODE, by_blank_nodes, fact_triples
from stratgraph.graph.memory import DECIMALS, plain
from stratgraph.graph.opening import city_of, load_ontology, own_strategy
from stratgraph.graph.reading import parse_error, parse_quads
from stratgraph.graph.rules import run_rules
from stratgraph.graph.store_folder import (
    Counts,
    Manifest,
    Source,
    digests,
    leftovers,
    next_build,
    refuse_foreign,
    states,
    sync_build,
    write_manifest,
)
from stratgraph.graph.store_lock import is_read, writing
from stratgraph.graph.streams import Stream, Told, check_files, open_binary, unreadable
from stratgraph.graph.workspace import Workspace
from stratgraph.model.errors import EngineError, ParseError, StratgraphError
from stratgraph.model.language import Text
from stratgraph.model.terms import LAYERS

#: Formats whose parser could be made to choke; they are read whole and looked at first.
LOOKED_AT = (RdfFormat.RDF_XML, RdfFormat.JSON_LD)
MOST_EXAMPLES = 3

Step = Callable[[Text], None]

READING = Text(en="reading", sv="läser")
DERIVING = Text(en="deriving facts", sv="härleder fakta")
WRITING = Text(en="writing the store", sv="skriver datalagret")
COUNTING = Text(en="counting", sv="räknar")

CHANGED = Text(
    en="{path}: the store keeps {count} literals in another form: {examples}",
    sv="{path}: datalagret sparar {count} litteraler i annan form: {examples}",
)

FULL = Text(en="the disk is full (make room, then load again)", sv="disken är full (frigör utrymme och ladda sedan om)")


@dataclass(frozen=True)
class Loaded:
    """What was built: the store's counts, its files, and warnings about literals that the store changes."""

    folder: str
    counts: Counts
    sources: tuple[Source, ...]
    layers: tuple[str, ...]
    warnings: tuple[Text, ...] = ()


def build_store(
    folder: str,
    workspace: Workspace,
    files: Sequence[str] = (),
    *,
    layers: Collection[str] = LAYERS,
    told: Told | None = None,
    step: Step | None = None,
) -> Loaded:
    """Build a store in a folder, from files or, without any, from the workspace's own data.

    A store that is there stays whole and in use until the new one is complete. `told` hears how far a file was read,
    `step` what is being done.

    Raises InputError or ParseError where a file cannot be used; EngineError where the folder is not a store's, another
    load is writing, or the disk is full. Nothing has changed then.
    """
    chosen = tuple(layer for layer in LAYERS if layer in layers)
    # A file that is named twice is read once: its blank nodes would become two.
    todo = [(path, None) for path in {os.path.realpath(path): path for path in files}.values()] or workspace.files()
    check_files(path for path, _ in todo)
    try:
        refuse_foreign(folder)
        os.makedirs(folder, exist_ok=True)
        with writing(folder):
            return _build(folder, workspace, todo, chosen, told, step or (lambda _: None))
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _build(
    folder: str,
    workspace: Workspace,
    files: Sequence[tuple[str, str | None]],
    layers: tuple[str, ...],
    told: Told | None,
    step: Step,
) -> Loaded:
    """Stage, write, count, and let the manifest name the new build."""
    tidy(folder)
    build = next_build(folder)
    path = os.path.join(folder, build)
    try:
        step(READING)
        staged, sources, layer_of_graph, warnings = _staged(files, told)
        step(DERIVING)
        run_rules(staged)
        strategy = own_strategy(staged, workspace)
        facts = _write_out(staged, path, layers, layer_of_graph, workspace.ontology_files())
        city = city_of(staged, strategy, graph=None)
        del staged
        step(WRITING)
        _load_build(path, facts)
        del facts
        step(COUNTING)
        found = _counted(path)
        sync_build(path)
        manifest = Manifest(
            build,
            _version(),
            layers,
            found,
            sources,
            strategy,
            city,
            workspace_values(workspace),
            states(path),
            digests(path),
        )
        write_manifest(folder, manifest)
    finally:
        tidy(folder, own=build)
    return Loaded(folder, found, sources, layers, warnings)


def tidy(folder: str, *, own: str | None = None) -> None:
    """Remove what loads that did not end have left, and replaced builds, but for those that somebody still reads.

    `own` is the build that was being made, which may be removed whatever the manifest says, unless it is the one.
    """
    for path in leftovers(folder, own=own):
        if os.path.isdir(path):
            if not is_read(path):
                shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)


def _version() -> str:
    from stratgraph import __version__

    return __version__


# Reading ------------------------------------------------------------------------------------------------------------


def _staged(
    files: Sequence[tuple[str, str | None]], told: Told | None
) -> tuple[Store, tuple[Source, ...], dict[str, str], tuple[Text, ...]]:
    """Return a store in memory with all files, what they are, the layers of their graphs, and warnings."""
    store = Store()
    sources: list[Source] = []
    layer_of_graph: dict[str, str] = {}
    warnings: list[Text] = []
    for path, layer in files:
        stream = Stream(path, told=told)
        try:
            quads = read_into(store, stream)
            sources.append(Source(path, stream.digest(), stream.size))
            if layer is not None:
                quads = quads or _parsed(path)
                layer_of_graph |= {q.graph_name.value: layer for q in quads if isinstance(q.graph_name, NamedNode)}
            if stream.suspicious or stream.kind.form in LOOKED_AT:
                warnings += _changed(path, quads or _parsed(path))
        finally:
            stream.close()
    return store, tuple(sources), layer_of_graph, tuple(warnings)


def read_into(store: Store, stream: Stream) -> list[Quad]:
    """Load a file; return its quads where they had to be looked at first.

    Raises InputError or ParseError where it cannot be used.
    """
    try:
        if stream.kind.form in LOOKED_AT:
            quads = parse_quads(stream.read_whole(), name=stream.path, form=stream.kind.form)
            store.bulk_extend(quads)
            return quads
        store.bulk_load(input=open_binary(stream), format=stream.kind.form)
    except SyntaxError as error:
        raise parse_error(error, stream.path) from error
    except OSError as error:
        raise unreadable(stream.path, stream.failure or error) from error
    if stream.blank:
        raise ParseError(Text(en="{name} is empty", sv="{name} är tom").format(name=stream.path), line=1)
    return []


def _parsed(path: str) -> list[Quad]:
    stream = Stream(path)
    try:
        return list(parse(input=open_binary(stream), format=stream.kind.form))
    finally:
        stream.close()


def _changed(path: str, quads: list[Quad]) -> list[Text]:
    """Return a warning where a store keeps literals in another form."""
    literals = list(dict.fromkeys(quad.object for quad in quads if isinstance(quad.object, Literal)))
    store = Store()
    graph = [NamedNode(f"urn:n:{number}") for number in range(len(literals))]
    store.extend(Quad(node, FACTS_NODE, literal) for node, literal in zip(graph, literals, strict=True))
    kept = {quad.subject: quad.object for quad in store}
    changed = [
        f"{literal} → {kept[node]}"
        for node, literal in zip(graph, literals, strict=True)
        if kept[node] != literal and not _same_number(literal, kept[node])
    ]
    if not changed:
        return []
    examples = ", ".join(changed[:MOST_EXAMPLES]) + (" …" if len(changed) > MOST_EXAMPLES else "")
    return [CHANGED.format(path=path, count=len(changed), examples=examples)]


def _same_number(one: Literal, other: object) -> bool:
    """Tell whether two decimals differ in nothing but zeros at their end, which no reader misses."""
    return isinstance(other, Literal) and one.datatype in DECIMALS and plain(one) == plain(other)


# Writing ------------------------------------------------------------------------------------------------------------


def _write_out(
    staged: Store, build: str, layers: tuple[str, ...], layer_of_graph: dict[str, str], own: Sequence[str]
) -> bytes:
    """Write a file beside the build; return the facts as N-Triples, which may repeat.

    The file has all quads, and the facts with blank nodes: these must be read with the other quads that have them.
    """
    facts, nameless = by_blank_nodes(fact_triples(staged, layers=layers, layer_of_graph=layer_of_graph))
    load_ontology(staged, own=own)
    staged.dump(build + ".nq", format=RdfFormat.N_QUADS)
    with open(build + ".nq", "ab") as file:
        file.write(_in_facts(nameless))
    return facts


def _in_facts(triples: bytes) -> bytes:
    r"""Return N-Triples as N-Quads of the facts graph. A line end within a text is escaped, so `.\n` ends a triple."""
    return triples.replace(b" .\n", f" {FACTS_NODE} .\n".encode())


def _load_build(build: str, facts: bytes) -> None:
    """Load the file and the facts into a new store on disk, and remove the file."""
    store = Store(build)
    # They are our own engine's words: lenient parsing spares checking them again.
    store.bulk_load(path=build + ".nq", format=RdfFormat.N_QUADS, lenient=True)
    store.bulk_load(input=facts, format=RdfFormat.N_TRIPLES, to_graph=FACTS_NODE, lenient=True)
    store.flush()
    os.unlink(build + ".nq")


def _counted(build: str) -> Counts:
    """Return what the build holds, as a reader sees it."""
    return counts(Store.read_only(build))


def _cannot_write(folder: str, error: OSError) -> StratgraphError:
    said = error.strerror or str(error)
    # The engine's own errors have no number.
    why = FULL if error.errno == ENOSPC or os.strerror(ENOSPC) in said else Text(en=said, sv=said)
    text = Text(
        en="the store {folder} was not built: {why}; what was there before is unchanged",
        sv="datalagret {folder} byggdes inte: {why}; det som fanns där är oförändrat",
    )
    return EngineError(text.format(folder=folder, why=why))
