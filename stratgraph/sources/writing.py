"""A located passage, written down ready for a data file: TriG (W3C, 2014) or JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stratgraph.model import terms
from stratgraph.model.language import Text
from stratgraph.model.passage import Passage
from stratgraph.sources.citing import lines_in_words
from stratgraph.sources.locating import Located

#: A local name that TriG takes without escapes.
SAFE_NAME = re.compile(r"[A-Za-z_](?:[\w-]*(?:\.[\w-]+)*)?", re.ASCII)
WORDS_SHOWN = 3


def to_json(located: Located, text: str) -> dict[str, object]:
    """Return `located` as plain values; `text` is that of the file."""
    passage = located.passage
    parts = [
        {"order": order, "start": span.start, "end": span.end, "length": length}
        for order, (span, length) in enumerate(zip(passage.parts, passage.part_lengths, strict=True), 1)
    ]
    return {
        "iri": passage.iri,
        "source": passage.source,
        "section": passage.section,
        "heading": located.heading,
        "unit": passage.unit.removeprefix(terms.SG) if passage.unit else None,
        "number": passage.number,
        "first_line": passage.first_line,
        "last_line": passage.last_line,
        "digest": passage.digest,
        "length": passage.length,
        "parts": parts,
        "text": " … ".join(" ".join(span.of(text).split()) for span in passage.parts),
    }


def to_trig(located: Located, text: str, *, graph: str, prefixes: Mapping[str, str], language: str) -> str:
    """Return `located` as TriG: its description in the declaration graph `graph`, and an empty graph for its facts.

    Of the words of the file, the comment shows the first and last few only, so that the result can be committed.
    """
    passage = located.passage
    names = {"sg": terms.SG, "oa": terms.OA, **prefixes}
    declared = f"{short(graph, names)} a sg:DeclarationGraph ."
    lines = [declared, f"{short(passage.iri, names)} a sg:Passage ;", *described(passage, names)]
    body = "\n".join("  " + line for line in [*lines, *parts(passage, names)])
    used = [prefix for prefix in sorted(names) if f"{prefix}:" in f"{body} {short(graph, names)}"]
    heads = [f"@prefix {prefix}: <{names[prefix]}> ." for prefix in used]
    remarks = [f"# {remark.into(language)}" for remark in comments(located, text)]
    facts = f"{short(passage.iri, names)} {{\n  # {FACTS_HERE.into(language)}\n}}"
    return "\n".join([*heads, "", *remarks, f"{short(graph, names)} {{", body, "}", "", facts, ""])


def described(passage: Passage, names: Mapping[str, str]) -> list[str]:
    """Return the passage's properties, a line each."""
    pairs = [
        ("sg:inSource", short(passage.source, names)),
        ("sg:inSection", short(passage.section, names) if passage.section else None),
        ("sg:textUnit", short(passage.unit, names) if passage.unit else None),
        ("sg:numberInSection", passage.number),
        ("sg:firstLine", passage.first_line),
        ("sg:lastLine", passage.last_line),
        ("sg:digest", f'"{passage.digest}"'),
        ("sg:length", passage.length),
        ("sg:part", ", ".join(short(f"{passage.iri}-part-{order + 1}", names) for order in range(len(passage.parts)))),
    ]
    stated = [f"  {name} {value}" for name, value in pairs if value is not None]
    return [*(line + " ;" for line in stated[:-1]), stated[-1] + " ."]


def parts(passage: Passage, names: Mapping[str, str]) -> list[str]:
    """Return the parts and their selectors, a line each."""
    lines = []
    for order, (span, length) in enumerate(zip(passage.parts, passage.part_lengths, strict=True), 1):
        part = short(f"{passage.iri}-part-{order}", names)
        selector = short(f"{passage.iri}-part-{order}-selector", names)
        lines.append(f"{part} a sg:PassagePart ; sg:order {order} ; sg:length {length} ; oa:hasSelector {selector} .")
        lines.append(f"{selector} a oa:TextPositionSelector ; oa:start {span.start} ; oa:end {span.end} .")
    return lines


def comments(located: Located, text: str) -> list[Text]:
    """Return the remarks above the description: its first and last words, and a heading if no section is known."""
    remarks = [outline(located.passage, text)]
    if located.section is None:
        heading = " ".join((located.heading or "").split()[:8])
        remarks.append(HEADING.format(heading=heading) if heading else NO_SECTION)
    return remarks


def outline(passage: Passage, text: str) -> Text:
    """Return the lines of `passage` and its first and last words, too few to hold the sentence itself."""
    words = " ".join(span.of(text) for span in passage.parts).split()
    shown = min(WORDS_SHOWN, max(1, len(words) // 2))
    lines = lines_in_words(passage.first_line, passage.last_line)
    return OUTLINE.format(lines=lines, begin=" ".join(words[:shown]), end=" ".join(words[-shown:]))


def short(iri: str, names: Mapping[str, str]) -> str:
    """Return `iri` with a prefix where one fits, else in angle brackets.

    >>> short("https://example.org/a", {"ex": "https://example.org/"})
    'ex:a'
    """
    fitting = [
        (len(base), f"{prefix}:{iri[len(base) :]}")
        for prefix, base in names.items()
        if iri.startswith(base) and SAFE_NAME.fullmatch(iri[len(base) :])
    ]
    return max(fitting)[1] if fitting else f"<{iri}>"


OUTLINE = Text(
    en="{lines}, from “{begin}” to “{end}”",
    sv="{lines}, från ”{begin}” till ”{end}”",
)
HEADING = Text(en="a heading above it: {heading}", sv="en rubrik ovanför: {heading}")
NO_SECTION = Text(en="no section and no heading above it is known", sv="varken avsnitt eller rubrik ovanför är känd")
FACTS_HERE = Text(en="what the passage says stands here", sv="här står vad stycket säger")
