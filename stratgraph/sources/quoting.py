"""The words of a passage, cut from the user's own copy at run time: the project itself holds none of them."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.passage import Passage, Span
from stratgraph.sources.attached import Attachment, attachments, open_attached
from stratgraph.sources.described import Description, Graph, describe
from stratgraph.sources.matching import Place, locate_all, place, verified
from stratgraph.sources.text import Copy

OMISSION = " … "


class Quoter:
    """Quotes the passages of one graph; each attached copy is read, and its digest compared, once."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.opened: dict[str, tuple[Attachment, Copy] | None] = {}

    def attached(self, source: str) -> tuple[Attachment, Copy] | None:
        """Return the reference and copy for the source, None where nothing is attached; raises as `open_attached`."""
        if source not in self.opened:
            self.opened[source] = open_attached(self.description.source(source))
        return self.opened[source]

    def place(self, passage: Passage) -> tuple[Place, Copy] | None:
        """Return where `passage` stands in the attached copy; None where it is lost or nothing is attached.

        Raises `InputError` if the attached file is gone or has changed.
        """
        attached = self.attached(passage.source)
        if attached is None:
            return None
        attachment, copy = attached
        spans = verified(passage, attachment.spans(passage), copy) or locate_all([passage], copy, None).get(passage.iri)
        return (place(passage, spans, copy), copy) if spans else None

    def quotation(self, iri: str) -> str | None:
        """Return the words of the passage `iri`, None where they cannot be had."""
        passage = self.description.passage(iri)
        try:
            found = self.place(passage) if passage else None
        except InputError:
            return None
        return quoted(found[1].text, found[0].spans) if found else None

    def notice(self) -> Text | None:
        """Return what is wrong with an attached copy, in one line; None where all can be read or none is attached."""
        for source in self.description.documents():
            try:
                self.attached(source.iri)
            except InputError as error:
                return error.text
        return None


_quoters: WeakKeyDictionary[Graph, Quoter] = WeakKeyDictionary()


def quoter(graph: Graph) -> Quoter:
    """Return the quoter of `graph`, made once as long as the graph lives."""
    found = _quoters.get(graph)
    if found is None:
        found = _quoters[graph] = Quoter(describe(graph))
    return found


def quotation(graph: Graph, locator_iri: str) -> str | None:
    """Return the words of the passage `locator_iri`, cut from the attached copy, in the document's own language.

    White space is folded, hyphens are left alone, and parts are joined by an ellipsis. None where nothing is attached,
    where the attached file is gone or changed (`quotation_notice` says so), where the copy lacks the passage, and for
    what is no passage.
    """
    return quoter(graph).quotation(locator_iri) if is_anything_attached() else None


NOTHING_ATTACHED = Text(
    en="no copy of the source document is attached, so nothing is quoted; `stratgraph source attach FILE` attaches one",
    sv="ingen kopia av källdokumentet är kopplad, så inget citeras; `stratgraph source attach FIL` kopplar en",
)


def quotation_notice(graph: Graph) -> Text | None:
    """Return why nothing can be quoted, in one line, or None: nothing is attached, or what is cannot be read."""
    try:
        return quoter(graph).notice() if attachments() else NOTHING_ATTACHED
    except InputError as error:
        return error.text


def is_anything_attached() -> bool:
    """Return whether a copy is attached for any source; spares the reading of descriptions where none is."""
    try:
        return bool(attachments())
    except InputError:
        return False


def quoted(text: str, spans: Sequence[Span]) -> str:
    r"""Return what stands at `spans` of `text`, white space folded.

    >>> quoted("one\n two 3 four", [Span(0, 8), Span(11, 15)])
    'one two … four'
    """
    return OMISSION.join(" ".join(span.of(text).split()) for span in spans)
