"""`stratgraph load`: put a graph where many can ask it: into a store on disk, or an endpoint. A function a target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from stratgraph.cli.base import (
    argument,
    command as make_command,
    endpoint_option,
    layer_option,
    note,
    option,
    session,
    store_option,
    workspace_option,
)
from stratgraph.cli.output import output_options
from stratgraph.cli.progress import Progress
from stratgraph.graph.workspace import Workspace, open_workspace, workspace_of_file
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import LAYERS

BUILT = Text(
    en="built {folder}: {quads} quads in {graphs} graphs, {facts} of them facts; files read: {files}",
    sv="byggde {folder}: {quads} kvadrupler i {graphs} grafer, varav {facts} fakta; lästa filer: {files}",
)
SOUND = Text(
    en="{folder} is as it was built: {quads} quads in {graphs} graphs, {facts} of them facts",
    sv="{folder} är som det byggdes: {quads} kvadrupler i {graphs} grafer, varav {facts} fakta",
)
NO_TARGET = Text(
    en="name what to load into: --store DIR, or --endpoint URL",
    sv="ange vad som ska fyllas: --store MAPP, eller --endpoint URL",
)
ONE_TARGET = Text(en="load into --store or --endpoint, not both", sv="ladda till --store eller --endpoint, inte båda")
NO_FILES = Text(
    en="an endpoint is filled with a workspace's data: -w FOLDER (or one file), no FILE",
    sv="en endpoint fylls med en arbetsytas data: -w MAPP (eller en fil), ingen FIL",
)
NOT_A_STORE = Text(en="{option} goes with --endpoint", sv="{option} hör till --endpoint")
NOTHING_TO_LOAD = Text(en="--check reads a store; name no files", sv="--check läser ett datalager; ange inga filer")


@make_command(
    "load",
    help=Text(
        en="Build a store on disk from RDF files, packed ones too, or without any from the workspace's data. Or fill a "
        "SPARQL endpoint with that data, and check with questions of known answer that it answers rightly.",
        sv="Bygg ett datalager av RDF-filer, även packade, eller utan filer av arbetsytans data. Eller fyll en "
        "SPARQL-endpoint med dessa data, och kontrollera med frågor vars svar är kända att den svarar rätt.",
    ),
)
@argument(
    "files",
    nargs=-1,
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en=".trig .ttl .nq .nt .jsonld .rdf, and each with .gz .bz2 .xz after it.",
        sv=".trig .ttl .nq .nt .jsonld .rdf, och var och en följd av .gz .bz2 .xz.",
    ),
)
@option(
    "--check",
    is_flag=True,
    help=Text(
        en="Load nothing; check what was loaded before: all of the store, or the endpoint's answers.",
        sv="Ladda inget; kontrollera det som laddats tidigare: hela datalagret, eller endpointens svar.",
    ),
)
@option(
    "--graph-store",
    metavar="URL",
    help=Text(
        en="The address of the endpoint's Graph Store Protocol, where it is not in stratgraph.toml.",
        sv="Adressen till endpointens Graph Store Protocol, om den inte står i stratgraph.toml.",
    ),
)
@store_option()
@endpoint_option()
@workspace_option()
@layer_option()
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    files: Sequence[str],
    check: bool,
    graph_store: str | None,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Find the target, and fill it."""
    chosen = session(ctx)
    if chosen.endpoint is not None and chosen.store is not None:
        raise InputError(ONE_TARGET)
    if chosen.endpoint is not None:
        from stratgraph.cli.load_endpoint import load_endpoint

        if files:
            raise InputError(NO_FILES)
        url = chosen.endpoint
        load_endpoint(ctx, url, check_only=check, graph_store=graph_store, form=form, output=output, iri=iri)
        return
    if chosen.store is None:
        raise InputError(NO_TARGET)
    if graph_store is not None:
        raise InputError(NOT_A_STORE.format(option="--graph-store"))
    if check:
        check_store(ctx, files)
    else:
        into_store(ctx, files)


def into_store(ctx: click.Context, files: Sequence[str]) -> None:
    """Build the store that `--store` names."""
    from stratgraph.graph.loading import build_store

    chosen = session(ctx)
    progress = Progress(ctx)
    try:
        built = build_store(
            chosen.store or "",
            workspace_for(files, chosen.workspace),
            files,
            layers=chosen.layers or LAYERS,
            told=progress.file,
            step=progress.step,
        )
    finally:
        progress.end()
    for warning in built.warnings:
        note(ctx, warning)
    counts = built.counts
    note(
        ctx,
        BUILT.format(
            folder=built.folder,
            quads=counts.quads,
            graphs=counts.graphs,
            facts=counts.facts,
            files=len(built.sources),
        ),
    )


def check_store(ctx: click.Context, files: Sequence[str]) -> None:
    """Read all of the store, and say that it is sound."""
    from stratgraph.graph.disk import check_store as checked

    if files:
        raise InputError(NOTHING_TO_LOAD)
    folder = session(ctx).store or ""
    counts = checked(folder)
    note(ctx, SOUND.format(folder=folder, quads=counts.quads, graphs=counts.graphs, facts=counts.facts))


def workspace_for(files: Sequence[str], asked_for: str | None) -> Workspace:
    """Return the workspace whose prefixes, strategy and questions a store gets.

    Without files it is the one whose data is loaded. With files it is the one that was asked for, else none but the
    first file's folder.
    """
    if not files or asked_for is not None:
        return open_workspace(asked_for)
    return workspace_of_file(str(Path(files[0]).resolve()))
