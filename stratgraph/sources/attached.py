"""The user's own copies of source documents: a checked reference each, and nothing of their text.

The references stand in `sources.json` in the user's data folder (`platformdirs.user_data_dir`; the environment variable
`STRATGRAPH_HOME` names another). Reading a copy back always compares its digest, never only its size and date.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs

from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.passage import Passage, Source, Span
from stratgraph.sources.matching import Match
from stratgraph.sources.text import Copy, read_copy
from stratgraph.sources.transform import Kind

HOME = "STRATGRAPH_HOME"
FILE = "sources.json"


@dataclass(frozen=True)
class Attachment:
    """A reference to a copy: where it is, the SHA-256 and size in bytes of the file, and how offsets were mapped.

    `source_digest` is that of the source when it was attached; `places` holds the mapped offsets of the passages by
    IRI, where the copy is not byte for byte the source.
    """

    path: str
    sha256: str
    size: int
    kind: str
    changes: tuple[str, ...] = ()
    source_digest: str | None = None
    places: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, hash=False)

    def spans(self, passage: Passage) -> tuple[Span, ...] | None:
        """Return where `passage` stands in the copy, as noted when it was attached."""
        return passage.parts if self.kind == Kind.SAME.value else self.places.get(passage.iri)


def home() -> Path:
    """Return the folder that holds the references; it need not exist."""
    chosen = os.environ.get(HOME)
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("stratgraph", appauthor=False))


def attach(match: Match) -> Attachment:
    """Keep a reference to the copy of `match`, in place of an earlier one for the same source.

    Raises `InputError` if not one passage was found in it, or if the reference cannot be written.
    """
    if not match.found:
        raise InputError(NO_PASSAGE.format(path=match.copy.path, source=both(match.source)))
    attachment = reference(match)
    write({**attachments(), match.source.iri: attachment})
    return attachment


def reference(match: Match) -> Attachment:
    """Return the reference to the copy of `match`."""
    copy = match.copy
    if copy.path is None:
        raise TypeError("a copy without a path cannot be attached")
    places = {} if match.kind is Kind.SAME else {iri: place.spans for iri, place in sorted(match.places.items())}
    changes = tuple(change.value for change in match.changes)
    path = str(copy.path.expanduser().resolve())
    return Attachment(path, copy.digest, copy.size, match.kind.value, changes, match.source.digest, places)


def forget(source: Source) -> bool:
    """Drop the reference for `source`; return whether there was one."""
    kept = dict(attachments())
    there = kept.pop(source.iri, None) is not None
    if there:
        write(kept)
    return there


def attachments() -> dict[str, Attachment]:
    """Return the references by the source's IRI.

    Raises `InputError` if the file that holds them is damaged or cannot be read.
    """
    path = home() / FILE
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {str(iri): from_json(entry) for iri, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(UNREADABLE_LIST.format(path=path, reason=error.strerror)) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise InputError(DAMAGED_LIST.format(path=path)) from None


def from_json(entry: Mapping[str, object]) -> Attachment:
    """Return the reference that `entry` of the file describes."""
    values = dict(entry)
    places = values.pop("places", {})
    changes = values.pop("changes", ())
    if not isinstance(places, dict) or not isinstance(changes, list):
        raise TypeError(entry)
    spans = {iri: tuple(Span(int(start), int(end)) for start, end in pairs) for iri, pairs in places.items()}
    return Attachment(**values, changes=tuple(changes), places=spans)  # type: ignore[arg-type]


def write(entries: Mapping[str, Attachment]) -> None:
    """Write the references, whole or not at all."""
    folder = home()
    text = json.dumps({iri: asdict(entry) for iri, entry in sorted(entries.items())}, ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=FILE, delete=False) as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(folder / FILE)
    except OSError as error:
        raise InputError(UNWRITABLE.format(path=folder, reason=error.strerror, variable=HOME)) from None


def attachment_of(source: Source) -> Attachment | None:
    """Return the reference for `source`, or None where nothing is attached."""
    return attachments().get(source.iri)


def open_attached(source: Source) -> tuple[Attachment, Copy] | None:
    """Return the reference and the copy attached for `source`, or None where nothing is attached.

    Raises `InputError` if the file is gone, unreadable or not the one that was attached.
    """
    attachment = attachment_of(source)
    if attachment is None:
        return None
    try:
        copy = read_copy(attachment.path)
    except InputError as error:
        raise InputError(GONE.format(problem=error.text, source=both(source))) from None
    if copy.digest != attachment.sha256:
        raise InputError(CHANGED.format(path=attachment.path))
    return attachment, copy


def both(source: Source) -> Text:
    """Return the name of `source` in both languages."""
    return Text(en=source.label("en"), sv=source.label("sv"))


NO_PASSAGE = Text(
    en='{path}: not one passage of "{source}" is found in it; give a copy of that document, or choose another one with '
    "--source",
    sv='{path}: inte ett enda stycke ur "{source}" finns i den; ange en kopia av det dokumentet, eller välj ett annat '
    "med --source",
)
GONE = Text(
    en='{problem} — it is attached as "{source}": attach it anew with `stratgraph source attach FILE`, or drop it with '
    "`stratgraph source attach --forget`",
    sv='{problem} — den är kopplad som "{source}": koppla den på nytt med `stratgraph source attach FIL`, eller släpp '
    "den med `stratgraph source attach --forget`",
)
CHANGED = Text(
    en="{path} has changed since it was attached; attach it anew with `stratgraph source attach FILE`",
    sv="{path} har ändrats sedan den kopplades; koppla den på nytt med `stratgraph source attach FIL`",
)
UNREADABLE_LIST = Text(
    en="{path}, the list of attached documents, cannot be read ({reason}); check your rights to it",
    sv="{path}, listan över kopplade dokument, går inte att läsa ({reason}); kontrollera dina rättigheter",
)
DAMAGED_LIST = Text(
    en="{path}, the list of attached documents, is damaged; remove it and attach your documents anew",
    sv="{path}, listan över kopplade dokument, är skadad; ta bort den och koppla dokumenten på nytt",
)
UNWRITABLE = Text(
    en="{path}: the reference cannot be kept there ({reason}); name another folder in {variable}",
    sv="{path}: hänvisningen kan inte sparas där ({reason}); ange en annan mapp i {variable}",
)
