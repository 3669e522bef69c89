"""Words of a file made into a ready passage: named, in its source, counted in its section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stratgraph.model.language import Text
from stratgraph.model.passage import Passage, Section, Source, Span
from stratgraph.sources import locating
from stratgraph.sources.described import local_name
from stratgraph.sources.locating import Located
from stratgraph.sources.matching import relation
from stratgraph.sources.text import Copy
from stratgraph.sources.transform import Kind
from stratgraph.sources.workspace import Sources, namespace

#: What stands in place of IRIs that nobody has chosen yet.
EXAMPLE = "https://example.org/strategy/"
UNIT_NAMES = {"Bullet": "bullet", "NumberedItem": "item"}


@dataclass(frozen=True)
class Frame:
    """What a passage of a file is described in: its source, the graph that declares it, the namespace of its IRI."""

    copy: Copy
    source: str
    graph: str
    base: str
    sections: tuple[Section, ...] = ()
    known: tuple[Passage, ...] = ()
    remark: Text | None = None

    @property
    def taken(self) -> frozenset[str]:
        """The IRIs that passages bear already."""
        return frozenset(passage.iri for passage in self.known)


def frame(copy: Copy, sources: Sources | None, wanted: Source | None = None) -> Frame:
    """Return the frame for passages of `copy`.

    If it is a copy of a known source (of `wanted` only, where given), offsets and lines are the source's, even where
    the copy is stored in another way. Otherwise they are those of the file, and the remark says so.
    """
    if sources is None:
        return Frame(copy, EXAMPLE + "document", EXAMPLE + "declarations", EXAMPLE, remark=UNKNOWN_FILE)
    description = sources.description
    for source in [wanted] if wanted else description.sources:
        kind, _, original = relation(source, copy)
        if kind is not Kind.EDITION and original is not None:
            return known_frame(replace(copy, text=original), source, sources)
    if wanted:
        return replace(known_frame(copy, wanted, sources), sections=(), remark=OTHER_EDITION)
    base = EXAMPLE if sources.workspace.packaged else namespace(sources.workspace.strategy or EXAMPLE + "x")
    return Frame(copy, base + "document", base + "declarations", base, remark=UNKNOWN_FILE)


def known_frame(copy: Copy, source: Source, sources: Sources) -> Frame:
    """Return the frame for a copy of `source`."""
    description = sources.description
    passages = description.passages_of(source.iri)
    base = namespace(passages[0].iri) if passages else namespace(source.iri)
    graph = sources.declaration_graph(source.iri) or base + "declarations"
    return Frame(copy, source.iri, graph, base, description.sections_of(source.iri), description.passages)


def ready(
    frame: Frame,
    words: str,
    *,
    to: str | None = None,
    nth: int | None = None,
    unit: str = "words",
    skips: Sequence[tuple[int, int]] = (),
    iri: str | None = None,
) -> Located:
    """Return the passage that begins with `words` (and ends with `to`), described.

    Raises `InputError` or `NotFound` as `stratgraph.sources.locating` does.
    """
    span = stretch(frame.copy, words, to=to, nth=nth, skips=skips)
    parts = locating.skipping(frame.copy, locating.widened(frame.copy, span, unit), skips)
    located = locating.describe(
        frame.copy, parts, iri=iri or "", source=frame.source, sections=frame.sections, unit=unit
    )
    return located if iri else replace(located, passage=replace(located.passage, iri=free_name(frame, located)))


def stretch(copy: Copy, words: str, *, to: str | None, nth: int | None, skips: Sequence[tuple[int, int]]) -> Span:
    """Return where `words` stand, or from them to the end of the next `to`."""
    begin = locating.choose(locating.find(copy, words, skips=skips), nth).span
    if to is None:
        return begin
    return Span(begin.start, locating.find(copy, to, after=begin.end, skips=skips)[0].span.end)


def free_name(frame: Frame, located: Located) -> str:
    """Return an IRI made of section, unit and number (of the lines where these are not known) that is not yet taken."""
    passage = located.passage
    section = local_name(passage.section).removeprefix("section-") + "-" if passage.section else ""
    if passage.number is not None and passage.section:
        place = f"{UNIT_NAMES.get(local_name(passage.unit or ''), 'unit')}-{passage.number}"
    elif passage.first_line == passage.last_line:
        place = f"line-{passage.first_line}"
    else:
        place = f"lines-{passage.first_line}-{passage.last_line}"
    stem = f"{frame.base}passage-{section}{place}"
    endings = ["", *(f"-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    return next((stem + ending for ending in endings if stem + ending not in frame.taken), stem)


def known_already(frame: Frame, located: Located) -> Text | None:
    """Return a remark if a passage of the same words, at the same place, is described already."""
    passage = located.passage
    same = [one.iri for one in frame.known if one.digest == passage.digest and one.parts == passage.parts]
    return KNOWN.format(name=local_name(same[0])) if same else None


UNKNOWN_FILE = Text(
    en="the file is a copy of no source of the graph; source, section and IRIs are for you to fill in",
    sv="filen är inte en kopia av någon av grafens källor; källa, avsnitt och IRI:er får du fylla i",
)
OTHER_EDITION = Text(
    en="the file is another edition of the source; offsets and lines are those of the file, not of the source",
    sv="filen är en annan utgåva av källan; positioner och rader är filens, inte källans",
)
KNOWN = Text(
    en="the graph has this passage already: {name}",
    sv="grafen har redan detta stycke: {name}",
)
