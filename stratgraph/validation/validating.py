"""Runs every check over a set of files and collects what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stratgraph.graph.labels import local_name
from stratgraph.graph.packaged import ontology_folder
from stratgraph.graph.reading import read_quads
from stratgraph.model.language import Text
from stratgraph.validation.authored import Authored
from stratgraph.validation.checks import read_checks, run_check
from stratgraph.validation.finding import Finding, Report

if TYPE_CHECKING:
    from stratgraph.validation.shapes import Result

UNMET = Text(
    en="The shape was put to nothing: the data holds no such thing.",
    sv="Formen prövades inte på något: uppgifterna rymmer inget sådant.",
)
UNKNOWN_TERM = Text(
    en="SHACL has no such term, so the shape does not ask for what it seems to.",
    sv="SHACL har ingen sådan term, så formen frågar inte efter det som den tycks fråga efter.",
)
CORRECT_TERM = Text(en="Correct the spelling.", sv="Rätta stavningen.")


def validate(files: Iterable[str], *, shapes: Iterable[str] = (), ontology: Iterable[str] = ()) -> Report:
    """Return everything that the ontology's shapes and checks find in the files, taken together.

    `shapes` and `ontology` are files of shapes and terms of the workspace's own, which count beside the ontology's.

    Raises InputError where a file cannot be read, ParseError where one does not parse.
    """
    paths = list(files)
    authored = Authored(paths, ontology=ontology)
    # The checks come first: they look at what was written, the shapes also at what the rules add.
    checked = list(_checked(authored))
    shaped, counts = _shaped(authored, shapes)
    findings = sorted({*checked, *shaped}, key=lambda finding: finding.order)
    return Report(tuple(findings), focus_counts=counts, files=len(paths), facts=len(authored.quads))


def _checked(authored: Authored) -> Iterator[Finding]:
    """Run the SPARQL checks."""
    for check in read_checks(Path(ontology_folder()) / "checks"):
        for hit in run_check(check, authored.store):
            file, line = authored.places.find(hit.focus, hit.graph)
            yield Finding(
                severity=check.severity,
                code=check.id,
                focus=hit.focus,
                label=authored.label(hit.focus),
                message=check.problem,
                way_out=check.solution,
                value=hit.value,
                graph=hit.graph,
                file=file,
                line=line,
            )


def _shaped(authored: Authored, own: Iterable[str]) -> tuple[list[Finding], dict[str, int]]:
    """Run the SHACL shapes over what was written and what follows from it."""
    # rdflib and pyshacl take half a second to import: only who validates waits for them.
    from stratgraph.validation import shapes

    files = (str(Path(ontology_folder()) / "shapes.ttl"), *own)
    graph = shapes.graph_of(quad for file in files for quad in read_quads(file))
    data = shapes.graph_of([*authored.quads, *authored.derived()])
    results, counts = shapes.run_shapes(data, graph, shapes.graph_of(authored.ontology))
    findings = [_finding_of(result, authored) for result in results]
    findings += [
        Finding("info", local_name(iri), iri, shapes.label_of(graph, iri), UNMET)
        for iri, count in counts.items()
        if not count
    ]
    findings += [
        Finding("warning", "unknown-shacl-term", iri, shapes.label_of(graph, iri), UNKNOWN_TERM, CORRECT_TERM, term)
        for term, iri in shapes.unknown_terms(graph)
    ]
    return findings, {local_name(iri): count for iri, count in counts.items()}


def _finding_of(result: Result, authored: Authored) -> Finding:
    """Return what a shape found, with the place in the files where its thing is declared."""
    file, line = authored.places.find(result.focus)
    return Finding(
        severity=result.severity,
        code=result.code,
        focus=result.focus,
        label=authored.label(result.focus),
        message=result.message,
        value=result.value,
        file=file,
        line=line,
    )
