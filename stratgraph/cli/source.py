"""`stratgraph source`: the user's own copy of a document: attach, check, show, locate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from stratgraph.cli.base import (
    Callback,
    Choice,
    Integer,
    argument,
    group,
    note,
    option,
    session,
    workspace_option,
    write,
)
from stratgraph.cli.source_words import (
    ARGUMENTS,
    ATTACHED,
    BAD_LINES,
    CHECKED,
    COMMANDS,
    FORGOTTEN,
    GROUP,
    HOW,
    HOW_TO_ATTACH,
    LOST_HERE,
    LOST_SOME,
    NEEDS_FILE,
    NO_FACTS,
    NOT_ATTACHED,
    OPTIONS,
    SAYS,
    SOURCE_LINES,
)
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

if TYPE_CHECKING:
    from stratgraph.model.passage import Passage
    from stratgraph.sources.checking import Finding, Report
    from stratgraph.sources.matching import Match, Place
    from stratgraph.sources.quoting import Quoter
    from stratgraph.sources.text import Copy
    from stratgraph.sources.workspace import Sources

FILE = Text(en="FILE", sv="FIL")


@group("source", help=GROUP)
def command(**options: Any) -> None:
    """Work with the user's copy of a source document."""


def source_option() -> Callable[[Callback], Callback]:
    """Return the option that chooses among several documents."""
    return option("--source", "wanted", help=OPTIONS["source"], metavar=Text(en="NAME", sv="NAMN"))


def opened(ctx: click.Context) -> Sources:
    """Return the sources of the session's workspace."""
    from stratgraph.sources.workspace import open_sources

    return open_sources(session(ctx).workspace)


@command.command("attach", help=COMMANDS["attach"])
@argument("file", help=ARGUMENTS["file"], metavar=FILE, required=False)
@source_option()
@option("--forget", is_flag=True, help=OPTIONS["forget"])
@workspace_option()
@click.pass_context
def attach(ctx: click.Context, file: str | None, wanted: str | None, forget: bool) -> None:
    """Keep a digest-checked reference to the user's copy."""
    from stratgraph.sources import attached, described, matching, text

    if file is None and not forget:
        raise InputError(NEEDS_FILE)
    description = opened(ctx).description
    source = described.chosen_source(description, wanted)
    name = attached.both(source)
    if forget:
        note(ctx, (FORGOTTEN if attached.forget(source) else NOT_ATTACHED).format(source=name))
        return
    match = matching.match(source, description.passages_of(source.iri), text.read_copy(str(file)))
    entry = attached.attach(match)
    note(ctx, ATTACHED.format(path=entry.path, source=name, encoding=match.copy.encoding))
    note(ctx, how(match))


def how(match: Match) -> Text:
    """Return how the offsets were mapped, and how many passages were found and lost."""
    changes = Text(*(", ".join(change.words.into(language) for change in match.changes) for language in ("en", "sv")))
    told = HOW[match.kind.value].format(changes=changes, found=len(match.found), all=len(match.found) + len(match.lost))
    return (
        Text(*(a + b for a, b in zip(told, LOST_SOME.format(lost=len(match.lost)), strict=True)))
        if match.lost
        else told
    )


@command.command("check", help=COMMANDS["check"])
@argument("file", help=ARGUMENTS["file_or_attached"], metavar=FILE, required=False)
@source_option()
@option("--strict", is_flag=True, help=OPTIONS["strict"])
@option("--format", "form", type=Choice(("table", "json")), default="table", help=OPTIONS["format"])
@workspace_option()
@click.pass_context
def check(ctx: click.Context, file: str | None, wanted: str | None, strict: bool, form: str) -> None:
    """Prove that every passage is in the copy and every line accounted for."""
    from stratgraph.sources import attached, checking, described, text

    description = opened(ctx).description
    source = described.chosen_source(description, wanted)
    kept = None if file else attached.open_attached(source)
    if file is None and kept is None:
        raise InputError(HOW_TO_ATTACH.format(source=attached.both(source)))
    copy = kept[1] if kept else text.read_copy(str(file))
    report = checking.check(description, source.iri, copy, strict=strict)
    write(as_json(report) if form == "json" else as_table(ctx, report))
    note(ctx, how(report.match))
    note(ctx, CHECKED.format(accounted=report.accounted, lines=report.lines, findings=len(report.findings)))
    ctx.exit(1 if report.findings else 0)


def as_json(report: Report) -> str:
    """Return the findings and notes as a JSON list."""
    rows = [
        {
            "problem": one.problem.value,
            "severity": severity,
            "first_line": one.first_line,
            "last_line": one.last_line,
            "lines_of": "source" if is_at_source(one, report) else "file",
            "passage": one.iri,
            "text": one.text,
        }
        for severity, found in (("finding", report.findings), ("note", report.notes))
        for one in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def is_at_source(finding: Finding, report: Report) -> bool:
    """Return whether the lines of `finding` are the source's, since the copy lacks the passage."""
    return finding.iri is not None and any(one.iri == finding.iri for one in report.match.lost)


def as_table(ctx: click.Context, report: Report) -> str:
    """Return a line for each finding and note: lines, problem, and the passage or the text of the line."""
    from stratgraph.sources.citing import lines_in_words
    from stratgraph.sources.described import local_name

    say = session(ctx).say
    rows = []
    for one in (*report.findings, *report.notes):
        lines = lines_in_words(one.first_line, one.last_line)
        shown = SOURCE_LINES.format(lines=lines) if is_at_source(one, report) else lines
        rows.append((say(shown), say(one.problem.words), local_name(one.iri) if one.iri else one.text or ""))
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return "".join(f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}\n" for a, b, c in rows)


@command.command("show", help=COMMANDS["show"])
@argument("passage", help=ARGUMENTS["passage"], metavar=Text(en="PASSAGE", sv="STYCKE"), nargs=-1, required=True)
@workspace_option()
@click.pass_context
def show(ctx: click.Context, passage: tuple[str, ...]) -> None:
    """Print where a passage stands, its lines, and what it says."""
    from stratgraph.sources import citing, quoting

    sources, language = opened(ctx), session(ctx).language
    found = citing.find_passage(sources.description, " ".join(passage), sources.workspace.prefixes)
    write(f"{citing.citation(sources.description, found).into(language)}\n<{found.iri}>\n")
    write_lines(ctx, quoting.Quoter(sources.description), found)
    facts = sources.facts(found.iri, language)
    write("\n" + session(ctx).say(SAYS if facts else NO_FACTS) + "\n")
    write("".join(f"  {fact}\n" for fact in facts))


def write_lines(ctx: click.Context, quoter: Quoter, passage: Passage) -> None:
    """Write the lines of the passage as the attached copy has them, or where they are and how to attach one."""
    from stratgraph.sources import attached, citing

    source = quoter.description.source(passage.source)
    name = attached.both(source)
    where, remark = citing.lines_in_words(passage.first_line, passage.last_line), None
    try:
        placed = quoter.place(passage)
        kept = quoter.attached(passage.source)
        remark = None if placed else (LOST_HERE if kept else HOW_TO_ATTACH).format(source=name)
    except InputError as error:
        placed, remark = None, error.text
    if placed:
        where = citing.lines_in_words(placed[0].first_line, placed[0].last_line)
    write(f"{name.into(session(ctx).language)}, {session(ctx).say(where)}\n")
    write("".join(quoted_lines(*placed)) if placed else "")
    if remark is not None:
        note(ctx, remark)


def quoted_lines(place: Place, copy: Copy) -> list[str]:
    """Return the lines of `place` with their numbers; what stands between its parts is left out."""
    shown: list[int] = []
    for span in place.spans:
        first, last = copy.lines_of((span,))
        shown += [number for number in range(first, last + 1) if copy.line(number).strip() and number not in shown]
    width = len(str(shown[-1]))
    lines = ["\n"]
    for before, number in zip([shown[0], *shown], shown, strict=False):
        between = any(copy.line(gap).strip() for gap in range(before + 1, number))
        lines += [" " * width + "  …\n"] if between else []
        lines.append(f"{number:>{width}}  {copy.line(number).strip()}\n")
    return lines


def line_ranges(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return the first and last line of each of `values`; raises InputError for what is none."""
    return tuple(line_range(value) for value in values)


def line_range(value: str) -> tuple[int, int]:
    """Return the lines of FIRST-LAST or of one number.

    >>> line_range("840-842"), line_range("7")
    ((840, 842), (7, 7))
    """
    first, _, last = value.partition("-")
    ends = (first, last if "-" in value else first)
    if not all(end.isascii() and end.isdigit() for end in ends) or not 1 <= int(ends[0]) <= int(ends[1]):
        raise InputError(BAD_LINES.format(value=value))
    return int(ends[0]), int(ends[1])


@command.command("locate", help=COMMANDS["locate"])
@argument("file", help=ARGUMENTS["file_of_words"], metavar=FILE)
@argument("words", help=ARGUMENTS["words"], metavar=Text(en="WORDS", sv="ORD"), nargs=-1, required=True)
@option("--to", help=OPTIONS["to"], metavar=Text(en="WORDS", sv="ORD"))
@option("--nth", type=Integer(least=1), help=OPTIONS["nth"], metavar="N")
@option("--unit", type=Choice(("words", "sentence", "bullet", "paragraph")), default="words", help=OPTIONS["unit"])
@option(
    "--skip", "skips", callback=line_ranges, multiple=True, help=OPTIONS["skip"], metavar=Text(en="LINES", sv="RADER")
)
@option("--name", "iri", help=OPTIONS["name"], metavar="IRI")
@source_option()
@option("--format", "form", type=Choice(("trig", "json")), default="trig", help=OPTIONS["locate_format"])
@workspace_option()
@click.pass_context
def locate(ctx: click.Context, /, file: str, words: tuple[str, ...], wanted: str | None, form: str, **how: Any) -> None:
    """Print a ready passage for given words."""
    from stratgraph.sources import citing, described, ready, text, writing

    copy = text.read_copy(file)
    sources = sources_if_any(ctx, wanted)
    source = described.chosen_source(sources.description, wanted) if sources and wanted else None
    frame = ready.frame(copy, sources, source)
    prefixes = sources.workspace.prefixes if sources else {}
    how["iri"] = citing.expand(how["iri"], prefixes) if how["iri"] else None
    located = ready.ready(frame, " ".join(words), **how)
    for remark in (frame.remark, ready.known_already(frame, located)):
        if remark is not None:
            note(ctx, remark)
    if form == "json":
        write(json.dumps(writing.to_json(located, frame.copy.text), ensure_ascii=False, indent=2) + "\n")
        return
    language = session(ctx).language
    write(writing.to_trig(located, frame.copy.text, graph=frame.graph, prefixes=prefixes, language=language))


def sources_if_any(ctx: click.Context, wanted: str | None) -> Sources | None:
    """Return the sources of the workspace; None where there is none to be read and none was asked for."""
    if session(ctx).workspace is not None or wanted is not None:
        return opened(ctx)
    try:
        return opened(ctx)
    except InputError as error:
        note(ctx, error.text)
        return None
