"""How people cite a passage: its section from the outermost in, then the unit and its number there."""

from __future__ import annotations

from stratgraph.graph.evidence import UNITS
from stratgraph.model.errors import NotFound
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.passage import Passage, Section
from stratgraph.sources.described import Description, local_name

LINE = Text(en="line {first}", sv="rad {first}")
LINES = Text(en="lines {first}–{last}", sv="rad {first}–{last}")
NEAREST = 3


def citation(description: Description, passage: Passage) -> Text:
    """Return where `passage` stands, as people cite it; the lines where neither section nor number is known."""
    unit = UNITS.get(local_name(passage.unit or ""))
    if unit and passage.number:
        unit = Text(*(f"{word} {passage.number}" for word in unit))
    labels = [section_label(one) for one in sections_down_to(description, passage)]
    if not labels and unit is None:
        return lines_in_words(passage.first_line, passage.last_line)
    ends = [] if unit is None else [unit]
    return Text(en=joined("en", labels, ends), sv=joined("sv", labels, ends))


def joined(language: str, labels: list[Text], ends: list[Text]) -> str:
    """Return the labels, none repeated, and the ends in `language`."""
    names = without_repeats([label.into(language) for label in labels])
    return ", ".join([*names, *(end.into(language) for end in ends)])


def without_repeats(labels: list[str]) -> list[str]:
    """Return the labels without those whose beginning the next one repeats.

    >>> without_repeats(["Appendix 3, work", "Appendix 3, goal 3"]), without_repeats(["Plan", "chapter 2"])
    (['Appendix 3, goal 3'], ['Plan', 'chapter 2'])
    """
    pairs = zip(labels, [*labels[1:], ""], strict=True)
    return [outer for outer, inner in pairs if not inner.casefold().startswith(outer.partition(",")[0].casefold())]


def sections_down_to(description: Description, passage: Passage) -> list[Section]:
    """Return the sections that `passage` is in, the outermost first."""
    found: list[Section] = []
    section = description.section(passage.section)
    while section is not None and section not in found:
        found.insert(0, section)
        section = description.section(section.parent)
    return found


def section_label(section: Section) -> Text:
    """Return the name of `section` in both languages."""
    return Text(en=section.label("en"), sv=section.label("sv"))


def lines_in_words(first: int, last: int) -> Text:
    """Return "line 3" or "lines 3–5".

    >>> lines_in_words(3, 5).en
    'lines 3–5'
    """
    return (LINE if first == last else LINES).format(first=first, last=last)


def find_passage(description: Description, wanted: str, prefixes: dict[str, str]) -> Passage:
    """Return the passage that `wanted` names: an IRI, a CURIE, a local name, or a citation in either language.

    Raises `NotFound` with the nearest names where none bears it, or several do.
    """
    expanded = expand(wanted, prefixes)
    passage = description.passage(expanded)
    if passage is not None:
        return passage
    found = [one for one in description.passages if local_name(one.iri) == wanted] or cited(description, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        names = tuple(local_name(one.iri) for one in found)
        raise NotFound(SEVERAL.format(wanted=wanted, names="; ".join(names)), nearest=names)
    near = nearest_names(description, wanted)
    raise NotFound(UNKNOWN.format(wanted=wanted, names="; ".join(near)), nearest=near)


def cited(description: Description, wanted: str) -> list[Passage]:
    """Return the passages that `wanted` cites, white space and case forgiven."""
    folded = " ".join(wanted.casefold().split())
    return [
        one
        for one in description.passages
        if any(citation(description, one).into(language).casefold() == folded for language in LANGUAGES)
    ]


def expand(name: str, prefixes: dict[str, str]) -> str:
    """Return the IRI that a CURIE stands for, or `name` as it is (angle brackets taken off).

    >>> expand("sg:Goal", {"sg": "https://example.org/"})
    'https://example.org/Goal'
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + rest
    return name.removeprefix("<").removesuffix(">")


def nearest_names(description: Description, wanted: str) -> tuple[str, ...]:
    """Return the local names, or for what looks like a citation the citations, that look most like `wanted`."""
    from difflib import get_close_matches

    names = [local_name(one.iri) for one in description.passages]
    if " " in wanted:
        names = [citation(description, one).into(language) for language in LANGUAGES for one in description.passages]
    asked = wanted if " " in wanted else local_name(wanted.rpartition(":")[2])
    return tuple(get_close_matches(asked, names, NEAREST, 0.3) or names[:NEAREST])


UNKNOWN = Text(
    en='no passage is called "{wanted}"; near it: {names}',
    sv='inget stycke heter "{wanted}"; närmast: {names}',
)
SEVERAL = Text(
    en='"{wanted}" is the name of several passages; choose one: {names}',
    sv='"{wanted}" är namnet på flera stycken; välj ett: {names}',
)
