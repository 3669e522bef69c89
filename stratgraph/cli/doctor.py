"""`stratgraph doctor`: what is wrong with the set-up, each finding with its way out."""

from __future__ import annotations

import click

from stratgraph.cli.base import command as make_command, note, session, workspace_option
from stratgraph.cli.output import chosen_format, emit, output_options
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table

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
        en="Check the set-up: libraries, packaged data, workspace, questions, the attached document, terminal. "
        "The exit code is 1 where something is wrong.",
        sv="Kontrollera installationen: bibliotek, medföljande data, arbetsyta, frågor, kopplat dokument, terminal. "
        "Slutkoden är 1 om något är fel.",
    ),
)
@workspace_option()
@output_options
@click.pass_context
def command(ctx: click.Context, form: str | None, output: str | None, iri: bool) -> None:
    """Run every check, print what was found, and say with the exit code whether anything is wrong."""
    from stratgraph.cli.setup_checks import examine

    form = chosen_format(form, output)
    say = session(ctx).say
    checks = examine(session(ctx).workspace)
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
