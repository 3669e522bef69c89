"""Where something is said, as people cite it."""

from __future__ import annotations

from typing import NamedTuple

from stratgraph.model.language import Text

#: The layers in words.
LAYER_WORDS = {
    "document": Text(en="document", sv="dokument"),
    "interpretation": Text(en="interpretation", sv="tolkning"),
    "plan": Text(en="plan", sv="plan"),
    "context": Text(en="context", sv="omvärld"),
    "scenario": Text(en="scenario", sv="scenario"),
}


class Evidence(NamedTuple):
    """A locator: a passage of a document, an analyst's note, or a record of a file.

    `first_line` and `last_line` are 1-based and inclusive; None where the locator has none. `rationale` is a note's.
    """

    locator: str
    layer: str
    citation: Text
    source: Text | None = None
    first_line: int | None = None
    last_line: int | None = None
    rationale: Text | None = None

    @property
    def lines(self) -> Text | None:
        """Return the lines in words, or None.

        >>> Evidence("a:b", "document", Text(en="", sv=""), first_line=3, last_line=4).lines.en
        'lines 3–4'
        """
        if self.first_line is None:
            return None
        if self.last_line in (None, self.first_line):
            return Text(en="line {n}", sv="rad {n}").format(n=self.first_line)
        return Text(en="lines {a}–{b}", sv="rad {a}–{b}").format(a=self.first_line, b=self.last_line)
