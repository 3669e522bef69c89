"""The folder of a store: a manifest that names the build which counts, and the builds beside it.

    DIR/stratgraph-store.json   the manifest; replacing it is the one step that makes a new build count
    DIR/stratgraph-store.lock   held by whoever writes
    DIR/build-N/                a build, never changed once the manifest names it

A folder that holds anything else is not ours, and nothing is written into it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

MANIFEST = "stratgraph-store.json"
LOCK = "stratgraph-store.lock"
VERSION = 2

_BUILD = re.compile(r"build-(\d+)")
_BESIDE = re.compile(rf"{re.escape(MANIFEST)}(\.new)?|{re.escape(LOCK)}|build-\d+(\.nq)?")

REBUILD = Text(
    en="build it again: stratgraph load --store {folder} FILES",
    sv="bygg om det: stratgraph load --store {folder} FILER",
)


@dataclass(frozen=True)
class Source:
    """A file that a store was built from: its path as given, the SHA-256 of its bytes, and their number."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Counts:
    """How many quads a build holds, in how many named graphs; `digest` is over the count of every graph."""

    quads: int
    facts: int
    graphs: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a store says of itself.

    `workspace` is that of its data; `files` has the size of each of the build's files in bytes and the time of its last
    change in nanoseconds, `digests` its SHA-256.
    """

    build: str
    tool: str
    layers: tuple[str, ...]
    counts: Counts
    sources: tuple[Source, ...] = ()
    strategy: str | None = None
    city: str | None = None
    workspace: Mapping[str, Any] = field(default_factory=dict, hash=False)
    files: Mapping[str, Sequence[int]] = field(default_factory=dict, hash=False)
    digests: Mapping[str, str] = field(default_factory=dict, hash=False)


def to_json(manifest: Manifest) -> str:
    """Return the manifest's text, with a digest of itself: the same values give the same text."""
    values = {"version": VERSION, **asdict(manifest)}
    return json.dumps({**values, "seal": _seal(values)}, ensure_ascii=False, indent=1) + "\n"


def _seal(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a manifest's other values, in hexadecimal."""
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def from_json(text: str, *, folder: str) -> Manifest:
    """Return the manifest of a store's folder.

    Raises EngineError where it is of another version, or damaged.
    """
    try:
        values = json.loads(text)
        version = values["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged(folder, Text(en="its manifest cannot be read", sv="dess manifest går inte att läsa")) from None
    if version != VERSION:
        raise EngineError(
            Text(
                en="{folder} is a store of version {found}, this program reads {own}; {rebuild}",
                sv="{folder} är ett datalager i version {found}, det här programmet läser {own}; {rebuild}",
            ).format(folder=folder, found=version, own=VERSION, rebuild=REBUILD.format(folder=folder))
        )
    if values.pop("seal", None) != _seal(values):
        why = Text(en="its manifest is not as it was written", sv="dess manifest är inte som det skrevs")
        raise damaged(folder, why)
    del values["version"]
    try:
        return Manifest(
            **{
                **values,
                "layers": tuple(values["layers"]),
                "counts": Counts(**values["counts"]),
                "sources": tuple(Source(**source) for source in values["sources"]),
            }
        )
    except (KeyError, TypeError):
        raise damaged(folder, Text(en="its manifest is incomplete", sv="dess manifest är ofullständigt")) from None


def read_manifest(folder: str) -> Manifest:
    """Return the manifest of the store in a folder; a file's name in it need not be UTF-8.

    Raises EngineError where there is no store, or one that cannot be used, and says how to build one.
    """
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
    except OSError as error:
        raise _no_store(folder, error) from None
    return from_json(text, folder=folder)


def write_manifest(folder: str, manifest: Manifest) -> None:
    """Make a manifest the one that counts, in one step that is on the disk when this returns."""
    path = os.path.join(folder, MANIFEST)
    with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(to_json(manifest))
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)
    sync_folder(folder)


def refuse_foreign(folder: str) -> None:
    """Raise EngineError where a store must not be built in a folder: it is a file, or holds what is not ours."""
    if not os.path.lexists(folder):
        return
    if not os.path.isdir(folder):
        raise _no_folder(folder)
    strange = _strange(folder)
    if strange:
        raise EngineError(
            Text(
                en='{folder} holds "{name}", which no store does; name a new or an empty folder',
                sv='{folder} innehåller "{name}", som inte hör till ett datalager; ange en ny eller tom mapp',
            ).format(folder=folder, name=strange[0])
        )


def next_build(folder: str) -> str:
    """Return the name of a build that there is not yet."""
    numbers = [int(found[1]) for name in os.listdir(folder) if (found := _BUILD.match(name))]
    return f"build-{max(numbers, default=0) + 1}"


def leftovers(folder: str, *, keep: Collection[str]) -> list[str]:
    """Return what builds that do not count have left, as paths; `keep` are the names of those that may."""
    names = sorted(name for name in os.listdir(folder) if _BUILD.match(name) or name == MANIFEST + ".new")
    return [os.path.join(folder, name) for name in names if name not in keep]


def stamps(build: str) -> dict[str, tuple[int, int]]:
    """Return the size in bytes and the last change in nanoseconds of each file that a build cannot do without."""
    with os.scandir(build) as entries:
        files = {entry.name: entry.stat() for entry in entries if not entry.name.startswith(("LOG", "LOCK"))}
    return {name: (file.st_size, file.st_mtime_ns) for name, file in sorted(files.items())}


def digests(build: str) -> dict[str, str]:
    """Return the SHA-256 of each file that a build cannot do without, in hexadecimal, by name."""
    return {name: digest(os.path.join(build, name)) for name in stamps(build)}


def digest(path: str) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    from hashlib import file_digest

    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sync_build(build: str) -> None:
    """Have every file of a build on the disk when this returns."""
    for name in stamps(build):
        with open(os.path.join(build, name), "rb") as file:
            os.fsync(file.fileno())
    sync_folder(build)


def sync_folder(folder: str) -> None:
    """Have the names in a folder on the disk when this returns; some systems cannot, and need not."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def damaged(folder: str, why: Text) -> EngineError:
    """Return the error for a store that is not as it was built."""
    text = Text(
        en="the store {folder} is damaged: {why}; {rebuild}", sv="datalagret {folder} är skadat: {why}; {rebuild}"
    )
    return EngineError(text.format(folder=folder, why=why, rebuild=REBUILD.format(folder=folder)))


def cannot_read(folder: str, error: OSError) -> EngineError:
    """Return the error for a store that the system does not let us read."""
    text = Text(en="{folder} cannot be read: {why}", sv="{folder} går inte att läsa: {why}")
    return EngineError(text.format(folder=folder, why=error.strerror or str(error)))


def _no_store(folder: str, error: OSError) -> EngineError:
    build = Text(
        en="build one: stratgraph load --store {folder} FILES", sv="bygg ett: stratgraph load --store {folder} FILER"
    ).format(folder=folder)
    if isinstance(error, PermissionError):
        return cannot_read(folder, error)
    if not os.path.lexists(folder):
        text = Text(en="there is no store {folder}; {build}", sv="det finns inget datalager {folder}; {build}")
        return EngineError(text.format(folder=folder, build=build))
    if not os.path.isdir(folder):
        return _no_folder(folder)
    if _strange(folder):
        text = Text(
            en="{folder} is no store: it holds no {file}", sv="{folder} är inget datalager: där finns ingen {file}"
        )
        return EngineError(text.format(folder=folder, file=MANIFEST))
    text = Text(en="the store {folder} is empty; {build}", sv="datalagret {folder} är tomt; {build}")
    return EngineError(text.format(folder=folder, build=build))


def _no_folder(folder: str) -> EngineError:
    text = Text(en="{folder} is a file; name a folder", sv="{folder} är en fil; ange en mapp")
    if os.path.islink(folder):
        text = Text(
            en="{folder} is a link to no folder; name a folder", sv="{folder} är en länk till ingen mapp; ange en mapp"
        )
    return EngineError(text.format(folder=folder))


def _strange(folder: str) -> list[str]:
    """Return the names in a folder that are not a store's; without manifest and lock no name is, however it looks."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    if MANIFEST not in names and LOCK not in names:
        return names
    folders = [name for name in (MANIFEST, LOCK) if os.path.isdir(os.path.join(folder, name))]
    return [name for name in names if not _BESIDE.fullmatch(name) or name in folders]
