"""`stratgraph doctor`: what is wrong with the set-up, each finding with its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stratgraph.cli.base import (
    Session,
    command as make_command,
    endpoint_option,
    note,
    session,
    store_option,
    workspace_option,
)
from stratgraph.cli.output import chosen_format, emit, output_options
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table

if TYPE_CHECKING:
    from stratgraph.cli.setup_checks import Check

COLUMNS = (
    Column("check", Text(en="What", sv="Vad"), "code"),
    Column("status", Text(en="Status", sv="Läge"), "code"),
    Column("message", Text(en="Found", sv="Resultat")),
    Column("way_out", Text(en="Way out", sv="Åtgärd")),
)
STATUS = {
    "ok": Text(en="ok", sv="i ordning"),
    "note": Text(en="note", sv="att veta"),
    "finding": Text(en="FINDING", sv="FEL"),
}
SOUND = Text(en="nothing is wrong with the set-up", sv="inget är fel med installationen")
FINDINGS = Text(en="findings: {count}", sv="antal fel: {count}")


@make_command(
    "doctor",
    help=Text(
        en="Check the set-up: libraries, packaged data, workspace, questions, the attached document, terminal; and a "
        "store or an endpoint that is named. The exit code is 1 where something is wrong.",
        sv="Kontrollera installationen: bibliotek, medföljande data, arbetsyta, frågor, kopplat dokument, terminal; "
        "och ett datalager eller en endpoint som anges. Slutkoden är 1 om något är fel.",
    ),
)
@store_option()
@endpoint_option()
@workspace_option()
@output_options
@click.pass_context
def command(ctx: click.Context, form: str | None, output: str | None, iri: bool) -> None:
    """Run every check, print what was found, and say with the exit code whether anything is wrong."""
    form = chosen_format(form, output)
    say = session(ctx).say
    checks = examined(session(ctx))
    rows = tuple(
        (
            Code(check.name, say(check.title)),
            Code(check.status, say(STATUS[check.status])),
            say(check.message),
            say(check.way_out) if check.way_out else None,
        )
        for check in checks
    )
    emit(ctx, Table(COLUMNS, rows), form=form, output=output, iri=iri)
    count = sum(check.status == "finding" for check in checks)
    note(ctx, FINDINGS.format(count=count) if count else SOUND)
    if count:
        ctx.exit(1)


def examined(chosen: Session) -> list[Check]:
    """Return what every check found: of the set-up, and of the store and the endpoint that are named."""
    from stratgraph.cli.setup_checks import examine

    found = examine(chosen.workspace)
    if chosen.store is not None:
        from stratgraph.cli.setup_targets import examine_store

        found += examine_store(chosen.store)
    if chosen.endpoint is not None:
        from stratgraph.cli.setup_targets import examine_endpoint

        found += examine_endpoint(chosen.endpoint, chosen.workspace)
    return found
