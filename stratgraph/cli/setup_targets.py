"""The checks of `stratgraph doctor` on what was loaded: a store on disk, an endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph import __version__
from stratgraph.cli.setup_checks import ANY, Check
from stratgraph.graph.disk import check_store, source_states
from stratgraph.graph.store_folder import REBUILD, read_manifest
from stratgraph.model.errors import StratgraphError
from stratgraph.model.language import Text

STORE = Text(en="store", sv="datalager")
ENDPOINT = Text(en="endpoint", sv="endpoint")
SOUND = Text(
    en="{folder}: every file and every graph as built, {quads} quads in {graphs} graphs, {facts} of them facts",
    sv="{folder}: varje fil och graf som den byggdes, {quads} kvadrupler i {graphs} grafer, varav {facts} fakta",
)
BUILT_BY = Text(en="built by stratgraph {version}", sv="byggt av stratgraph {version}")
SOURCES = Text(en="files it was built from: {count}, unchanged", sv="filer det byggts av: {count}, oförändrade")
CHANGED = Text(
    en="{path} has changed since the store was built; the store answers from what was in it then",
    sv="{path} har ändrats sedan datalagret byggdes; datalagret svarar ur det som stod där då",
)
MISSING = Text(
    en="{path} is not there, so nobody can tell whether it has changed since the store was built",
    sv="{path} finns inte, så det går inte att säga om den ändrats sedan datalagret byggdes",
)
BRING_BACK = Text(
    en="run it where the store was built, or put the file back; the store itself does not need it",
    sv="kör där datalagret byggdes, eller lägg tillbaka filen; datalagret självt behöver den inte",
)
NAMED_THERE = Text(
    en="do what the message says, or name another", sv="gör det som meddelandet säger, eller ange ett annat"
)
FILL_AGAIN = Text(
    en="stratgraph load --endpoint {name}; if it stays so, use another store",
    sv="stratgraph load --endpoint {name}; om det består, använd ett annat datalager",
)


def examine_store(folder: str) -> Iterator[Check]:
    """Yield whether a store is there, ours, readable and as it was built, and whether its files have changed since."""
    try:
        counts = check_store(folder)
        manifest = read_manifest(folder)
        states = source_states(folder)
    except StratgraphError as error:
        yield Check("store", STORE, "finding", error.text, NAMED_THERE)
        return
    sound = SOUND.format(folder=folder, quads=counts.quads, graphs=counts.graphs, facts=counts.facts)
    yield Check("store", STORE, "ok", sound)
    by = BUILT_BY.format(version=manifest.tool)
    again = None if manifest.tool == __version__ else REBUILD.format(folder=folder)
    yield Check("store:version", STORE, "note" if again else "ok", by, again)
    for source, state in states:
        if state == "changed":
            changed = CHANGED.format(path=source.path)
            yield Check(f"store:source:{source.path}", STORE, "finding", changed, REBUILD.format(folder=folder))
        elif state == "missing":
            yield Check(f"store:source:{source.path}", STORE, "note", MISSING.format(path=source.path), BRING_BACK)
    if all(state == "same" for _, state in states):
        yield Check("store:sources", STORE, "ok", SOURCES.format(count=len(states)))


def examine_endpoint(name: str, workspace: str | None) -> Iterator[Check]:
    """Yield whether an endpoint can be reached, and each check with questions whose answers are known."""
    from stratgraph.analysis.selfcheck import NAMES, check_endpoint
    from stratgraph.graph.opening import connect, open_graph
    from stratgraph.graph.remote import RemoteGraph

    try:
        remote = connect(RemoteGraph, name, workspace=workspace)
        checks = check_endpoint(open_graph(workspace=workspace, layers=remote.layers), remote)
    except StratgraphError as error:
        yield Check("endpoint", ENDPOINT, "finding", error.text, NAMED_THERE)
        return
    yield Check("endpoint", ENDPOINT, "ok", ANY.format(text=remote.endpoint.shown))
    for check in checks:
        found = "ok" if check.right else "finding"
        way_out = None if check.right else FILL_AGAIN.format(name=name)
        yield Check(f"endpoint:{check.name}", NAMES[check.name], found, check.detail, way_out)
