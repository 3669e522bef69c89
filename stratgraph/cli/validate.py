"""`stratgraph validate`: what is wrong with the data, in the words of the person who wrote it."""

from __future__ import annotations

import os
import sys

import click

from stratgraph.cli.base import Choice, argument, command as make_command, note, option, session, workspace_option
from stratgraph.cli.output import chosen_format, emit, output_options
from stratgraph.graph.workspace import open_workspace
from stratgraph.model.language import Text
from stratgraph.output import IN_WORDS
from stratgraph.validation.finding import SEVERITIES, Finding, Report
from stratgraph.validation.table import table_in_words, table_of
from stratgraph.validation.validating import validate

CHECKING = Text(en="checking {files} …", sv="kontrollerar {files} …")
SUMMARY = Text(
    en="{files}, {facts}: {violation}, {warning}, {info}", sv="{files}, {facts}: {violation}, {warning}, {info}"
)
SHOWN_FROM = Text(en="; shown from --severity {severity} up", sv="; visade från --severity {severity} och uppåt")

#: One, and several, of what is counted.
WORDS = {
    "files": (Text(en="file", sv="fil"), Text(en="files", sv="filer")),
    "facts": (Text(en="statement", sv="utsaga"), Text(en="statements", sv="utsagor")),
    "violation": (Text(en="error", sv="fel"), Text(en="errors", sv="fel")),
    "warning": (Text(en="warning", sv="varning"), Text(en="warnings", sv="varningar")),
    "info": (Text(en="note", sv="anmärkning"), Text(en="notes", sv="anmärkningar")),
}


@make_command(
    "validate",
    help=Text(
        en="Check the workspace's data, or the given files alone, against the ontology: shapes and checks, each with "
        "what is wrong, where, and the way out. The exit code is 1 where there is an error; warnings leave it at 0.",
        sv="Kontrollera arbetsytans data, eller bara de angivna filerna, mot ontologin: vad som är fel, var, och "
        "vägen ut. Slutkoden är 1 om det finns fel; varningar ger 0.",
    ),
)
@argument(
    "files",
    nargs=-1,
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Files to check together, instead of the workspace's.",
        sv="Filer att kontrollera tillsammans, i stället för arbetsytans.",
    ),
)
@option(
    "--severity",
    type=Choice(SEVERITIES),
    default="warning",
    help=Text(
        en="The mildest finding to show (default: warning; info also shows gaps and shapes that met nothing).",
        sv="Det lindrigaste att visa (annars warning; info visar också luckor och former utan träff).",
    ),
)
@workspace_option()
@output_options
@click.pass_context
def command(
    ctx: click.Context, files: tuple[str, ...], severity: str, form: str | None, output: str | None, iri: bool
) -> None:
    """Validate, print what was found, and say with the exit code whether anything must be mended."""
    form = chosen_format(form, output)
    workspace = open_workspace(session(ctx).workspace)
    paths = list(files) or [from_here(path) for path, _ in workspace.files()]
    if sys.stderr.isatty():
        note(ctx, CHECKING.format(files=counted("files", len(paths))))
    report = validate(paths, shapes=workspace.shape_files(), ontology=workspace.ontology_files())
    _print(ctx, report.at_least(severity), workspace.prefixes, form=form, output=output, iri=iri)
    note(ctx, summary(report, severity))
    if not report.conforms:
        ctx.exit(1)


def _print(
    ctx: click.Context,
    findings: tuple[Finding, ...],
    prefixes: dict[str, str],
    *,
    form: str,
    output: str | None,
    iri: bool,
) -> None:
    """Print the findings; a table for people that has no rows says nothing that the summary does not."""
    if form == "table" and not findings and output is None:
        return
    make_table = table_in_words if form in IN_WORDS else table_of
    table = make_table(findings, language=session(ctx).language, prefixes=prefixes)
    emit(ctx, table, form=form, output=output, iri=iri)


def counted(what: str, number: int) -> Text:
    """Return a number and its word.

    >>> counted("warning", 1).en, counted("warning", 2).sv
    ('1 warning', '2 varningar')
    """
    word = WORDS[what][number != 1]
    return Text(en="{number} {word}", sv="{number} {word}").format(number=number, word=word)


def summary(report: Report, severity: str) -> Text:
    """Return one line: how much was read, how much was found, and whether some of that is not shown.

    >>> summary(Report((), files=1, facts=2), "info").en
    '1 file, 2 statements: 0 errors, 0 warnings, 0 notes'
    """
    counts = {name: counted(name, report.count(name)) for name in SEVERITIES}
    text = SUMMARY.format(files=counted("files", report.files), facts=counted("facts", report.facts), **counts)
    if len(report.at_least(severity)) == len(report.findings):
        return text
    return Text(en="{text}{shown}", sv="{text}{shown}").format(text=text, shown=SHOWN_FROM.format(severity=severity))


def from_here(path: str) -> str:
    """Return the path as seen from the working directory, where the file lies in it."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative
