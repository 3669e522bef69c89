"""Gaps with their candidates: as one table, and as objects for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from stratgraph.analysis.candidates import NO_CANDIDATE, Candidate, Candidates, Part, Said
from stratgraph.analysis.gaps import COLUMNS, Section, remark
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value, plain
from stratgraph.model.terms import LAYERS
from stratgraph.questions.answer import LAYER_WORDS

#: How many candidates of a gap people are shown, and how many sentences of a reason.
SHOWN = 3
SENTENCES = 3

ADDED = (
    Column("candidates", Text(en="Candidates", sv="Kandidater"), "list"),
    Column("reasons", Text(en="Reasons", sv="Skäl")),
    Column("reasons_evidence", Text(en="Evidence of the reasons", sv="Skälens belägg"), "evidence"),
    Column("reasons_layer", Text(en="Layer of the reasons", sv="Skälens lager"), "code"),
)
#: What people fill in who take a gap on.
TO_FILL_IN = (
    Column("responsible", Text(en="Responsible", sv="Ansvarig")),
    Column("decision", Text(en="Decision", sv="Beslut")),
    Column("due", Text(en="Due date", sv="Klart senast")),
)
SCORED = Text(en="{name} ({score})", sv="{name} ({score})")
MORE = Text(en="… and {n} more", sv="… och {n} till")
MARKED = Text(en="{sentence} [{layers}]", sv="{sentence} [{layers}]")


def number(value: float) -> str:
    """Return points as people read them.

    >>> number(4.0), number(2.5)
    ('4', '2.5')
    """
    return f"{value:g}"


def by_gap(found: Sequence[Candidates]) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    """Return the candidates by gap and subject."""
    return {(one.gap, one.subject): one.found for one in found}


def candidate_report(
    sections: Sequence[Section],
    found: Sequence[Candidates],
    *,
    most: int = SHOWN,
    to_fill_in: bool = False,
    language: str = "en",
) -> Table:
    """Return the gaps as one table, a row a gap, with at most `most` candidates each and their reasons in words.

    `to_fill_in` adds empty columns: who is responsible, what was decided, and by when.
    """
    known = by_gap(found)
    empty: tuple[Value, ...] = (None,) * len(TO_FILL_IN) if to_fill_in else ()
    rows = tuple(
        (*row, *_cells(_of(known, section, row)[:most], language), *empty)
        for section in sections
        for row in section.table
    )
    notes = tuple(remark(section) for section in sections if section.unanswered is not None)
    columns = (*COLUMNS, *ADDED, *(TO_FILL_IN if to_fill_in else ()))
    return Table(columns, rows, title=Text(en="Gaps and candidates", sv="Luckor och kandidater"), notes=notes)


def _of(
    known: dict[tuple[str, str], tuple[Candidate, ...]], section: Section, row: tuple[Value, ...]
) -> tuple[Candidate, ...]:
    return known.get((section.id, row[1].iri), ()) if isinstance(row[1], Entity) else ()


def _cells(chosen: Sequence[Candidate], language: str) -> tuple[Value, ...]:
    if not chosen:
        return (), NO_CANDIDATE.into(language), (), None
    lines = [line for one in chosen for line in _lines(one, language)]
    locators = tuple(sorted({locator for one in chosen for locator in one.evidence}))
    layers = [layer for layer in LAYERS if any(layer in said.layers for one in chosen for said in one.said)]
    words = ", ".join(LAYER_WORDS[layer].into(language) for layer in layers)
    names = tuple(Entity(one.iri, one.name.into(language)) for one in chosen)
    return names, "\n".join(lines), locators, Code(" ".join(layers), words) if layers else None


def _lines(one: Candidate, language: str) -> Iterator[str]:
    yield SCORED.format(name=one.name, score=number(one.score)).into(language)
    for part in one.parts:
        for sentence in sentences(part, language):
            yield f"– {sentence}"


def sentences(
    part: Part, language: str, *, most: int = SENTENCES, citations: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Return at most `most` sentences of a reason, the layer marked where it is not the document alone.

    Where `citations` gives the citation of a locator, it follows the sentences that rest on it.
    """
    shown = [_cited(said, language, citations) for said in part.said[:most]]
    if len(part.said) > most:
        shown.append(MORE.format(n=len(part.said) - most).into(language))
    return shown


def _cited(said: Said, language: str, citations: Mapping[str, str]) -> str:
    places = dict.fromkeys(citations[locator] for locator in said.evidence if locator in citations)
    sentence = marked(said).into(language)
    return f"{sentence} ({'; '.join(places)})" if places else sentence


def marked(said: Said) -> Text:
    """Return a sentence with the layers that it rests on besides the document.

    >>> marked(Said(Text("It covers Europe", "Det täcker Europa"), (), ("document", "context"))).sv
    'Det täcker Europa [omvärld]'
    """
    others = [LAYER_WORDS[layer] for layer in said.layers if layer != LAYERS[0]]
    if not others:
        return said.sentence
    layers = Text(en=", ".join(word.en for word in others), sv=", ".join(word.sv for word in others))
    return MARKED.format(sentence=said.sentence, layers=layers)


def candidate_objects(
    sections: Sequence[Section],
    found: Sequence[Candidates],
    *,
    most: int | None = None,
    iri: bool = False,
    language: str = "en",
) -> list[dict[str, object]]:
    """Return the gaps as plain objects, each with its candidates, their parts, sentences, evidence and layers.

    `most` limits the candidates of a gap; `iri` adds the IRIs of what has a label.
    """
    known = by_gap(found)
    return [
        {**told, "candidates": [_object(one, iri, language) for one in _of(known, section, row)[:most]]}
        for section in sections
        for row, told in zip(section.table, section.table.to_dicts(iri=iri), strict=True)
    ]


def _object(one: Candidate, iri: bool, language: str) -> dict[str, object]:
    return {
        "candidate": one.name.into(language),
        **({"candidate_iri": one.iri} if iri else {}),
        "score": one.score,
        "parts": [_part(part, language) for part in one.parts],
    }


def _part(part: Part, language: str) -> dict[str, object]:
    return {
        "reason": part.reason,
        "weight": part.weight,
        "count": part.count,
        "points": part.points,
        "sentences": [
            {
                "sentence": said.sentence.into(language),
                "evidence": plain(said.evidence),
                "layer": " ".join(said.layers) or None,
            }
            for said in part.said
        ],
    }
